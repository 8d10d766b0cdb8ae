//! From the dispatch of an attempt to the start of its executor: at once, or when its instance has started.
//!
//! The executor of the attempt that an instance was made for sleeps through the start-up. Those of attempts that come
//! meanwhile, if the instance has slots for them, wait for its end, as requests do in the activator of Knative.

use super::Service;
use crate::serverless::attempt::{AttemptId, Phase, Stage};
use crate::serverless::env::{Alarm, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::{FunctionId, Instance, InstanceId, NodeId};
use crate::units::SimTime;

impl Service {
    /// An attempt has a slot of an instance that was there: it starts, now or with the instance.
    #[inline]
    pub(super) fn start_in(&mut self, env: &mut impl ServiceEnv, id: AttemptId, on: InstanceId) {
        match self.state.cluster.instance_mut(on) {
            Some(instance) if instance.is_starting() => instance.waiting.push(id),
            _ => self.start(env, id),
        }
    }

    /// The executor of an attempt sleeps until its instance has started.
    pub(super) fn sleep_through(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        on: InstanceId,
        until: SimTime,
    ) {
        let Some(instance) = self.state.cluster.instance_mut(on) else {
            return;
        };
        instance.starter = Some(id);
        let node = instance.node;
        let order = env.wake(until, Alarm::Started(id));
        self.note_order(id, order);
        env.begin_on(self.state.cluster.node(node).host);
    }

    /// The executor of an attempt has slept through the start-up of its instance.
    pub(super) fn started(&mut self, env: &mut impl ServiceEnv, id: AttemptId) {
        let Some(Phase::Placed { on, stage }) = self.attempts.get(id).map(|one| &one.phase) else {
            return;
        };
        let (instance, is_wanted) = (on.instance, matches!(stage, Stage::Starting));
        let starts = self.state.cluster.instance(instance);
        let starts = starts.is_some_and(|one| one.is_starting() && one.starter == Some(id));
        if !starts {
            return;
        }
        if is_wanted {
            let host = self.state.cluster.node(on.node).host;
            env.end_on(host);
            self.set_started(env, instance);
            self.run(env, id, true, 0);
        }
        // The start-up for an attempt that was cancelled is broken off when the service hears of that, unless others wait.
        self.start_waiting(env, instance);
    }

    /// An instance has started: those that have waited for it start.
    pub(super) fn start_waiting(&mut self, env: &mut impl ServiceEnv, on: InstanceId) {
        let Some(instance) = self.state.cluster.instance_mut(on) else {
            return;
        };
        if instance.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut instance.waiting);
        self.set_started(env, on);
        for id in waiting {
            self.start(env, id);
        }
    }

    /// The start-up of an instance is over, unless it was before.
    fn set_started(&mut self, env: &mut impl ServiceEnv, on: InstanceId) {
        let starting = self.state.cluster.instance(on);
        let Some(instance) = starting.filter(|one| one.is_starting()) else {
            return;
        };
        let event = ServiceEvent::InstanceStarted {
            container: instance.number,
            function: instance.function,
            node: instance.node,
        };
        self.state.cluster.set_started(on);
        self.observe(env, event);
    }

    /// Whether an attempt is the one whose executor sleeps through the start-up of an instance.
    pub(super) fn is_starter(&self, id: AttemptId, on: InstanceId) -> bool {
        let is = |one: &Instance| one.is_starting() && one.starter == Some(id);
        self.state.cluster.instance(on).is_some_and(is)
    }

    /// An attempt is over whose instance still starts. The start-up goes on if it is for others, too, or was for none; else it
    /// is broken off.
    pub(super) fn leave_starting(
        &mut self,
        env: &mut impl ServiceEnv,
        id: AttemptId,
        on: InstanceId,
        place: (u32, FunctionId, NodeId),
    ) {
        let Some(instance) = self.state.cluster.instance_mut(on) else {
            return;
        };
        instance.waiting.retain(|other| *other != id);
        let until = (instance.created + instance.start_up).max(env.now());
        let (starter, active) = (instance.starter, instance.active());
        if active == 1 && starter.is_some() {
            return self.break_off(env, on, place);
        }
        self.state.cluster.vacate(on);
        if starter.is_some_and(|starter| !self.is_to_start(starter)) {
            self.replace_starter(env, on, until);
        }
    }

    /// Nobody sleeps through the start-up of an instance any more: the first of those that wait does.
    fn replace_starter(&mut self, env: &mut impl ServiceEnv, on: InstanceId, until: SimTime) {
        let instance = self.state.cluster.instance(on);
        let mut waiting = instance.into_iter().flat_map(|one| &one.waiting).copied();
        // Without one, those that are there were cancelled, too, and the last of them breaks the start-up off.
        let Some(next) = waiting.find(|id| self.is_to_start(*id)) else {
            return;
        };
        if let Some(instance) = self.state.cluster.instance_mut(on) {
            instance.waiting.retain(|other| *other != next);
        }
        self.sleep_through(env, next, on, until);
    }

    /// Whether an attempt has its place and is still to start there.
    fn is_to_start(&self, id: AttemptId) -> bool {
        let phase = self.attempts.get(id).map(|attempt| &attempt.phase);
        matches!(
            phase,
            Some(Phase::Placed {
                stage: Stage::Starting,
                ..
            })
        )
    }
}
