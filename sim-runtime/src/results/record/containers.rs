//! How containers were used, and why each of them had to be made.

use index_vec::{IndexVec, index_vec};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::platform::HostId;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::container::ContainerRecord;
use crate::results::schema::encoding::Serial;
use crate::serverless::{FunctionId, InstanceEnd, NodeId, ServiceId};
use crate::units::{SimDuration, SimTime};

/// Why a container was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cold {
    pub(super) cause: ColdCause,
    /// For the sake of which function the container went that could have been used.
    pub(super) evicted_by: Option<FunctionId>,
}

/// Where a container is: the node, and the node's host.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodePlace {
    pub(super) node: NodeId,
    pub(super) host: HostId,
}

/// What became of a container.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) record: ContainerRecord,
    pub(super) node: NodeId,
    /// How long it had been idle in the end.
    pub(super) idle: SimDuration,
}

/// The containers of one service.
#[derive(Clone, Debug)]
pub(super) struct Containers {
    service: ServiceId,
    functions: IndexVec<FunctionId, FunctionContainers>,
    // Looked up; iterated only to be sorted.
    live: FxHashMap<u32, Live>,
    /// Why the invocations that have got a new container did not get another. Looked up, never iterated.
    cold: FxHashMap<u64, Cold>,
    /// The invocations in provisioned containers. Looked up, never iterated.
    in_provisioned: FxHashSet<u64>,
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

/// From when to when any invocation was in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    pub(super) function: FunctionId,
    pub(super) is_provisioned: bool,
    /// The dispatch of the first.
    pub(super) from: SimTime,
    /// When it had started.
    pub(super) started: SimTime,
    pub(super) to: SimTime,
}

#[derive(Clone, Debug)]
struct Live {
    record: ContainerRecord,
    node: NodeId,
    is_idle: bool,
    since: SimTime,
    /// Since when any invocation has been in it, if one is.
    busy_since: Option<SimTime>,
    /// When its start-up was over, if it had one.
    started: Option<SimTime>,
}

impl Live {
    /// Counts the time since the last change.
    fn advance(&mut self, now: SimTime) -> SimDuration {
        let passed = now.since(self.since);
        let sum = if self.is_idle {
            &mut self.record.idle
        } else {
            &mut self.record.busy
        };
        *sum = sum.saturating_add(passed);
        self.since = now;
        passed
    }

    /// No invocation is in it any more, or the run ends.
    fn end_busy(&mut self, now: SimTime) -> Option<Busy> {
        let from = self.busy_since.take()?;
        Some(Busy {
            function: self.record.function,
            is_provisioned: self.record.cause == ColdCause::Provisioned,
            from,
            started: self.started.map_or(from, |started| started.max(from)),
            to: now,
        })
    }

    /// What became of it, when so much time has passed since the last change.
    fn ended(self, passed: SimDuration) -> Ended {
        Ended {
            record: self.record,
            node: self.node,
            idle: if self.is_idle {
                passed
            } else {
                SimDuration::ZERO
            },
        }
    }
}

impl Containers {
    pub(super) fn new(service: ServiceId, functions: usize) -> Self {
        Self {
            service,
            functions: index_vec![FunctionContainers::default(); functions],
            live: FxHashMap::default(),
            cold: FxHashMap::default(),
            in_provisioned: FxHashSet::default(),
            made: 0,
            expired: 0,
            evicted: 0,
        }
    }

    /// How many are alive.
    pub(super) fn alive(&self) -> usize {
        self.live.len()
    }

    /// One was made for an invocation, or for none.
    pub(super) fn created(
        &mut self,
        now: SimTime,
        number: u32,
        function: FunctionId,
        place: NodePlace,
        invocation: Option<u64>,
    ) {
        let pool = &mut self.functions[function];
        let cold = match invocation {
            Some(_) => pool.why_cold(),
            None => Cold {
                cause: ColdCause::Provisioned,
                evicted_by: None,
            },
        };
        pool.alive += 1;
        pool.peak = pool.peak.max(pool.alive);
        self.made += 1;
        if let Some(invocation) = invocation {
            self.cold.insert(invocation, cold);
        }
        let record = ContainerRecord {
            service: self.service,
            container: Serial(number.into()),
            function,
            node: place.host,
            cause: cold.cause,
            created: now,
            ended: None,
            end: None,
            evicted_by: None,
            invocations: u64::from(invocation.is_some()),
            busy: SimDuration::ZERO,
            idle: SimDuration::ZERO,
        };
        let live = Live {
            record,
            node: place.node,
            is_idle: false,
            since: now,
            busy_since: invocation.map(|_| now),
            started: None,
        };
        self.live.insert(number, live);
    }

