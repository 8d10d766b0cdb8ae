//! Cancelling: an attempt whose caller does not want it any more ends as one does whose time is up.
//!
//! The reference has no such thing. What a time limit does is done: the body is killed, and its instance kept or not as the
//! keep-alive policy says. Before there is a body, the attempt leaves the queue; a start-up that is not over is broken off, and
//! with it the instance. Images that are on their way go on, for whoever needs them next.

use super::Service;
use crate::serverless::attempt::{AttemptId, BodyEnd, InvocationId, Phase, Stage};
use crate::serverless::calls;
use crate::serverless::env::ServiceEnv;
use crate::serverless::{Failure, FunctionId, InstanceEnd, InstanceId, NodeId};

impl Service {
    /// An invocation is to end, unless its body has ended by itself.
    #[inline(never)]
    pub(super) fn cancel(&mut self, env: &mut impl ServiceEnv, invocation: InvocationId) {
        if let Some(id) = env.attempt(invocation) {
            self.take_out(env, id, Failure::Cancelled);
        }
    }

    /// An attempt fails, however far it has come, unless its body has ended by itself.
    pub(super) fn take_out(&mut self, env: &mut impl ServiceEnv, id: AttemptId, failure: Failure) {
        let Some(attempt) = self.attempts.get(id) else {
            return;
        };
        match &attempt.phase {
            Phase::AwaitsImage | Phase::Queued => self.leave_waiting(env, id, failure),
            Phase::Placed { stage, .. } => match stage {
                Stage::Starting => self.cancel_start(env, id, failure),
                Stage::Running { .. } => {
                    env.kill_body(attempt.invocation);
                    let body = |started| BodyEnd::Killed { started };
                    self.end(env, id, Some(failure), body, true);
                }
                Stage::Ended { .. } => {}
            },
        }
    }

    /// The body of an attempt will never start.
    fn cancel_start(&mut self, env: &mut impl ServiceEnv, id: AttemptId, failure: Failure) {
        let attempt = self.attempts.get_mut(id);
        let Some(Phase::Placed { on, stage }) = attempt.map(|attempt| &mut attempt.phase) else {
            return;
        };
        *stage = Stage::Ended {
            body: BodyEnd::NeverStarted,
            failure: Some(Box::new(failure)),
        };
        let (instance, node) = (on.instance, on.node);
        if self.is_starter(id, instance) {
            env.end_on(self.state.cluster.node(node).host);
            // Others that wait for it go on.
            if self.instance(instance).is_some_and(|one| one.active() == 1) {
                self.break_off_steps(env, instance);
            }
        }
        self.hand_in(env, id, calls::KILLED);
    }

    /// An instance ends with the last attempt in it: its start-up is broken off, since the attempt is over that it was for,
    /// or it has been killed.
    pub(super) fn break_off(
        &mut self,
        env: &mut impl ServiceEnv,
        id: InstanceId,
        place: (u32, FunctionId, NodeId),
        end: InstanceEnd,
    ) {
        self.release(env, id, place);
        self.break_off_steps(env, id);
        self.stop(env, id, end);
    }
}
