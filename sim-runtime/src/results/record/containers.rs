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
    /// The place of each that is alive. Looked up, never iterated.
    places: FxHashMap<u32, u32>,
    live: Vec<Live>,
    /// Of the same places.
    births: Vec<Birth>,
    /// Places of such as are gone.
    free: Vec<u32>,
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

/// What changes at each invocation in a container that is alive, in one line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Live {
    function: FunctionId,
    is_idle: bool,
    is_provisioned: bool,
    since: SimTime,
    /// Since when any invocation has been in it, if one is.
    busy_since: Option<SimTime>,
    busy: SimDuration,
    idle: SimDuration,
    invocations: u64,
}

/// What else is known of a container that is alive.
#[derive(Clone, Copy, Debug)]
struct Birth {
    number: u32,
    cause: ColdCause,
    place: NodePlace,
    created: SimTime,
    /// When its start-up was over, if it had one.
    started: Option<SimTime>,
    evicted_by: Option<FunctionId>,
}

impl Live {
    /// Counts the time since the last change.
    fn advance(&mut self, now: SimTime) -> SimDuration {
        let passed = now.since(self.since);
        let sum = if self.is_idle {
            &mut self.idle
        } else {
            &mut self.busy
        };
        *sum = sum.saturating_add(passed);
        self.since = now;
        passed
    }
}

impl Containers {
    pub(super) fn new(service: ServiceId, functions: usize) -> Self {
        Self {
            service,
            functions: index_vec![FunctionContainers::default(); functions],
            places: FxHashMap::default(),
            live: Vec::new(),
            births: Vec::new(),
            free: Vec::new(),
            cold: FxHashMap::default(),
            in_provisioned: FxHashSet::default(),
            made: 0,
            expired: 0,
            evicted: 0,
        }
    }

    /// How many are alive.
    pub(super) fn alive(&self) -> usize {
        self.places.len()
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
        let live = Live {
            function,
            is_idle: false,
            is_provisioned: cold.cause == ColdCause::Provisioned,
            since: now,
            busy_since: invocation.map(|_| now),
            busy: SimDuration::ZERO,
            idle: SimDuration::ZERO,
            invocations: u64::from(invocation.is_some()),
        };
        let birth = Birth {
            number,
            cause: cold.cause,
            place,
            created: now,
            started: None,
            evicted_by: None,
        };
        self.keep(live, birth);
    }

    /// Gives one that is alive a place.
    fn keep(&mut self, live: Live, birth: Birth) {
        let place = match self.free.pop() {
            Some(place) => {
                self.live[place as usize] = live;
                self.births[place as usize] = birth;
                place
            }
            None => {
                self.live.push(live);
                self.births.push(birth);
                self.live.len() as u32 - 1
            }
        };
        self.places.insert(birth.number, place);
    }

    fn place(&self, number: u32) -> Option<usize> {
        self.places.get(&number).map(|place| *place as usize)
    }

    /// The start-up of one is over.
    pub(super) fn started(&mut self, now: SimTime, number: u32) {
        if let Some(place) = self.place(number) {
            self.births[place].started = Some(now);
        }
    }

    /// One that was there has got an invocation; returns how long it had been idle until now.
    pub(super) fn reused(&mut self, now: SimTime, number: u32, invocation: u64) -> SimDuration {
        let Some(place) = self.place(number) else {
            return SimDuration::ZERO;
        };
        let live = &mut self.live[place];
        let passed = live.advance(now);
        let was_idle = std::mem::replace(&mut live.is_idle, false);
        let idle = if was_idle { passed } else { SimDuration::ZERO };
        self.functions[live.function].idle -= u32::from(was_idle);
        live.busy_since.get_or_insert(now);
        live.invocations += 1;
        if live.is_provisioned {
            self.in_provisioned.insert(invocation);
        }
        idle
    }

    /// The last invocation in one is over; returns how long any had been there, if that is wanted.
    pub(super) fn released(&mut self, now: SimTime, number: u32, is_wanted: bool) -> Option<Busy> {
        let place = self.place(number)?;
        let live = &mut self.live[place];
        live.advance(now);
        if !std::mem::replace(&mut live.is_idle, true) {
            self.functions[live.function].idle += 1;
        }
        let from = live.busy_since.take()?;
        is_wanted.then(|| self.busy(place, from, now))
    }

    /// From when to when any invocation was in one.
    fn busy(&self, place: usize, from: SimTime, to: SimTime) -> Busy {
        let (live, birth) = (&self.live[place], &self.births[place]);
        Busy {
            function: live.function,
            is_provisioned: live.is_provisioned,
            from,
            started: birth.started.map_or(from, |started| started.max(from)),
            to,
        }
    }

    /// An idle one is about to go for the sake of another function.
    pub(super) fn evicted(&mut self, number: u32, by: FunctionId) {
        if let Some(place) = self.place(number) {
            self.births[place].evicted_by = Some(by);
        }
    }

    /// One was shut down.
    pub(super) fn ended(&mut self, now: SimTime, number: u32, end: InstanceEnd) -> Option<Ended> {
        let place = self.places.remove(&number)?;
        self.free.push(place);
        match end {
            InstanceEnd::Expired => self.expired += 1,
            InstanceEnd::Evicted => self.evicted += 1,
            InstanceEnd::NotKept
            | InstanceEnd::Retired
            | InstanceEnd::OutOfMemory
            | InstanceEnd::NodeDown
            | InstanceEnd::Crashed => {}
        }
        let mut ended = self.end(place as usize, now);
        (ended.record.ended, ended.record.end) = (Some(now), Some(end));
        let is_idle = self.live[place as usize].is_idle;
        let pool = &mut self.functions[ended.record.function];
        pool.alive -= 1;
        pool.idle -= u32::from(is_idle);
        pool.latest = Some((end, ended.record.evicted_by));
        Some(ended)
    }

    /// What has become of one by now.
    fn end(&mut self, place: usize, now: SimTime) -> Ended {
        let (live, birth) = (&mut self.live[place], self.births[place]);
        let passed = live.advance(now);
        self.functions[live.function].keep(&birth, now);
        Ended {
            record: ContainerRecord {
                service: self.service,
                container: Serial(birth.number.into()),
                function: live.function,
                node: birth.place.host,
                cause: birth.cause,
                created: birth.created,
                ended: None,
                end: None,
                evicted_by: birth.evicted_by,
                invocations: live.invocations,
                busy: live.busy,
                idle: live.idle,
            },
            node: birth.place.node,
            idle: if live.is_idle {
                passed
            } else {
                SimDuration::ZERO
            },
        }
    }

    /// Why an invocation got a new container, if it did; asked once.
    pub(super) fn take_cold(&mut self, invocation: u64) -> Option<Cold> {
        self.cold.remove(&invocation)
    }

    /// Those that the run ends with, in order of creation.
    pub(super) fn alive_at_end(&mut self, now: SimTime) -> Vec<(Ended, Option<Busy>)> {
        let mut alive: Vec<(u32, u32)> = self.places.drain().collect();
        alive.sort_unstable();
        let places = alive.into_iter().map(|(_, place)| place as usize);
        let at_end = places.map(|place| {
            let ended = self.end(place, now);
            let from = self.live[place].busy_since.take();
            (ended, from.map(|from| self.busy(place, from, now)))
        });
        at_end.collect()
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
    fn keep(&mut self, birth: &Birth, until: SimTime) {
        if birth.cause == ColdCause::Provisioned {
            self.provisioned_nanos += u128::from(until.since(birth.created).as_nanos());
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
