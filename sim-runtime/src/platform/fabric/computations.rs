//! Computations on the cores of a host.

use index_vec::IndexVec;

use super::Fabric;
use super::host_cores::HostCores;
use crate::fluid::{Bound, TaskId};
use crate::platform::HostId;
use crate::units::{Flops, SimTime};

impl<T: Copy> Fabric<T> {
    /// Starts a computation on one core of a host, which other computations may slow down.
    #[inline]
    pub fn compute(&mut self, now: SimTime, host: HostId, work: Flops, token: T) -> TaskId {
        self.begun[host] += work.get();
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
        self.begun[host] += work.get();
        self.cores[host].start_bounded(now, bound, work.get(), token)
    }

    /// Stops a computation before its end, if it has not ended yet.
    pub fn cancel_computation(&mut self, now: SimTime, host: HostId, task: TaskId) {
        let left = match &mut self.cores[host] {
            HostCores::Equal(cores) => {
                let left = cores.left_of(now, task);
                cores.cancel(now, task);
                left
            }
            HostCores::Bounded(cores) => {
                let left = cores.left_of(now, task);
                cores.cancel(now, task);
                left
            }
        };
        self.begun[host] -= left.unwrap_or(0.0);
    }

    /// The work that each host has done until now, of all computations that were ever started on it.
    pub fn work_done(&self, now: SimTime) -> IndexVec<HostId, Flops> {
        let hosts = self.cores.iter_enumerated();
        let done = hosts.map(|(host, cores)| {
            let left = match cores {
                HostCores::Equal(cores) => cores.left(now),
                HostCores::Bounded(cores) => cores.left(now),
            };
            Flops::new((self.begun[host] - left).max(0.0))
        });
        done.collect()
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
