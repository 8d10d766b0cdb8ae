//! Faults: which go on, and when the next begin.

use std::collections::BTreeSet;

use index_vec::IndexVec;

use crate::kernel::Stream;
use crate::platform::HostId;
use crate::platform::LinkId;
use crate::serverless::{FunctionId, NodeId, ServiceId};
use crate::simulation::event::{Event, Kernel};
use crate::simulation::fault::{Begins, FaultId, FaultKind, FaultLength, FaultTimes};
use crate::storage::StorageId;
use crate::units::{SimDuration, SimTime};

/// How many random faults are scheduled while nothing but faults is to happen, and no process runs in between.
const MOST_ALONE: u32 = 100;

/// What a fault befalls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    NodeDown(HostId, ServiceId, NodeId),
    NodeSlow(HostId, f64),
    Link(LinkId),
    Storage(StorageId),
    Containers(ServiceId, FunctionId),
    /// Changes, which break nothing.
    Speed(HostId),
    Bandwidth(LinkId),
    Latency(LinkId),
}

/// A fault.
pub(crate) struct Fault {
    pub(crate) target: Target,
    times: FaultTimes,
    stream: Stream,
    /// Since when it goes on.
    pub(crate) begun: Option<SimTime>,
    /// How many steps of its profile it has come through.
    steps: usize,
    /// The value of the last one, if it is a change.
    value: Option<f64>,
}

/// What becomes of a fault whose date has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Turn {
    Begins,
    /// It is over, and went on since this date.
    Ends(SimTime),
    /// No fault, but a change to this value.
    Changes(f64),
    /// It goes on, or does not, as before.
    Stays,
}

/// The faults of a run.
pub(crate) struct Faults {
    all: IndexVec<FaultId, Fault>,
    /// Random faults that are to begin if anything else happens until then.
    coming: BTreeSet<(SimTime, FaultId)>,
    /// How many dates of faults are scheduled.
    scheduled: usize,
    /// How many random faults were scheduled while nothing but faults was to happen, since a process last ran, and how often one
    /// had run then.
    alone: (u32, u64),
    /// Since when none is scheduled for that reason.
    idle: Option<SimTime>,
    /// How many faults have begun or ended since a process last ran, and how often one had run then.
    turns: (u64, u64),
}

impl Target {
    /// What kind of a fault it is, unless it is a change.
    pub(crate) fn kind(self) -> Option<FaultKind> {
        match self {
            Self::NodeDown(..) => Some(FaultKind::NodeDown),
            Self::NodeSlow(..) => Some(FaultKind::NodeSlow),
            Self::Link(_) => Some(FaultKind::LinkDown),
            Self::Storage(_) => Some(FaultKind::StorageDown),
            Self::Containers(..) => Some(FaultKind::ContainerCrash),
            Self::Speed(_) | Self::Bandwidth(_) | Self::Latency(_) => None,
        }
    }
}

impl Fault {
    pub(crate) fn new(target: Target, times: FaultTimes, stream: Stream) -> Self {
        Self {
            target,
            times,
            stream,
            begun: None,
            steps: 0,
            value: None,
        }
    }

    /// Comes through the next step of its profile, if it has one.
    fn step(&mut self, now: SimTime) -> Option<Turn> {
        let Begins::Steps(profile) = &self.times.begins else {
            return None;
        };
        let (_, value) = profile.step(self.steps)?;
        self.steps += 1;
        if self.target.kind().is_none() {
            self.value = Some(value);
            return Some(Turn::Changes(value));
        }
        Some(match (value > 0.0, self.begun) {
            (false, None) => {
                self.begun = Some(now);
                Turn::Begins
            }
            (true, Some(since)) => {
                self.begun = None;
                Turn::Ends(since)
            }
            _ => Turn::Stays,
        })
    }

    /// How long it lasts; `None` for ever.
    fn length(&mut self) -> Option<SimDuration> {
        match self.times.lasts.as_ref()? {
            FaultLength::Fixed(time) => Some(*time),
            FaultLength::Drawn(time) => Some(time.duration(&mut self.stream)),
        }
    }

    /// Whether it lasts no time.
    fn is_instant(&self) -> bool {
        matches!(self.target, Target::Containers(..))
    }
}

impl Faults {
    pub(crate) fn new(all: IndexVec<FaultId, Fault>) -> Self {
        Self {
            all,
            coming: BTreeSet::new(),
            scheduled: 0,
            alone: (0, 0),
            idle: None,
            turns: (0, 0),
        }
    }

    pub(crate) fn get(&self, id: FaultId) -> &Fault {
        &self.all[id]
    }

    /// The stream of a fault, for what else is random about it.
    pub(crate) fn stream(&mut self, id: FaultId) -> &mut Stream {
        &mut self.all[id].stream
    }

