//! Containers that are followed one by one.

use rustc_hash::FxHashMap;

use super::created::{Created, NodePlace};
use crate::results::schema::cause::ColdCause;
use crate::results::schema::container::ContainerRecord;
use crate::results::schema::encoding::Serial;
use crate::serverless::{FunctionId, ServiceId};
use crate::units::{SimDuration, SimTime};

/// The containers of a service that are followed and alive.
#[derive(Clone, Debug)]
pub(super) struct Followed {
    service: ServiceId,
    /// The place of each. Looked up, never iterated but to be sorted.
    places: FxHashMap<u32, u32>,
    live: Vec<Live>,
    /// Of the same places.
    births: Vec<Birth>,
    /// Places of such as are gone.
    free: Vec<u32>,
}

/// From when to when any invocation was in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results::record) struct Busy {
    pub(in crate::results::record) function: FunctionId,
    pub(in crate::results::record) is_provisioned: bool,
    /// The dispatch of the first.
    pub(in crate::results::record) from: SimTime,
    /// When it had started.
    pub(in crate::results::record) started: SimTime,
    pub(in crate::results::record) to: SimTime,
}

/// What changes at each invocation in a container, in one line of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Live {
    is_idle: bool,
    since: SimTime,
    /// Since when any invocation has been in it, if one is.
    busy_since: Option<SimTime>,
    busy: SimDuration,
    idle: SimDuration,
    invocations: u64,
}

/// What else is known of a container.
#[derive(Clone, Copy, Debug)]
struct Birth {
    number: u32,
    function: FunctionId,
    cause: ColdCause,
    place: NodePlace,
    created: SimTime,
    /// When its start-up was over, if it had one.
    started: Option<SimTime>,
}

impl Live {
    /// Counts the time since the last change.
    fn advance(&mut self, now: SimTime) {
        let passed = now.since(self.since);
        let sum = if self.is_idle {
            &mut self.idle
        } else {
            &mut self.busy
        };
        *sum = sum.saturating_add(passed);
        self.since = now;
    }
}

impl Followed {
    pub(super) fn new(service: ServiceId) -> Self {
        Self {
            service,
            places: FxHashMap::default(),
            live: Vec::new(),
            births: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn created(&mut self, now: SimTime, new: &Created, cause: ColdCause) {
        let live = Live {
            is_idle: false,
            since: now,
            busy_since: new.invocation.map(|_| now),
            busy: SimDuration::ZERO,
            idle: SimDuration::ZERO,
            invocations: u64::from(new.invocation.is_some()),
        };
        let birth = Birth {
            number: new.number,
            function: new.function,
            cause,
            place: new.place,
            created: now,
            started: None,
        };
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

    #[inline]
    fn place(&self, number: u32) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        self.places.get(&number).map(|place| *place as usize)
    }

    pub(super) fn started(&mut self, now: SimTime, number: u32) {
        if let Some(place) = self.place(number) {
            self.births[place].started = Some(now);
        }
    }

    #[inline]
    pub(super) fn reused(&mut self, now: SimTime, number: u32) {
        if let Some(place) = self.place(number) {
            let live = &mut self.live[place];
            live.advance(now);
            live.is_idle = false;
            live.busy_since.get_or_insert(now);
            live.invocations += 1;
        }
    }

    #[inline]
    pub(super) fn released(&mut self, now: SimTime, number: u32) -> Option<Busy> {
        let place = self.place(number)?;
        let live = &mut self.live[place];
        live.advance(now);
        live.is_idle = true;
        let from = live.busy_since.take()?;
        Some(self.busy(place, from, now))
    }

    /// From when to when any invocation was in one.
    fn busy(&self, place: usize, from: SimTime, to: SimTime) -> Busy {
        let birth = &self.births[place];
        Busy {
            function: birth.function,
            is_provisioned: birth.cause == ColdCause::Provisioned,
            from,
            started: birth.started.map_or(from, |started| started.max(from)),
            to,
        }
    }

    /// One is gone; returns what has become of it.
    pub(super) fn ended(&mut self, now: SimTime, number: u32) -> Option<ContainerRecord> {
        if self.places.is_empty() {
            return None;
        }
        let place = self.places.remove(&number)?;
        self.free.push(place);
        Some(self.record(place as usize, now))
    }

    /// What has become of one by now.
    fn record(&mut self, place: usize, now: SimTime) -> ContainerRecord {
        let (live, birth) = (&mut self.live[place], &self.births[place]);
        live.advance(now);
        ContainerRecord {
            service: self.service,
            container: Serial(birth.number.into()),
            function: birth.function,
            node: birth.place.host,
            cause: birth.cause,
            created: birth.created,
            ended: None,
            end: None,
            evicted_by: None,
            invocations: live.invocations,
            busy: live.busy,
            idle: live.idle,
        }
    }

    /// Those that the run ends with, in order of creation; some of them are about to be evicted.
    pub(super) fn alive_at_end(
        &mut self,
        now: SimTime,
        evicting: &FxHashMap<u32, FunctionId>,
    ) -> Vec<(ContainerRecord, Option<Busy>)> {
        let mut alive: Vec<(u32, u32)> = self.places.drain().collect();
        alive.sort_unstable();
        let at_end = alive.into_iter().map(|(number, place)| {
            let place = place as usize;
            let mut record = self.record(place, now);
            record.evicted_by = evicting.get(&number).copied();
            let from = self.live[place].busy_since.take();
            (record, from.map(|from| self.busy(place, from, now)))
        });
        at_end.collect()
    }
}
