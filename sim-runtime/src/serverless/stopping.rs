//! The private storage of an instance that is to stop, and what its service goes on with then.

use std::collections::VecDeque;

use super::attempt::{Attempt, AttemptId, Progress};
use super::instance::InstanceEnd;
use super::{FunctionId, InstanceId, NodeId};

/// A private storage that is to stop.
#[derive(Debug)]
pub(super) struct Stopping {
    /// Whose it is, and why that is shut down; none for one that was of no use.
    pub(super) instance: Option<(InstanceId, InstanceEnd)>,
    pub(super) then: Then,
}

/// What comes when a private storage has stopped.
#[derive(Debug)]
pub(super) enum Then {
    /// The message has been handled.
    GoOn,
    /// An attempt is over.
    Conclude(Box<(Attempt, Progress)>),
    /// A cold start goes on, and then its round.
    Create(Creation),
}

/// A cold start for which space lacked.
#[derive(Debug)]
pub(super) struct Creation {
    pub(super) attempt: AttemptId,
    pub(super) function: FunctionId,
    pub(super) node: NodeId,
    pub(super) step: Step,
}

#[derive(Debug)]
pub(super) enum Step {
    /// Instances are to be chosen that make room.
    Choose,
    /// These are evicted, one by one; then there is a second attempt.
    Evict(VecDeque<InstanceId>),
    /// Space lacked again.
    Fail,
}
