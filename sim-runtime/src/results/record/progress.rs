//! How far a run has come, for whoever watches it.

use std::fmt;

use crate::units::SimTime;

/// How often whoever watches is told: once in so many dates.
const EVERY: u32 = 1024;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The simulated date.
    pub date: SimTime,
    /// Events so far.
    pub events: u64,
    /// Invocations that are over.
    pub invocations: u64,
}

/// Whoever watches a run, if anybody does.
#[derive(Default)]
pub(super) struct Watcher {
    watch: Option<Box<dyn FnMut(Progress)>>,
    skipped: u32,
}

impl fmt::Debug for Watcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Watcher")
            .field("watches", &self.watch.is_some())
            .finish_non_exhaustive()
    }
}

impl Watcher {
    pub(super) fn new(watch: Box<dyn FnMut(Progress)>) -> Self {
        Self {
            watch: Some(watch),
            skipped: 0,
        }
    }

    /// Time is about to go on.
    pub(super) fn look(&mut self, progress: impl FnOnce() -> Progress) {
        let Some(watch) = &mut self.watch else {
            return;
        };
        self.skipped += 1;
        if self.skipped == EVERY {
            self.skipped = 0;
            watch(progress());
        }
    }
}
