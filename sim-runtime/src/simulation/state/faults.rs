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

/// What a fault befalls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    NodeDown(HostId, ServiceId, NodeId),
    NodeSlow(HostId, f64),
    Link(LinkId),
    Storage(StorageId),
    Containers(ServiceId, FunctionId),
}

/// A fault.
pub(crate) struct Fault {
    pub(crate) target: Target,
    times: FaultTimes,
    stream: Stream,
    /// Since when it goes on.
    pub(crate) begun: Option<SimTime>,
}

/// What becomes of a fault whose date has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Begins,
    /// It is over, and went on since this date.
    Ends(SimTime),
}

/// The faults of a run.
pub(crate) struct Faults {
    all: IndexVec<FaultId, Fault>,
    /// Random faults that are to begin if anything else happens until then.
    coming: BTreeSet<(SimTime, FaultId)>,
}

impl Target {
    pub(crate) fn kind(self) -> FaultKind {
        match self {
            Self::NodeDown(..) => FaultKind::NodeDown,
            Self::NodeSlow(..) => FaultKind::NodeSlow,
            Self::Link(_) => FaultKind::LinkDown,
            Self::Storage(_) => FaultKind::StorageDown,
            Self::Containers(..) => FaultKind::ContainerCrash,
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
        }
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
            kernel.at(SimTime::ZERO + date, Event::FaultDue(id));
            if let Some(length) = self.all[id].length() {
                kernel.at(SimTime::ZERO + date + length, Event::FaultDue(id));
            }
        }
    }

    /// Whether a random fault is to begin.
    #[inline]
    pub(crate) fn are_coming(&self) -> bool {
        !self.coming.is_empty()
    }

    /// Schedules the random faults that begin before, or when, anything else happens. If nothing does, none begins.
    pub(crate) fn arm(&mut self, kernel: &mut Kernel) {
        while let Some(&(date, id)) = self.coming.first()
            && kernel.next_date().is_some_and(|next| date <= next)
        {
            self.coming.pop_first();
            kernel.at(date, Event::FaultDue(id));
        }
    }

    /// The date of a fault has come: it begins, or is over. What comes next is scheduled.
    pub(crate) fn turn(&mut self, kernel: &mut Kernel, id: FaultId) -> Turn {
        let now = kernel.now();
        let fault = &mut self.all[id];
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
            kernel.at(now + length, Event::FaultDue(id));
        }
        Turn::Begins
    }

    /// The next beginning of a random fault.
    fn draw(&mut self, now: SimTime, id: FaultId) {
        let fault = &mut self.all[id];
        if let Begins::Every(time) = &fault.times.begins {
            let date = now + time.duration(&mut fault.stream);
            if date < SimTime::MAX {
                self.coming.insert((date, id));
            }
        }
    }
}
