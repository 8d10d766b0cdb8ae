//! Capacities and their users.

use super::id::{ClassId, FlowId};
use super::kept::Kept;

/// Whether the users of a capacity compete for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The sum of what its flows use cannot exceed the capacity.
    Shared,
    /// Each of its flows can use the whole capacity (SimGrid's "fat pipe").
    FatPipe,
}

/// The flows that use a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Users {
    None,
    /// One flow, and so far no other: the capacity is a bound of this flow.
    Sole(FlowId),
    /// A number of flows, at times one: it stays a capacity of its own until no flow uses it.
    Several(usize),
}

#[derive(Debug)]
pub(super) struct Capacity {
    pub(super) amount: f64,
    pub(super) sharing: Sharing,
    pub(super) users: Users,
    /// The classes that compete for it, and some that are over.
    pub(super) classes: Vec<ClassId>,
    /// How many of these are over.
    pub(super) over: usize,
    /// What is kept of it, if its component is.
    pub(super) kept: Option<Box<Kept>>,
    pub(super) visited: u64,
    /// Its index in the problem that is being solved.
    pub(super) local: usize,
}

impl Capacity {
    pub(super) fn new(amount: f64, sharing: Sharing) -> Self {
        Self {
            amount,
            sharing,
            users: Users::None,
            classes: Vec::new(),
            over: 0,
            kept: None,
            visited: 0,
            local: 0,
        }
    }

    /// A class is over; the list is searched at once if it is short, and else when half of it is of no use.
    #[inline]
    pub(super) fn forget(&mut self, is_over: impl Fn(ClassId) -> bool) {
        self.over += 1;
        if self.classes.len() <= SHORT_LIST || 2 * self.over > self.classes.len() {
            self.classes.retain(|class| !is_over(*class));
            self.over = 0;
        }
    }
}

/// How many classes can be searched in no time.
const SHORT_LIST: usize = 32;
