//! Requests of this second.

use crate::units::SimTime;

/// How many requests have been accepted in the second of the simulated clock in which the last of them was.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Requests {
    second: u64,
    count: u64,
}

impl Requests {
    /// How many so far in the second of this date.
    pub(super) fn so_far(&self, now: SimTime) -> u64 {
        if self.second == second(now) {
            self.count
        } else {
            0
        }
    }

    /// One more.
    pub(super) fn add(&mut self, now: SimTime) {
        self.count = self.so_far(now) + 1;
        self.second = second(now);
    }
}

fn second(date: SimTime) -> u64 {
    date.as_nanos() / 1_000_000_000
}