    /// The faults that go on, in order of declaration.
    pub(crate) fn going_on(&self) -> impl Iterator<Item = (SimTime, Target)> + '_ {
        let all = self.all.iter();
        all.filter_map(|fault| Some((fault.begun?, fault.target)))
    }

    /// Whether a fault goes on that is as asked.
    pub(crate) fn any(&self, is: impl Fn(Target) -> bool) -> bool {
        self.going_on().any(|(_, target)| is(target))
    }

    /// Schedules what has a date, in order of declaration.
    pub(crate) fn begin(&mut self, kernel: &mut Kernel) {
        for id in self.all.indices() {
            let Begins::At(date) = self.all[id].times.begins else {
                self.draw(SimTime::ZERO, id);
                continue;
            };
            self.schedule(kernel, SimTime::ZERO + date, id);
            if let Some(length) = self.all[id].length() {
                self.schedule(kernel, SimTime::ZERO + date + length, id);
            }
        }
    }

    /// Whether a random fault is to begin.
    #[inline]
    pub(crate) fn are_coming(&self) -> bool {
        !self.coming.is_empty()
    }

    /// Schedules a date of a fault.
    pub(crate) fn schedule(&mut self, kernel: &mut Kernel, date: SimTime, id: FaultId) {
        self.scheduled += usize::from(date < SimTime::MAX);
        kernel.at(date, Event::FaultDue(id));
    }

    /// A date of a fault has come.
    pub(crate) fn has_come(&mut self) {
        self.scheduled -= 1;
    }

    /// How many dates of faults are scheduled.
    #[inline]
    pub(crate) fn scheduled(&self) -> usize {
        self.scheduled
    }

    /// Notes that a fault begins or ends, when a process had run so often; returns how many have since that.
    pub(crate) fn note_turn(&mut self, runs: u64) -> u64 {
        let (turns, before) = &mut self.turns;
        if *before != runs {
            (*turns, *before) = (0, runs);
        }
        *turns += 1;
        *turns
    }

    /// How many faults have begun or ended since a process last ran, as far as that is known.
    pub(crate) fn turns(&self) -> u64 {
        self.turns.0
    }

    /// Counts the turns anew: something will happen that is no fault.
    pub(crate) fn forget_turns(&mut self) {
        self.turns.0 = 0;
    }

    /// Schedules the random faults that begin before, or when, anything else happens.
    ///
    /// While nothing is to happen but what is of no account (looks of scalers, of which there are so many) and dates of faults, only
    /// so many begin until a process runs, and then time does not pass for those that are to come: else two of them would keep each
    /// other going for ever.
    pub(crate) fn arm(&mut self, kernel: &mut Kernel, of_no_account: usize, runs: u64) {
        let now = kernel.now();
        if self.alone.1 != runs {
            self.alone = (0, runs);
        }
        let is_alone = kernel.scheduled() <= self.scheduled + of_no_account;
        if is_alone && self.alone.0 >= MOST_ALONE {
            self.idle.get_or_insert(now);
            return;
        }
        if let Some(since) = self.idle.take().filter(|since| *since < now) {
            let coming = std::mem::take(&mut self.coming);
            self.coming = coming
                .into_iter()
                .map(|(date, id)| (date + (now - since), id))
                .collect();
        }
        while let Some(&(date, id)) = self.coming.first()
            && kernel.next_date().is_some_and(|next| date <= next)
        {
            self.coming.pop_first();
            self.alone.0 += u32::from(is_alone);
            self.schedule(kernel, date, id);
        }
    }

    /// The date of a fault has come: it begins, or is over. What comes next is scheduled.
    pub(crate) fn turn(&mut self, kernel: &mut Kernel, id: FaultId) -> Turn {
        let now = kernel.now();
        let fault = &mut self.all[id];
        if let Some(turn) = fault.step(now) {
            self.draw(now, id);
            return turn;
        }
        let is_random = matches!(fault.times.begins, Begins::Every(_));
        if let Some(since) = fault.begun.take() {
            if is_random {
                self.draw(now, id);
            }
            return Turn::Ends(since);
        }
        if fault.is_instant() {
            if is_random {
                self.draw(now, id);
            }
            return Turn::Begins;
        }
        fault.begun = Some(now);
        // The end of one that has a date is scheduled.
        if is_random && let Some(length) = fault.length() {
            self.schedule(kernel, now + length, id);
        }
        Turn::Begins
    }

    /// The next beginning of a random fault, or the next step of a profile.
    fn draw(&mut self, now: SimTime, id: FaultId) {
        let fault = &mut self.all[id];
        let date = match &fault.times.begins {
            Begins::At(_) => None,
            Begins::Every(time) => Some(now + time.duration(&mut fault.stream)),
            Begins::Steps(profile) => profile.step(fault.steps).map(|(date, _)| date),
        };
        if let Some(date) = date.filter(|date| *date < SimTime::MAX) {
            self.coming.insert((date, id));
        }
    }

    /// The changes that count from the start, with their values; these steps do not come again.
    pub(crate) fn changes_at_start(&mut self) -> Vec<(Target, f64)> {
        let mut changes = Vec::new();
        for fault in self
            .all
            .iter_mut()
            .filter(|fault| fault.target.kind().is_none())
        {
            while let Begins::Steps(profile) = &fault.times.begins
                && let Some((SimTime::ZERO, value)) = profile.step(fault.steps)
            {
                fault.steps += 1;
                fault.value = Some(value);
                changes.push((fault.target, value));
            }
        }
        changes
    }

    /// At which share of its speed a host computes according to its profiles.
    pub(crate) fn speed(&self, host: HostId) -> f64 {
        let of_host = self
            .all
            .iter()
            .filter(|fault| fault.target == Target::Speed(host));
        of_host.filter_map(|fault| fault.value).product()
    }
}
