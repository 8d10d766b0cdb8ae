//! Faults: what breaks, when, and for how long.

use serde::{Deserialize, Serialize};

use crate::distribution::Distribution;
use crate::kernel::id::id_type;
use crate::platform::Profile;
use crate::units::SimDuration;

id_type! {
    /// A fault, by order of declaration.
    FaultId
}

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NodeFault {
    /// It is down: what was on it is gone, and nothing runs there until it is up again, empty and cold.
    Down,
    /// It computes at this share of its speed, which is above 0 and below 1. Sleeps and movements of bytes take as long as ever.
    Slow(f64),
}

/// When a fault begins, and how long it lasts.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let once = FaultTimes::at(secs(10)).lasting(mins(1));
/// let for_ever = FaultTimes::at(secs(10));
/// let again_and_again = FaultTimes::every(Exponential(hours(1))).lasting(Exponential(mins(1)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FaultTimes {
    pub(crate) begins: Begins,
    pub(crate) lasts: Option<FaultLength>,
}

/// When a fault begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Begins {
    /// Once, so long after the start.
    At(SimDuration),
    /// Again and again, this time after the start or the last repair.
    Every(Distribution),
    /// At each step of a profile at which what it befalls changes.
    Steps(Profile<f64>),
}

/// How long a fault lasts.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultLength {
    /// As long as this.
    Fixed(SimDuration),
    /// A time that is drawn anew each time.
    Drawn(Distribution),
}

impl From<SimDuration> for FaultLength {
    fn from(time: SimDuration) -> Self {
        Self::Fixed(time)
    }
}

impl From<Distribution> for FaultLength {
    fn from(time: Distribution) -> Self {
        Self::Drawn(time)
    }
}

/// How far apart faults are in the mean, at least: where they are nearer, a run does nothing else.
pub(crate) const NEAREST: SimDuration = SimDuration::from_millis(1);

impl FaultTimes {
    /// Once, so long after the start of the run; for ever, unless it [lasts](Self::lasting) for some time.
    pub fn at(date: SimDuration) -> Self {
        Self {
            begins: Begins::At(date),
            lasts: None,
        }
    }

    /// Again and again: a time that is drawn from this distribution passes from the start of the run to the first fault, and from
    /// each repair to the next one (the mean is the mean time to failure, MTTF).
    ///
    /// The mean is at least 1 ms. Each fault draws from a stream of random numbers of its own. Such faults do not keep a run from its end: when nothing else
    /// can happen any more, no other begins.
    pub fn every(time: Distribution) -> Self {
        Self {
            begins: Begins::Every(time),
            lasts: None,
        }
    }

    /// As a profile says: down where it is 0, and for as long.
    pub(crate) fn steps(profile: Profile<f64>) -> Self {
        Self {
            begins: Begins::Steps(profile),
            lasts: None,
        }
    }

    /// How long it lasts: a time, or a distribution (whose mean is the mean time to repair, MTTR). Default: for ever.
    #[must_use]
    pub fn lasting(self, time: impl Into<FaultLength>) -> Self {
        Self {
            lasts: Some(time.into()),
            ..self
        }
    }
}

/// What a fault has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A node was down.
    NodeDown,
    /// A node was slow.
    NodeSlow,
    /// A link was down.
    LinkDown,
    /// A storage service was down.
    StorageDown,
    /// A container crashed.
    ContainerCrash,
}
