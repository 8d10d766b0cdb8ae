//! How containers were used, and why each of them had to be made.
//!
//! What the functions' containers do together is counted. Single ones are followed only if their rows are kept, or if their
//! time is billed for several invocations together: to look at one of many containers costs more than all the counting.

mod created;
mod followed;

use index_vec::{IndexVec, index_vec};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::results::schema::cause::ColdCause;
use crate::results::schema::container::ContainerRecord;
use crate::serverless::{FunctionId, InstanceEnd, ServiceId};
use crate::units::SimTime;
pub(super) use created::{Created, NodePlace};
pub(super) use followed::Busy;
use followed::Followed;

/// Why a container was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cold {
    pub(super) cause: ColdCause,
    /// For the sake of which function the container went that could have been used.
    pub(super) evicted_by: Option<FunctionId>,
}

/// The containers of one service.
#[derive(Clone, Debug)]
pub(super) struct Containers {
    functions: IndexVec<FunctionId, FunctionContainers>,
    followed: Followed,
    /// Why the invocations that have got a new container did not get another. Looked up, never iterated.
    cold: FxHashMap<u64, Cold>,
    /// For whom those go that are about to be evicted. Looked up, never iterated.
    evicting: FxHashMap<u32, FunctionId>,
    /// When the provisioned ones that are alive were made. Iterated for a sum of whole numbers alone, which no order changes.
    provisioned: FxHashMap<u32, (FunctionId, SimTime)>,
    /// The invocations in provisioned containers. Looked up, never iterated.
    in_provisioned: FxHashSet<u64>,
    /// How many are alive.
    pub(super) alive: usize,
    /// How many were made.
    pub(super) made: u64,
    /// How many expired.
    pub(super) expired: u64,
    /// How many were evicted.
    pub(super) evicted: u64,
}

/// The containers of one function.
#[derive(Clone, Debug, Default)]
struct FunctionContainers {
    alive: u32,
    idle: u32,
    /// The most that were alive at once.
    peak: u32,
    /// For how long provisioned ones were kept, together \[ns\].
    provisioned_nanos: u128,
    /// Why the latest went, and for whom.
    latest: Option<(InstanceEnd, Option<FunctionId>)>,
}

/// A container that was shut down.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShutDown {
    pub(super) number: u32,
    pub(super) function: FunctionId,
    pub(super) end: InstanceEnd,
    pub(super) was_idle: bool,
}

impl Containers {
    pub(super) fn new(service: ServiceId, functions: usize) -> Self {
        Self {
            functions: index_vec![FunctionContainers::default(); functions],
            followed: Followed::new(service),
            cold: FxHashMap::default(),
            evicting: FxHashMap::default(),
            provisioned: FxHashMap::default(),
            in_provisioned: FxHashSet::default(),
            alive: 0,
            made: 0,
            expired: 0,
            evicted: 0,
        }
    }

    /// One was made for an invocation, or for none.
    pub(super) fn created(&mut self, now: SimTime, new: Created) {
        let pool = &mut self.functions[new.function];
        let cold = match new.invocation {
            Some(_) => pool.why_cold(),
            None => Cold {
                cause: ColdCause::Provisioned,
                evicted_by: None,
            },
        };
        pool.alive += 1;
        pool.peak = pool.peak.max(pool.alive);
        self.alive += 1;
        self.made += 1;
        match new.invocation {
            Some(invocation) => drop(self.cold.insert(invocation, cold)),
            None => drop(self.provisioned.insert(new.number, (new.function, now))),
        }
        if new.is_followed {
            self.followed.created(now, &new, cold.cause);
        }
    }

    /// The start-up of one is over.
    pub(super) fn started(&mut self, now: SimTime, number: u32) {
        self.followed.started(now, number);
    }

    /// One that was there has got an invocation.
    #[inline]
    pub(super) fn reused(
        &mut self,
        now: SimTime,
        (number, function): (u32, FunctionId),
        invocation: u64,
        was_idle: bool,
    ) {
        self.functions[function].idle -= u32::from(was_idle);
        if !self.provisioned.is_empty() && self.provisioned.contains_key(&number) {
            self.in_provisioned.insert(invocation);
        }
        self.followed.reused(now, number);
    }

