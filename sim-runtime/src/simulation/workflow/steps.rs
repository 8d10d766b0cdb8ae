//! What it is to take a step: what is begun, and along which part of the workflow.

use super::chain::{Chain, Choose, Step, Work};
use super::execution::{Execution, Order, Signal, Timer};
use super::passed::Value;
use super::path::Path;
use super::walk::{Parent, Visit, Walk, WalkId};
use crate::serverless::Failure;

impl<'a> Execution<'a> {
    pub(super) fn start(&mut self, id: WalkId, value: Value) {
        let walk = &mut self.walks[id];
        let Some(step) = walk.step() else {
            return self.leave(id, Ok(value));
        };
        walk.visit = Visit {
            since: self.now,
            kept: step.retry.as_ref().map(|_| (step.copy)(&value)),
            ..Visit::default()
        };
        self.attempt(id, value);
    }

    pub(super) fn attempt(&mut self, id: WalkId, value: Value) {
        self.attempts += 1;
        let walk = &mut self.walks[id];
        walk.visit.attempt = self.attempts;
        let Some(step) = walk.step() else { return };
        let limit = step.retry.as_ref().map(|retry| retry.timeout);
        if let Some(limit) = limit.filter(|limit| !limit.is_zero()) {
            self.set(id, limit, Timer::GiveUp(self.attempts, limit));
        }
        match &*step.work {
            Work::Task(_) => self.orders.push_back(Order::Place(id, value)),
            Work::Wait(time) => self.set(id, *time, Timer::Waited(self.attempts, value)),
            Work::Pass(pass) => {
                let outcome = pass(value).map_err(|cause| self.failure(id, cause));
                self.signals.push_back((id, Signal::Ended(outcome)));
            }
            Work::Sequence(chain) => self.take_parts(id, step, vec![(0, chain, value)]),
            Work::Choice { choose, branches } => {
                match self.choose(choose, &value, branches.len()) {
                    Ok(branch) => {
                        self.take_parts(id, step, vec![(branch, &branches[branch], value)]);
                    }
                    Err(cause) => {
                        let failure = self.failure(id, cause);
                        self.signals.push_back((id, Signal::Ended(Err(failure))));
                    }
                }
            }
            Work::Parallel { branches, .. } => {
                let parts = branches.iter().enumerate();
                let parts = parts.map(|(part, branch)| (part, branch, (step.copy)(&value)));
                self.take_parts(id, step, parts.collect());
            }
            Work::Map {
                split,
                at_most,
                join,
                ..
            } => {
                let items = split(value);
                if items.is_empty() {
                    let outcome = Ok(join(items));
                    return self.signals.push_back((id, Signal::Ended(outcome)));
                }
                let visit = &mut self.walks[id].visit;
                visit.left = items.len();
                visit.outputs = items.iter().map(|_| None).collect();
                visit.waiting = items.into_iter().enumerate();
                let path = self.walks[id].path;
                for _ in 0..*at_most {
                    if !self.take_item(id, path) {
                        break;
                    }
                }
            }
        }
    }

    /// Takes parts of a step, all at once.
    fn take_parts(&mut self, id: WalkId, step: &Step, parts: Vec<(usize, &'a Chain, Value)>) {
        let walk = &mut self.walks[id];
        let (stage, path) = (walk.stage, walk.path);
        walk.visit.left = parts.len();
        walk.visit.outputs = parts.iter().map(|_| None).collect();
        let is_one = parts.len() == 1;
        let mut first = stage + step.part_offset(0);
        for (part, chain, value) in parts {
            let (slot, begin) = match is_one {
                true => (0, stage + step.part_offset(part)),
                false => (part, first),
            };
            first += chain.width();
            let parent = self.parent(id, slot);
            let part = self.begin(Walk::new(chain, begin, Some(parent), path), value);
            self.walks[id].visit.parts.push(part);
        }
    }

    /// Takes the next item of a map, if there is one.
    pub(super) fn take_item(&mut self, id: WalkId, path: Path) -> bool {
        let walk = &mut self.walks[id];
        let (Some(step), Some((item, value))) = (walk.step(), walk.visit.waiting.next()) else {
            return false;
        };
        let Work::Map { each, .. } = &*step.work else {
            return false;
        };
        let begin = walk.stage + step.part_offset(0);
        let parent = self.parent(id, item);
        let part = self.begin(Walk::new(each, begin, Some(parent), path), value);
        self.walks[id].visit.parts.push(part);
        true
    }

    /// What a part of a walk's step is to the walk, in the attempt that is under way.
    pub(super) fn parent(&self, walk: WalkId, part: usize) -> Parent {
        Parent {
            walk,
            part,
            attempt: self.walks[walk].visit.attempt,
        }
    }

    fn choose(&mut self, choose: &Choose, value: &Value, of: usize) -> Result<usize, Failure> {
        match choose {
            Choose::ByValue(choose) => {
                let branch = choose(value);
                let message = || format!("branch {branch} was chosen, and there are {of}");
                let failure = || Failure::Body { message: message() };
                (branch < of).then_some(branch).ok_or_else(failure)
            }
            Choose::AtRandom(until) => {
                let drawn = self.stream().unit();
                Ok(until.partition_point(|until| *until <= drawn).min(of - 1))
            }
        }
    }
}
