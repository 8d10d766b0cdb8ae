//! An execution of a workflow: what follows from what happens, without knowing how it comes to happen.
//!
//! [`Execution::settle`] goes as far as it can at one date; what is left then are invocations and waits.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use slotmap::SlotMap;

use super::chain::{Chain, Step};
use super::passed::Value;
use super::path::{Path, Paths};
use super::walk::{Parent, Walk, WalkId};
use crate::kernel::Stream;
use crate::serverless::Failure;
use crate::simulation::stage::{Stage, StageId, Visit as StageVisit};
use crate::simulation::workflow_failure::WorkflowFailure;
use crate::units::{SimDuration, SimTime};

/// What a step, a part or the whole has come to.
pub(super) type Outcome = Result<Value, WorkflowFailure>;

/// What an execution knows of its workflow and its run.
pub(super) struct Names<'a> {
    pub(super) workflow: Rc<str>,
    pub(super) stages: &'a [Stage],
    pub(super) ids: Rc<[StageId]>,
    /// Makes the random numbers of the execution.
    pub(super) random: Box<dyn Fn() -> Stream + 'a>,
}

/// What a walk is told.
pub(super) enum Signal {
    /// Take the step that you are in, with this.
    Start(Value),
    /// Make an attempt at it.
    Attempt(Value),
    /// It has come to this.
    Ended(Outcome),
    /// One of its parts has, along this path.
    PartEnded(Parent, Outcome, Path),
}

/// What is due at a date.
pub(super) enum Timer {
    /// The wait of the attempt of this number is over, with the value that goes through it.
    Waited(u64, Value),
    /// The next attempt begins.
    Retry,
    /// The attempt of this number has taken too long.
    GiveUp(u64, SimDuration),
}

/// What is to be done about invocations.
pub(super) enum Order {
    /// Place one for a walk.
    Place(WalkId, Value),
    /// Forget that of a walk: it has been stopped.
    Drop(WalkId),
}

/// An execution of a workflow.
pub(super) struct Execution<'a> {
    pub(super) names: Names<'a>,
    pub(super) now: SimTime,
    random: Option<Stream>,
    pub(super) walks: SlotMap<WalkId, Walk<'a>>,
    pub(super) signals: VecDeque<(WalkId, Signal)>,
    /// By date, and by the order in which they were set.
    timers: BTreeMap<(SimTime, u64), (WalkId, Timer)>,
    set: u64,
    pub(super) attempts: u64,
    pub(super) paths: Paths,
    /// What is to be done next.
    pub(super) orders: VecDeque<Order>,
    /// What it has gone through.
    pub(super) visits: Vec<StageVisit>,
    /// What it has come to, and along which path.
    pub(super) end: Option<(Outcome, Path)>,
}

impl<'a> Execution<'a> {
    pub(super) fn new(names: Names<'a>, chain: &'a Chain, now: SimTime, input: Value) -> Self {
        let mut execution = Self {
            names,
            now,
            random: None,
            walks: SlotMap::with_key(),
            signals: VecDeque::new(),
            timers: BTreeMap::new(),
            set: 0,
            attempts: 0,
            paths: Paths::default(),
            orders: VecDeque::new(),
            visits: Vec::new(),
            end: None,
        };
        execution.begin(Walk::new(chain, 0, None, Path::EMPTY), input);
        execution
    }

    /// The stages on a path with their times, from its beginning.
    pub(super) fn stages_on(&self, path: Path) -> Vec<(StageId, SimDuration)> {
        let stages = self.paths.stages(path).into_iter();
        let ids = &self.names.ids;
        stages.map(|(stage, time)| (ids[stage], time)).collect()
    }

    /// The step that a walk is in, and the place of its stage.
    pub(super) fn step(&self, walk: WalkId) -> Option<(&'a Step, StageId)> {
        let walk = self.walks.get(walk)?;
        Some((walk.step()?, self.names.ids[walk.stage]))
    }

    /// The date of what is due next.
    pub(super) fn next_date(&self) -> Option<SimTime> {
        self.timers.keys().next().map(|(date, _)| *date)
    }