    /// The last invocation in one is over; returns how long any had been there, if it is followed.
    #[inline]
    pub(super) fn released(
        &mut self,
        now: SimTime,
        number: u32,
        function: FunctionId,
    ) -> Option<Busy> {
        self.functions[function].idle += 1;
        self.followed.released(now, number)
    }

    /// An idle one is about to go for the sake of another function.
    pub(super) fn evicted(&mut self, number: u32, by: FunctionId) {
        self.evicting.insert(number, by);
    }

    /// One was shut down; returns its record if it is followed.
    pub(super) fn ended(&mut self, now: SimTime, ended: ShutDown) -> Option<ContainerRecord> {
        let ShutDown { number, end, .. } = ended;
        match end {
            InstanceEnd::Expired => self.expired += 1,
            InstanceEnd::Evicted => self.evicted += 1,
            InstanceEnd::NotKept
            | InstanceEnd::Retired
            | InstanceEnd::OutOfMemory
            | InstanceEnd::NodeDown
            | InstanceEnd::Crashed => {}
        }
        let by = if self.evicting.is_empty() {
            None
        } else {
            self.evicting.remove(&number)
        };
        self.alive -= 1;
        let pool = &mut self.functions[ended.function];
        pool.alive -= 1;
        pool.idle -= u32::from(ended.was_idle);
        pool.latest = Some((end, by));
        if !self.provisioned.is_empty()
            && let Some((_, created)) = self.provisioned.remove(&number)
        {
            pool.provisioned_nanos += u128::from(now.since(created).as_nanos());
        }
        let mut record = self.followed.ended(now, number)?;
        (record.ended, record.end, record.evicted_by) = (Some(now), Some(end), by);
        Some(record)
    }

    /// Why an invocation got a new container, if it did; asked once.
    pub(super) fn take_cold(&mut self, invocation: u64) -> Option<Cold> {
        self.cold.remove(&invocation)
    }

    /// Whether an invocation ran in a provisioned container; asked once.
    pub(super) fn take_provisioned(&mut self, invocation: u64) -> bool {
        !self.in_provisioned.is_empty() && self.in_provisioned.remove(&invocation)
    }

    /// The followed ones that the run ends with, in order of creation.
    pub(super) fn alive_at_end(&mut self, now: SimTime) -> Vec<(ContainerRecord, Option<Busy>)> {
        for (function, created) in self.provisioned.values() {
            let kept = u128::from(now.since(*created).as_nanos());
            self.functions[*function].provisioned_nanos += kept;
        }
        self.followed.alive_at_end(now, &self.evicting)
    }

    /// For how long provisioned containers of each function were kept, together \[ns\].
    pub(super) fn provisioned_nanos(&self) -> IndexVec<FunctionId, u128> {
        let functions = self.functions.iter();
        functions.map(|pool| pool.provisioned_nanos).collect()
    }
}

impl FunctionContainers {
    fn why_cold(&self) -> Cold {
        let (cause, evicted_by) = match self.latest {
            _ if self.peak == 0 => (ColdCause::FirstUse, None),
            _ if self.idle > 0 => (ColdCause::NotReused, None),
            // All are busy. With as many as ever, none that went is missed.
            Some((end, by)) if self.alive < self.peak => match end {
                InstanceEnd::Expired => (ColdCause::Expired, None),
                InstanceEnd::Evicted => (ColdCause::Evicted, by),
                InstanceEnd::NotKept => (ColdCause::NotKept, None),
                InstanceEnd::Retired => (ColdCause::Retired, None),
                InstanceEnd::OutOfMemory => (ColdCause::OutOfMemory, None),
                InstanceEnd::NodeDown => (ColdCause::NodeDown, None),
                InstanceEnd::Crashed => (ColdCause::Crashed, None),
            },
            _ => (ColdCause::Burst, None),
        };
        Cold { cause, evicted_by }
    }
}

#[cfg(test)]
mod tests;
