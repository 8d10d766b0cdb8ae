//! The end of an instance when the message that stops its private storage has a size (SEMANTICS 4.13).
//!
//! Until that has answered, the service is blocked: messages wait, and what the instance has reserved stays reserved. What
//! was to follow waits too: the end of an attempt, or the rest of a round whose cold start evicts instances. What policies
//! other than the scheduler shut down ends at once.

use super::{NextRound, Service};
use crate::serverless::attempt::{Attempt, AttemptId, Progress};
use crate::serverless::env::ServiceEnv;
use crate::serverless::event::ServiceEvent;
use crate::serverless::instance::InstanceEnd;
use crate::serverless::policy::PolicyKind;
use crate::serverless::stopping::{Creation, Step, Stopping, Then};
use crate::serverless::{FunctionId, InstanceId, NodeId};
use crate::units::SimTime;

impl Service {
    /// Shuts an instance down, at once or when its private storage has stopped.
    pub(super) fn stop(&mut self, env: &mut impl ServiceEnv, id: InstanceId, end: InstanceEnd) {
        if env.stops_slowly() {
            // Nothing runs in it any more, and it does not expire: it is idle until its storage has stopped.
            let instance = self.state.cluster.instance(id);
            if instance.is_some_and(|instance| instance.idle_since().is_none()) {
                self.state.cluster.clear_exhausted(id);
                self.state.cluster.set_idle(id, env.now(), SimTime::MAX);
            }
            self.stop_storage(env, Some((id, end)), Then::GoOn);
        } else {
            self.shut_down(env, id, end);
        }
    }

    fn stop_storage(
        &mut self,
        env: &mut impl ServiceEnv,
        instance: Option<(InstanceId, InstanceEnd)>,
        then: Then,
    ) {
        let (of, node) = match (instance, &then) {
            (None, Then::Create(creation)) => (None, Some(creation.node)),
            (None, _) => (None, None),
            (Some((id, _)), _) => (Some(id), self.instance(id).map(|instance| instance.node)),
        };
        if let Some(node) = node {
            self.stopping = Some(Box::new(Stopping { instance, then }));
            env.stop(of, node);
        }
    }

    /// An attempt is over once the private storage of its instance has stopped.
    #[inline(never)]
    pub(super) fn conclude_later(&mut self, attempt: Attempt, progress: Progress) {
        if let Some(stopping) = &mut self.stopping {
            stopping.then = Then::Conclude(Box::new((attempt, progress)));
        }
    }

    /// A private storage has stopped: its instance is gone, and the service goes on.
    pub fn stopped(&mut self, env: &mut impl ServiceEnv) {
        let Some(stopping) = self.stopping.take() else {
            return;
        };
        if let Some((id, end)) = stopping.instance {
            self.shut_down(env, id, end);
        }
        match stopping.then {
            Then::GoOn => self.finish_message(env),
            Then::Conclude(over) => {
                let (attempt, progress) = *over;
                self.conclude(env, &attempt, progress);
                self.finish_message(env);
            }
            Then::Create(creation) => {
                self.advance_creation(env, creation);
                self.resume_round(env);
            }
        }
        self.receive_next(env);
        self.go_on(env, false);
    }

    fn finish_message(&mut self, env: &mut impl ServiceEnv) {
        self.apply_asked(env, PolicyKind::KeepAlive);
        self.after_message(env, NextRound::IfAnyWaits);
    }

    fn resume_round(&mut self, env: &mut impl ServiceEnv) {
        if self.is_busy() {
            return;
        }
        let mut scratch = self.scratch.take().unwrap_or_default();
        self.apply(env, PolicyKind::Scheduler, &mut scratch.actions);
        self.scratch = Some(scratch);
    }

    /// Makes an instance for an attempt as [`Service::create`] does. If that takes time, none is returned, and the attempt is
    /// placed later.
    pub(super) fn create_slowly(
        &mut self,
        env: &mut impl ServiceEnv,
        attempt: AttemptId,
        node: NodeId,
        function: FunctionId,
    ) -> Option<(InstanceId, u32)> {
        let made = self.make(env, node, function);
        if made.is_some() || !env.stops_slowly() {
            return made.or_else(|| self.make_by_evicting(env, node, function));
        }
        let creation = Creation {
            attempt,
            function,
            node,
            step: Step::Choose,
        };
        self.lacks_space(env, creation);
        None
    }

    /// Space has lacked. The private storage comes before the memory: where that lacked, it is there already, for nothing.
    fn lacks_space(&mut self, env: &mut impl ServiceEnv, creation: Creation) {
        let disk = self.state.registrations[creation.function]
            .charge
            .per_instance
            .disk;
        if disk <= self.state.cluster.node(creation.node).free().disk {
            self.stop_storage(env, None, Then::Create(creation));
        } else {
            self.advance_creation(env, creation);
        }
    }

    fn advance_creation(&mut self, env: &mut impl ServiceEnv, creation: Creation) {
        let Creation {
            attempt,
            function,
            node,
            step,
        } = creation;
        let then = |step| Creation {
            attempt,
            function,
            node,
            step,
        };
        match step {
            Step::Choose => {
                let victims = self.victims(env.now(), node, function);
                let step = if victims.is_empty() {
                    Step::Fail
                } else {
                    Step::Evict(victims.into())
                };
                self.advance_creation(env, then(step));
            }
            Step::Evict(mut victims) => {
                if let Some(victim) = victims.pop_front() {
                    self.observe_eviction(env, victim, node, function);
                    let next = Then::Create(then(Step::Evict(victims)));
                    return self.stop_storage(env, Some((victim, InstanceEnd::Evicted)), next);
                }
                match self.make(env, node, function) {
                    Some(made) => {
                        self.place_in_new(env, attempt, function, node, made);
                        self.state.leave(attempt);
                    }
                    None => self.lacks_space(env, then(Step::Fail)),
                }
            }
            Step::Fail => self.observe(env, ServiceEvent::PlacementFailed { function, node }),
        }
    }
}
