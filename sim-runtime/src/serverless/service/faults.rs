//! Faults: nodes that go down, containers that crash, and what the service makes of them.
//!
//! What a fault ends is over at its date, whatever the service is doing: it knows at once, as if its monitoring took no time.
//! Then a message, [`Disturbed`](crate::serverless::Message::Disturbed), which it takes in as any other, gives its scheduler a
//! round. Nothing else of a fault is left: what failed on its way to a node that is down has given its space back by then.

use super::Service;
use crate::serverless::attempt::{AttemptId, BodyEnd, Phase, Stage};
use crate::serverless::env::ServiceEnv;
use crate::serverless::event::ServiceEvent;
use crate::serverless::{Failure, FunctionId, InstanceEnd, InstanceId, NodeId};

impl Service {
    /// A node goes down: all that is on it is over, and who waits for it waits elsewhere. Movements of bytes from and to it must
    /// be broken afterwards.
    pub fn node_down(&mut self, env: &mut impl ServiceEnv, node: NodeId) {
        let name = self.state.cluster.node(node).disk.name.clone();
        let failure = Failure::NodeDown { node: name };
        for attempt in self.attempts_on(node) {
            self.lose_result(env, attempt, &failure);
            self.lose_attempt(env, attempt, &failure);
        }
        for instance in self.instances_of(node, None) {
            self.lose_instance(env, instance, InstanceEnd::NodeDown);
        }
        self.state.cluster.set_down(node);
        for queued in self.state.cluster.unbind_all(node) {
            self.state.queue.push(queued);
        }
        self.provisions.retain(|one| one.node != node);
        self.observe(env, ServiceEvent::NodeDown { node });
    }

    /// A node is up again: empty and cold.
    pub fn node_up(&mut self, env: &mut impl ServiceEnv, node: NodeId) {
        self.state.cluster.set_up(node);
        self.observe(env, ServiceEvent::NodeUp { node });
    }

    /// The instances of a function, by node and then by age.
    pub fn instances(&self, function: FunctionId) -> Vec<InstanceId> {
        let nodes = (0..self.nodes().len()).map(NodeId::from_index);
        nodes
            .flat_map(|node| self.instances_of(node, Some(function)))
            .collect()
    }

    /// An instance crashes, with all that runs in it; outputs that are on their way arrive.
    pub fn crash(&mut self, env: &mut impl ServiceEnv, id: InstanceId) {
        let Some(function) = self.instance(id).map(|instance| instance.function) else {
            return;
        };
        let function = env.function_name(function);
        let failure = Failure::ContainerCrashed { function };
        for attempt in self.attempts_in(id) {
            if !self.has_ended(attempt) {
                self.lose_attempt(env, attempt, &failure);
            }
        }
        self.lose_instance(env, id, InstanceEnd::Crashed);
    }

    /// A fault has begun or is over: what could not be had before may be had now.
    #[inline(never)]
    pub(super) fn disturbed(&mut self) {
        let functions = self.state.registrations.functions();
        let with_minimum = functions.filter(|(_, known)| known.min_instances > 0);
        self.missing.extend(with_minimum.map(|(id, _)| id));
    }

    /// The attempts that have their place on a node, in order of request.
    fn attempts_on(&self, node: NodeId) -> Vec<AttemptId> {
        let attempts = self.attempts.iter();
        let there = attempts.filter(|(_, one)| one.placement().is_some_and(|on| on.node == node));
        let mut there: Vec<_> = there.map(|(id, attempt)| (attempt.number, id)).collect();
        there.sort_unstable();
        there.into_iter().map(|(_, id)| id).collect()
    }

    /// The instances on a node, or those of a function there, in order of creation.
    fn instances_of(&self, node: NodeId, function: Option<FunctionId>) -> Vec<InstanceId> {
        let there = self.state.cluster.instances_on(node);
        let asked =
            there.filter(|(_, one)| function.is_none_or(|function| one.function == function));
        asked.map(|(id, _)| id).collect()
    }

    fn has_ended(&self, attempt: AttemptId) -> bool {
        let phase = self.attempts.get(attempt).map(|attempt| &attempt.phase);
        matches!(
            phase,
            Some(Phase::Placed {
                stage: Stage::Ended { .. },
                ..
            })
        )
    }

    /// The output of an attempt is lost with the node from which it is on its way.
    fn lose_result(&mut self, env: &mut impl ServiceEnv, id: AttemptId, lost: &Failure) {
        if let Some(attempt) = self.attempts.get_mut(id)
            && env.is_returning(attempt.invocation)
            && let Phase::Placed { stage, .. } = &mut attempt.phase
            && let Stage::Ended { failure, .. } = stage
        {
            failure.get_or_insert_with(|| Box::new(lost.clone()));
        }
    }

    /// An attempt is over with its instance, which is about to go: with this failure, unless it has ended by itself.
    fn lose_attempt(&mut self, env: &mut impl ServiceEnv, id: AttemptId, lost: &Failure) {
        let Some(attempt) = self.attempts.get(id) else {
            return;
        };
        let (invocation, phase) = (attempt.invocation, &attempt.phase);
        let Phase::Placed { on, stage } = phase else {
            return;
        };
        match stage {
            Stage::Starting => {
                if self.is_starter(id, on.instance) {
                    env.end_on(self.state.cluster.node(on.node).host);
                }
                self.never_starts(id, lost.clone());
            }
            Stage::Running { .. } => {
                env.kill_body(invocation);
                let body = |started| BodyEnd::Killed { started };
                self.note_end(env, id, Some(lost.clone()), body);
            }
            Stage::Ended { .. } => {}
        }
        if let Some((attempt, progress, _)) = self.take_ended(id) {
            self.conclude(env, &attempt, progress);
        }
    }

    /// The body of an attempt that starts never will.
    fn never_starts(&mut self, id: AttemptId, failure: Failure) {
        let phase = self.attempts.get_mut(id).map(|attempt| &mut attempt.phase);
        if let Some(Phase::Placed { stage, .. }) = phase {
            *stage = Stage::Ended {
                body: BodyEnd::NeverStarted,
                failure: Some(Box::new(failure)),
            };
        }
    }

    /// An instance is gone, whose attempts are over.
    fn lose_instance(&mut self, env: &mut impl ServiceEnv, id: InstanceId, end: InstanceEnd) {
        let Some(instance) = self.instance(id) else {
            return;
        };
        if instance.idle_since().is_none() {
            let place = (instance.number, instance.function, instance.node);
            self.release(env, id, place);
        }
        self.shut_down(env, id, end);
    }
}
