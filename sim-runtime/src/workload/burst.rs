//! Many at once.

use super::Arrival;
use crate::kernel::Stream;
use crate::units::SimTime;

/// A number of arrivals at one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burst {
    /// When.
    pub at: SimTime,
    /// How many.
    pub count: u64,
}

impl Burst {
    /// So many at date zero; [`shift`](super::Modulate::shift) them to another.
    pub const fn of(count: u64) -> Self {
        Self {
            at: SimTime::ZERO,
            count,
        }
    }
}

impl Arrival for Burst {
    fn next(&mut self, _: SimTime, _: &mut Stream) -> Option<SimTime> {
        self.count = self.count.checked_sub(1)?;
        Some(self.at)
    }
}
