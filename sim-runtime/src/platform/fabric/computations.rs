//! Computations on the cores of a host.

use super::Fabric;
use crate::fluid::{Bound, BoundedSharing, ProcessorSharing, TaskId};
use crate::platform::HostId;
use crate::units::{Flops, SimTime};

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
    fn start_bounded(&mut self, now: SimTime, bound: Bound, work: f64, token: T) -> TaskId {
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

impl<T: Copy> Fabric<T> {
    /// Starts a computation on one core of a host, which other computations may slow down.
    #[inline]
    pub fn compute(&mut self, now: SimTime, host: HostId, work: Flops, token: T) -> TaskId {
        match &mut self.cores[host] {
            HostCores::Equal(cores) => cores.start(now, work.get(), token),
            HostCores::Bounded(cores) => cores.start(now, None, work.get(), token),
        }
    }

    /// The same for a computation that is one of a group on this host, which have so many cores together at most.
    pub fn compute_within(
        &mut self,
        now: SimTime,
        host: HostId,
        (group, cores): (u64, f64),
        work: Flops,
        token: T,
    ) -> TaskId {
        let limit = cores * self.platform[host].spec.speed.get();
        let bound = Bound { group, limit };
        self.cores[host].start_bounded(now, bound, work.get(), token)
    }

    /// Stops a computation before its end, if it has not ended yet.
    pub fn cancel_computation(&mut self, now: SimTime, host: HostId, task: TaskId) {
        match &mut self.cores[host] {
            HostCores::Equal(cores) => drop(cores.cancel(now, task)),
            HostCores::Bounded(cores) => drop(cores.cancel(now, task)),
        }
    }

    /// When the next computation of a host ends if none starts before.
    #[inline]
    pub fn next_computation(&self, host: HostId) -> Option<SimTime> {
        match &self.cores[host] {
            HostCores::Equal(cores) => cores.next_end(),
            HostCores::Bounded(cores) => cores.next_end(),
        }
    }

    /// Ends one computation of a host that is complete; call until it returns `None`.
    #[inline]
    pub fn computed(&mut self, now: SimTime, host: HostId) -> Option<T> {
        match &mut self.cores[host] {
            HostCores::Equal(cores) => cores.finish(now),
            HostCores::Bounded(cores) => cores.finish(now),
        }
    }
}
