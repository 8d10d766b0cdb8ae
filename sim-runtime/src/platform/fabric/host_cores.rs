//! The cores of a host, in the cheapest form that they can have.

use crate::fluid::{Bound, BoundedSharing, ProcessorSharing, TaskId};
use crate::units::SimTime;

/// The cores of a host, and what computes on them.
#[derive(Debug)]
pub(super) enum HostCores<T> {
    /// All share alike, which is cheap.
    Equal(ProcessorSharing<T>),
    /// Some have been bounded below that.
    Bounded(Box<BoundedSharing<T>>),
}

impl<T> HostCores<T> {
    pub(super) fn new(capacity: f64, cap: f64) -> Self {
        Self::Equal(ProcessorSharing::new(capacity, cap))
    }

    #[inline(never)]
    pub(super) fn start_bounded(
        &mut self,
        now: SimTime,
        bound: Bound,
        work: f64,
        token: T,
    ) -> TaskId {
        if let Self::Equal(equals) = self {
            let equals = std::mem::replace(equals, ProcessorSharing::new(1.0, 1.0));
            *self = Self::Bounded(Box::new(equals.into()));
        }
        match self {
            Self::Bounded(cores) => cores.start(now, Some(bound), work, token),
            Self::Equal(_) => unreachable!("they have just been made the other"),
        }
    }
}
