//! Where an execution is in a chain of steps.

use slotmap::new_key_type;

use super::chain::{Chain, Step};
use super::passed::Value;
use super::path::Path;
use crate::units::{SimDuration, SimTime};

new_key_type! {
    /// A walk along a chain, while it lasts.
    pub(super) struct WalkId;
}

/// Who waits for what a walk comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parent {
    /// The walk in whose step this is a part.
    pub(super) walk: WalkId,
    /// Which part it is.
    pub(super) part: usize,
    /// In which attempt at the step.
    pub(super) attempt: u64,
}

/// A walk along a chain: it is in one step at a time.
pub(super) struct Walk<'a> {
    pub(super) chain: &'a Chain,
    /// The place of its step in the chain.
    pub(super) at: usize,
    /// The place of the step's stage in the list of the workflow's.
    pub(super) stage: usize,
    /// What the chain got, if a step of it may need that once more.
    pub(super) origin: Option<Value>,
    /// Who waits for what it comes to.
    pub(super) parent: Option<Parent>,
    /// The critical path until its step, and to the end of the parts that are over.
    pub(super) path: Path,
    /// How far it has come in its step.
    pub(super) visit: Visit,
}

/// How far a walk has come in its step.
#[derive(Default)]
pub(super) struct Visit {
    pub(super) since: SimTime,
    pub(super) failures: u32,
    pub(super) retries: u32,
    /// The number of the attempt that is under way, from 1 on, among all attempts of the execution: what comes of others is
    /// stale. Zero between attempts.
    pub(super) attempt: u64,
    /// The last wait between attempts.
    pub(super) waited: SimDuration,
    /// What the step got, for another attempt.
    pub(super) kept: Option<Value>,
    /// The walks along its parts that are not over.
    pub(super) parts: Vec<WalkId>,
    /// What its parts have come to.
    pub(super) outputs: Vec<Option<Value>>,
    /// How many of them are not over.
    pub(super) left: usize,
    /// The items that wait for their turn, and the place of the first.
    pub(super) waiting: std::iter::Enumerate<std::vec::IntoIter<Value>>,
    /// It has failed for good, and its handler has taken over.
    pub(super) is_caught: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(chain: &'a Chain, stage: usize, parent: Option<Parent>, path: Path) -> Self {
        Self {
            chain,
            at: 0,
            stage,
            origin: None,
            parent,
            path,
            visit: Visit::default(),
        }
    }

    /// The step that it is in; `None` at the end of the chain.
    pub(super) fn step(&self) -> Option<&'a Step> {
        self.chain.steps.get(self.at)
    }

    /// Goes on to the next step.
    pub(super) fn advance(&mut self) {
        self.stage += self.step().map_or(0, Step::width);
        self.at += 1;
    }
}
