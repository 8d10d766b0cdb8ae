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

    /// For how long the cores of each host have computed until now, as a sum over cores \[s\].
    pub fn core_seconds(&self, now: SimTime) -> IndexVec<HostId, f64> {
        let hosts = self.paces.iter_enumerated();
        let used = hosts.map(|(host, pace)| {
            let work = pace.at_full(self.done(now, host));
            work / self.platform[host].spec.speed.get()
        });
        used.collect()
    }

    /// From now on a host computes at this share of its speed.
    pub(crate) fn set_pace(&mut self, now: SimTime, host: HostId, share: f64) {
        let done = self.done(now, host);
        let pace = &mut self.paces[host];
        *pace = pace.followed_by(share, done);
        match &mut self.cores[host] {
            HostCores::Equal(cores) => cores.set_pace(now, share),
            HostCores::Bounded(cores) => cores.set_pace(now, share),
        }
    }

    /// The work that a host has done until now, of all computations that were ever started on it \[flop\].
    fn done(&self, now: SimTime, host: HostId) -> f64 {
        let left = match &self.cores[host] {
            HostCores::Equal(cores) => cores.left(now),
            HostCores::Bounded(cores) => cores.left(now),
        };
        (self.begun[host] - left).max(0.0)
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
