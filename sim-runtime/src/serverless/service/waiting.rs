//! Queue time-outs: an attempt that is not dispatched in time leaves.
//!
//! The reference has no such thing. The time counts from the acceptance of the request, the way of its image to the head host
//! included. The service learns of it by a message to itself: while it processes a request, this waits as everything else does.

use super::Service;
use crate::serverless::Failure;
use crate::serverless::attempt::{Attempt, AttemptId, Phase};
use crate::serverless::env::{Alarm, Message, ServiceEnv};
use crate::units::{SimDuration, SimTime};

impl Service {
    /// An attempt that has just been accepted waits for a limited time: for so long at most, or what its function says.
    #[inline(never)]
    pub(super) fn limit_wait(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        mut waits: SimDuration,
    ) {
        let Some(function) = self.attempts.get(id).map(|attempt| attempt.function) else {
            return;
        };
        if let Some(patience) = &self.state.registrations[function].patience {
            let (service, streams) = (&self.name, &mut self.patience);
            let name = || format!("patience for {} of {service}", env.function_name(function));
            waits = waits.min(patience.draw(|| streams.of(function, name)));
        }
        let date = env.now() + waits;
        if date < SimTime::MAX {
            env.wake(date, Alarm::QueueTimeout(id));
        }
    }

    /// The time has come at which an attempt leaves, unless it has been dispatched, or is over.
    pub(super) fn reach_queue_timeout(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        if self.attempts.get(id).is_some_and(Attempt::is_waiting) {
            self.deliver(env, Message::QueueTimeout(id));
        }
    }

    /// An attempt has waited too long, unless it has been dispatched meanwhile, or is over.
    #[inline(never)]
    pub(super) fn abandon(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let waiting = self.attempts.get(id).filter(|attempt| attempt.is_waiting());
        if let Some(function) = waiting.map(|attempt| attempt.function) {
            let function = env.function_name(function);
            self.leave_waiting(env, id, Failure::Abandoned { function });
        }
    }

    /// An attempt that waits fails, wherever it waits. Images that are on their way go on, for whoever needs them next.
    pub(super) fn leave_waiting(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        failure: Failure,
    ) {
        let attempt = self.attempts.get(id);
        if attempt.is_some_and(|attempt| matches!(attempt.phase, Phase::Queued)) {
            self.state.leave(id);
        }
        self.fail(env, id, failure);
    }
}
