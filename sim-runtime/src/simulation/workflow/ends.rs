//! What follows when a step, a part of it or an attempt is over.

use super::chain::Work;
use super::execution::{Execution, Order, Outcome, Signal, Timer};
use super::passed::Value;
use super::path::Path;
use super::walk::{Walk, WalkId};
use crate::simulation::stage::{Visit, VisitEnd};
use crate::simulation::workflow_failure::WorkflowFailure;

/// The part that is the handler of a step.
const HANDLER: usize = usize::MAX;

impl Execution<'_> {
    /// A part of a walk's step has come to something, along a path.
    pub(super) fn part_ended(&mut self, id: WalkId, part: usize, outcome: Outcome, path: Path) {
        let walk = &mut self.walks[id];
        match outcome {
            Ok(value) if part == HANDLER => {
                walk.path = path;
                self.go_on(id, value);
            }
            Ok(value) => {
                walk.visit.outputs[part] = Some(value);
                walk.visit.left -= 1;
                if walk.visit.left > 0 {
                    self.take_item(id, path);
                } else {
                    walk.path = path;
                    self.parts_ended(id);
                }
            }
            Err(failure) if part == HANDLER => {
                walk.path = path;
                self.leave(id, Err(failure));
            }
            Err(failure) => {
                walk.path = path;
                self.stop_attempt(id);
                self.failed(id, failure);
            }
        }
    }

    /// All parts of a walk's step have succeeded.
    fn parts_ended(&mut self, id: WalkId) {
        let walk = &mut self.walks[id];
        let outputs = std::mem::take(&mut walk.visit.outputs);
        let outputs: Vec<Value> = outputs.into_iter().flatten().collect();
        let work = walk.step().map(|step| &*step.work);
        let value = match work {
            Some(Work::Parallel { join, .. } | Work::Map { join, .. }) => join(outputs),
            _ => outputs.into_iter().next().expect("its one part has ended"),
        };
        self.succeeded(id, value);
    }

    /// A walk's step has come to a value.
    pub(super) fn succeeded(&mut self, id: WalkId, value: Value) {
        self.note(id, VisitEnd::Succeeded);
        self.go_on(id, value);
    }

    /// An attempt at a walk's step has failed: there is another one, or a handler takes over, or the walk has failed.
    pub(super) fn failed(&mut self, id: WalkId, failure: WorkflowFailure) {
        let walk = &mut self.walks[id];
        let Some(step) = walk.step() else { return };
        let visit = &mut walk.visit;
        visit.failures += 1;
        // Its limit is stale.
        visit.attempt = 0;
        let (failures, waited) = (visit.failures, visit.waited);
        let retry = step
            .retry
            .as_ref()
            .filter(|retry| failures < retry.attempts && retry.on.includes(&failure.cause));
        if let Some(retry) = retry {
            let delay = retry.delay(failures, waited, self.stream());
            let visit = &mut self.walks[id].visit;
            (visit.waited, visit.retries) = (delay, visit.retries + 1);
            return self.set(id, delay, Timer::Retry);
        }
        self.note(id, VisitEnd::Failed);
        let walk = &mut self.walks[id];
        let Some((catch, origin)) = step.catch.as_ref().zip(walk.origin.as_ref()) else {
            return self.leave(id, Err(failure));
        };
        walk.visit.is_caught = true;
        self.attempts += 1;
        walk.visit.attempt = self.attempts;
        let input = (catch.input)((catch.copy)(origin), failure);
        let stage = walk.stage + step.handler_offset();
        let path = walk.path;
        let parent = self.parent(id, HANDLER);
        let handler = Walk::new(&catch.handler, stage, Some(parent), path);
        let handler = self.begin(handler, input);
        self.walks[id].visit.parts = vec![handler];
    }

    fn go_on(&mut self, id: WalkId, value: Value) {
        self.walks[id].advance();
        self.signals.push_back((id, Signal::Start(value)));
    }

    /// A walk is over.
    pub(super) fn leave(&mut self, id: WalkId, outcome: Outcome) {
        let Some(walk) = self.walks.remove(id) else {
            return;
        };
        match walk.parent {
            Some(parent) => {
                let ended = Signal::PartEnded(parent, outcome, walk.path);
                self.signals.push_back((parent.walk, ended));
            }
            None => self.end = Some((outcome, walk.path)),
        }
    }

    /// Stops what an attempt at a walk's step has begun.
    pub(super) fn stop_attempt(&mut self, id: WalkId) {
        let visit = &mut self.walks[id].visit;
        let mut stopping = std::mem::take(&mut visit.parts);
        visit.outputs.clear();
        visit.waiting = Default::default();
        self.orders.push_back(Order::Drop(id));
        while let Some(id) = stopping.pop() {
            if self.walks.contains_key(id) {
                self.note(id, VisitEnd::Stopped);
            }
            if let Some(walk) = self.walks.remove(id) {
                self.orders.push_back(Order::Drop(id));
                stopping.extend(walk.visit.parts);
            }
        }
    }

    /// Notes how a passage through the stage of a walk's step has ended.
    fn note(&mut self, id: WalkId, end: VisitEnd) {
        let now = self.now;
        let walk = &mut self.walks[id];
        let Some(step) = walk.step().filter(|step| step.work.kind().is_some()) else {
            return;
        };
        // Its handler has stages of its own.
        if walk.visit.is_caught {
            return;
        }
        let time = now.since(walk.visit.since);
        if step.work.parts().is_empty() && end != VisitEnd::Stopped {
            walk.path = self.paths.extended(walk.path, walk.stage, time);
        }
        self.visits.push(Visit {
            stage: self.names.ids[walk.stage],
            time,
            failures: walk.visit.failures,
            retries: walk.visit.retries,
            end,
        });
    }
}