    /// The invocation of a walk is over.
    pub(super) fn invoked(&mut self, walk: WalkId, outcome: Result<Value, Failure>) {
        let outcome = outcome.map_err(|cause| self.failure(walk, cause));
        self.signals.push_back((walk, Signal::Ended(outcome)));
    }

    /// Goes as far as it can at a date.
    pub(super) fn settle(&mut self, now: SimTime) {
        self.now = now;
        loop {
            while let Some((walk, signal)) = self.signals.pop_front() {
                // It may have been stopped since.
                if self.walks.contains_key(walk) {
                    self.take(walk, signal);
                }
            }
            let due = self
                .timers
                .first_entry()
                .filter(|first| first.key().0 <= now);
            let Some((walk, timer)) = due.map(|first| first.remove()) else {
                return;
            };
            self.due(walk, timer);
        }
    }

    fn take(&mut self, walk: WalkId, signal: Signal) {
        match signal {
            Signal::Start(value) => self.start(walk, value),
            Signal::Attempt(value) => self.attempt(walk, value),
            Signal::Ended(Ok(value)) => self.succeeded(walk, value),
            Signal::Ended(Err(failure)) => self.failed(walk, failure),
            Signal::PartEnded(of, outcome, path) => {
                if self.walks[walk].visit.attempt == of.attempt {
                    self.part_ended(walk, of.part, outcome, path);
                }
            }
        }
    }

    fn due(&mut self, id: WalkId, timer: Timer) {
        let Some(walk) = self.walks.get_mut(id) else {
            return;
        };
        match timer {
            Timer::Waited(attempt, value) => {
                if walk.visit.attempt == attempt {
                    self.signals.push_back((id, Signal::Ended(Ok(value))));
                }
            }
            Timer::Retry => {
                let (stage, waited) = (walk.stage, walk.visit.waited);
                let Some(step) = walk.step() else { return };
                if !step.work.parts().is_empty() {
                    walk.path = self.paths.extended(walk.path, stage, waited);
                }
                if let Some(kept) = &walk.visit.kept {
                    let value = (step.copy)(kept);
                    self.signals.push_back((id, Signal::Attempt(value)));
                }
            }
            Timer::GiveUp(attempt, after) => {
                if walk.visit.attempt == attempt {
                    self.stop_attempt(id);
                    let failure = self.failure(id, Failure::GivenUp { after });
                    self.signals.push_back((id, Signal::Ended(Err(failure))));
                }
            }
        }
    }

    /// Begins a walk along a chain.
    pub(super) fn begin(&mut self, mut walk: Walk<'a>, input: Value) -> WalkId {
        let mut steps = walk.chain.steps.iter();
        let catch = steps.find_map(|step| step.catch.as_ref());
        walk.origin = catch.map(|catch| (catch.copy)(&input));
        let id = self.walks.insert(walk);
        self.signals.push_back((id, Signal::Start(input)));
        id
    }

    /// The random numbers of this execution.
    pub(super) fn stream(&mut self) -> &mut Stream {
        self.random.get_or_insert_with(&self.names.random)
    }

    pub(super) fn set(&mut self, walk: WalkId, after: SimDuration, timer: Timer) {
        self.set += 1;
        let date = self.now + after;
        self.timers.insert((date, self.set), (walk, timer));
    }

    pub(super) fn failure(&self, walk: WalkId, cause: Failure) -> WorkflowFailure {
        let walk = self.walks.get(walk);
        let step = walk.and_then(|walk| Some((walk.step()?, walk.stage)));
        let stage = match step {
            Some((step, stage)) if step.work.kind().is_some() => {
                self.names.stages[stage].path.clone()
            }
            // A step that takes no time has no stage of its own.
            Some((step, _)) => step.name.clone().unwrap_or_else(|| "pass".into()),
            None => "".into(),
        };
        WorkflowFailure {
            workflow: self.names.workflow.clone(),
            stage,
            cause,
        }
    }
}
