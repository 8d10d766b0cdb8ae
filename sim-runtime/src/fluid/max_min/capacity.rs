//! Capacities and their users.

use super::id::{ClassId, FlowId};

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
    /// The classes that compete for it.
    pub(super) classes: Vec<ClassId>,
    pub(super) visited: u64,
    /// Its index in the problem that is being solved.
    pub(super) local: usize,
}