    /// The start-up of one is over.
    pub(super) fn started(&mut self, now: SimTime, number: u32) {
        if let Some(live) = self.live.get_mut(&number) {
            live.started = Some(now);
        }
    }

    /// One that was there has got an invocation; returns how long it had been idle until now.
    pub(super) fn reused(&mut self, now: SimTime, number: u32, invocation: u64) -> SimDuration {
        let Some(live) = self.live.get_mut(&number) else {
            return SimDuration::ZERO;
        };
        let passed = live.advance(now);
        let was_idle = std::mem::replace(&mut live.is_idle, false);
        let idle = if was_idle { passed } else { SimDuration::ZERO };
        self.functions[live.record.function].idle -= u32::from(was_idle);
        live.busy_since.get_or_insert(now);
        live.record.invocations += 1;
        if live.record.cause == ColdCause::Provisioned {
            self.in_provisioned.insert(invocation);
        }
        idle
    }

    /// The last invocation in one is over; returns how long any had been there.
    pub(super) fn released(&mut self, now: SimTime, number: u32) -> Option<Busy> {
        let live = self.live.get_mut(&number)?;
        live.advance(now);
        if !std::mem::replace(&mut live.is_idle, true) {
            self.functions[live.record.function].idle += 1;
        }
        live.end_busy(now)
    }

    /// An idle one is about to go for the sake of another function.
    pub(super) fn evicted(&mut self, number: u32, by: FunctionId) {
        if let Some(live) = self.live.get_mut(&number) {
            live.record.evicted_by = Some(by);
        }
    }

    /// One was shut down.
    pub(super) fn ended(&mut self, now: SimTime, number: u32, end: InstanceEnd) -> Option<Ended> {
        let mut live = self.live.remove(&number)?;
        let passed = live.advance(now);
        (live.record.ended, live.record.end) = (Some(now), Some(end));
        match end {
            InstanceEnd::Expired => self.expired += 1,
            InstanceEnd::Evicted => self.evicted += 1,
            InstanceEnd::NotKept
            | InstanceEnd::Retired
            | InstanceEnd::OutOfMemory
            | InstanceEnd::NodeDown
            | InstanceEnd::Crashed => {}
        }
        let pool = &mut self.functions[live.record.function];
        pool.keep(&live.record, now);
        pool.alive -= 1;
        pool.idle -= u32::from(live.is_idle);
        pool.latest = Some((end, live.record.evicted_by));
        Some(live.ended(passed))
    }

    /// Why an invocation got a new container, if it did; asked once.
    pub(super) fn take_cold(&mut self, invocation: u64) -> Option<Cold> {
        self.cold.remove(&invocation)
    }

    /// Those that the run ends with, in order of creation.
    pub(super) fn alive_at_end(&mut self, now: SimTime) -> Vec<(Ended, Option<Busy>)> {
        let mut live: Vec<Live> = self.live.drain().map(|(_, live)| live).collect();
        live.sort_unstable_by_key(|live| live.record.container);
        let functions = &mut self.functions;
        live.into_iter()
            .map(|mut live| {
                let passed = live.advance(now);
                functions[live.record.function].keep(&live.record, now);
                let busy = live.end_busy(now);
                (live.ended(passed), busy)
            })
            .collect()
    }

    /// Whether an invocation ran in a provisioned container; asked once.
    pub(super) fn take_provisioned(&mut self, invocation: u64) -> bool {
        !self.in_provisioned.is_empty() && self.in_provisioned.remove(&invocation)
    }

    /// For how long provisioned containers of each function were kept, together \[ns\].
    pub(super) fn provisioned_nanos(&self) -> IndexVec<FunctionId, u128> {
        let functions = self.functions.iter();
        functions.map(|pool| pool.provisioned_nanos).collect()
    }
}

impl FunctionContainers {
    /// One of them goes, or the run ends with it.
    fn keep(&mut self, record: &ContainerRecord, until: SimTime) {
        if record.cause == ColdCause::Provisioned {
            self.provisioned_nanos += u128::from(until.since(record.created).as_nanos());
        }
    }

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
