//! Whether time goes on: finds a process that goes on and on at one date.

use rustc_hash::FxHashMap;

use super::process::ProcessId;
use crate::units::SimTime;

/// How many steps of processes there are between two looks at the clock.
const BETWEEN_LOOKS: u64 = 1 << 22;

/// How often a process may go on at one date.
pub const AT_ONE_DATE: u64 = 10_000_000;

/// The steps of the processes.
///
/// A step costs a sum and a test, until the clock has not moved from one look to the next; from then on, each process is
/// counted by itself.
#[derive(Debug)]
pub(super) struct Progress {
    steps: u64,
    /// A look is due when none of these bits of `steps` is set.
    mask: u64,
    /// The date at the last look.
    date: SimTime,
    // Looked up, never iterated.
    counts: FxHashMap<ProcessId, u64>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            steps: 0,
            mask: BETWEEN_LOOKS - 1,
            date: SimTime::ZERO,
            counts: FxHashMap::default(),
        }
    }
}

impl Progress {
    /// A process goes on; returns whether a look is due.
    #[inline(always)]
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps & self.mask == 0
    }

    /// Looks at the clock; returns whether this process has gone on more than [`AT_ONE_DATE`] times at this date.
    #[cold]
    pub(super) fn stands_still(&mut self, now: SimTime, process: ProcessId) -> bool {
        if self.date != now {
            *self = Self {
                steps: self.steps,
                date: now,
                ..Self::default()
            };
            return false;
        }
        self.mask = 0;
        let count = self.counts.entry(process).or_default();
        *count += 1;
        *count > AT_ONE_DATE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many steps of a process are let through at a date, up to a number.
    fn steps(progress: &mut Progress, at: u64, most: u64) -> u64 {
        let (now, process) = (SimTime::from_nanos(at), ProcessId::default());
        let still =
            |progress: &mut Progress| progress.step() && progress.stands_still(now, process);
        (0..most).take_while(|_| !still(progress)).count() as u64
    }

    #[test]
    fn a_process_may_go_on_often_at_one_date_and_not_for_ever() {
        let progress = &mut Progress::default();
        assert_eq!(steps(progress, 0, AT_ONE_DATE), AT_ONE_DATE);
        assert_eq!(steps(progress, 1, AT_ONE_DATE), AT_ONE_DATE);
        let most = AT_ONE_DATE + 3 * BETWEEN_LOOKS;
        let endless = steps(progress, 2, most);
        assert!((AT_ONE_DATE..most).contains(&endless), "{endless}");
    }

    #[test]
    fn steps_that_time_passes_between_are_never_too_many() {
        let progress = &mut Progress::default();
        for date in 0..30 {
            assert_eq!(steps(progress, date, 1 << 20), 1 << 20);
        }
    }
}
