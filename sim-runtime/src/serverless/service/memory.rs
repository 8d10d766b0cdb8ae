//! Memory in use: what bodies allocate of the memory of their instance, and the kill of one that has not enough.
//!
//! The reference knows only the memory that an instance reserves; this is what its bodies do with it. All that run in one
//! instance share its memory. Where they ask for more, what the kernel of a node does to a container happens: it is killed,
//! and with it every body that runs in it, whoever asked (Kubernetes: `OOMKilled`; AWS Lambda: `signal: killed`). Outputs that
//! are on their way arrive. The instance is shut down, and the next attempt makes a new one.

use super::Service;
use crate::serverless::attempt::{AttemptId, BodyEnd, Phase, Stage};
use crate::serverless::calls;
use crate::serverless::env::ServiceEnv;
use crate::serverless::instance::Exhausted;
use crate::serverless::{Failure, InstanceId};
use crate::units::Bytes;

/// The memory of an instance does not suffice: it is to be [killed](Service::kill_exhausted).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory(pub InstanceId);

impl Service {
    /// A body that runs takes memory of its instance.
    ///
    /// # Errors
    ///
    /// [`OutOfMemory`] if the instance has not so much: then nothing is taken, and it takes no further attempt.
    pub fn allocate(&mut self, id: AttemptId, size: Bytes) -> Result<(), OutOfMemory> {
        let Some((_, place)) = self.placement(id) else {
            return Ok(());
        };
        let (Some(instance), Some(attempt)) = (
            self.state.cluster.instance_mut(place),
            self.attempts.get_mut(id),
        ) else {
            return Ok(());
        };
        let memory = attempt.memory.get_or_insert_default();
        let (held, used) = (
            memory.held.saturating_add(size),
            instance.memory_used.saturating_add(size),
        );
        memory.peak = memory.peak.max(held);
        let is_exhausted = instance.exhausted.is_some();
        if is_exhausted || instance.memory_limit().is_some_and(|limit| used > limit) {
            let exhausted = Exhausted { by: id, used };
            self.state.cluster.set_exhausted(place, exhausted);
            return Err(OutOfMemory(place));
        }
        (memory.held, instance.memory_used) = (held, used);
        Ok(())
    }

    /// A body that runs gives memory of its instance back.
    ///
    /// # Errors
    ///
    /// What it holds, if that is less: then nothing is given back.
    pub fn free(&mut self, id: AttemptId, size: Bytes) -> Result<(), Bytes> {
        let place = self.placement(id);
        let (Some((_, place)), Some(attempt)) = (place, self.attempts.get_mut(id)) else {
            return Ok(());
        };
        let held = attempt
            .memory
            .as_ref()
            .map_or(Bytes::ZERO, |memory| memory.held);
        if size > held {
            return Err(held);
        }
        if let Some(memory) = &mut attempt.memory {
            memory.held = held.saturating_sub(size);
        }
        if let Some(instance) = self.state.cluster.instance_mut(place) {
            instance.memory_used = instance.memory_used.saturating_sub(size);
        }
        Ok(())
    }

    /// An instance whose memory did not suffice is killed: its bodies end, and it is shut down when the service hears of that.
    pub fn kill_exhausted(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(instance) = self.state.cluster.instance(id) else {
            return;
        };
        let (Some(limit), Some(&Exhausted { by, used })) =
            (instance.memory_limit(), instance.exhausted.as_deref())
        else {
            return;
        };
        let others = instance.active() > 1;
        let failure = Failure::OutOfMemory {
            function: env.function_name(instance.function),
            used,
            limit,
        };
        let killed = if others {
            self.attempts_in(id)
        } else {
            vec![by]
        };
        for attempt in killed {
            self.kill_attempt(env, attempt, &failure);
        }
    }

    /// The attempts that have their place in an instance, in order of request.
    pub(super) fn attempts_in(&self, id: InstanceId) -> Vec<AttemptId> {
        let attempts = self.attempts.iter();
        let mut inside: Vec<_> = attempts
            .filter(|(_, attempt)| attempt.placement().is_some_and(|on| on.instance == id))
            .map(|(id, attempt)| (attempt.number, id))
            .collect();
        inside.sort_unstable();
        inside.into_iter().map(|(_, id)| id).collect()
    }

    /// An attempt ends with its instance, unless its body has ended by itself.
    fn kill_attempt(&mut self, env: &mut impl ServiceEnv, id: AttemptId, failure: &Failure) {
        let Some(attempt) = self.attempts.get_mut(id) else {
            return;
        };
        let invocation = attempt.invocation;
        let Phase::Placed { stage, .. } = &mut attempt.phase else {
            return;
        };
        match stage {
            // Its input is on its way.
            Stage::Starting => {
                *stage = Stage::Ended {
                    body: BodyEnd::NeverStarted,
                    failure: Some(Box::new(failure.clone())),
                };
                self.hand_in(env, id, calls::KILLED);
            }
            Stage::Running { .. } => {
                env.kill_body(invocation);
                let body = |started| BodyEnd::Killed { started };
                self.end(env, id, Some(failure.clone()), body, true);
            }
            Stage::Ended { .. } => {}
        }
    }
}
