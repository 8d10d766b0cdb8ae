//! Arrivals like clockwork.

use super::{Arrival, Extent};
use crate::kernel::Stream;
use crate::units::{SimDuration, SimTime};

/// Arrivals at equal gaps, the first at a date of its own. It has no end of its own: bound it with [`Arrival::take`] or
/// [`Arrival::until`], or the simulation with a horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regular {
    first: SimTime,
    gap: SimDuration,
    started: bool,
}

impl Regular {
    /// One arrival each `gap`, the first at date zero. A gap of zero gives endlessly many at one date: bound it with
    /// [`Arrival::take`].
    pub fn every(gap: SimDuration) -> Self {
        Self {
            first: SimTime::ZERO,
            gap,
            started: false,
        }
    }

    /// The same, beginning at another date.
    pub fn from(self, first: SimTime) -> Self {
        Self { first, ..self }
    }
}

impl Arrival for Regular {
    fn next(&mut self, last: SimTime, _: &mut Stream) -> Option<SimTime> {
        if std::mem::replace(&mut self.started, true) {
            Some(last + self.gap).filter(|next| *next < SimTime::MAX)
        } else {
            Some(self.first)
        }
    }

    fn extent(&self) -> Extent {
        match self.gap.is_zero() {
            true => Extent::EndlessAtOneDate,
            false => Extent::Endless,
        }
    }
}
