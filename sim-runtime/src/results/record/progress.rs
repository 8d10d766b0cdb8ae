//! How far a run has come, for a watcher.

use std::fmt;

use crate::units::SimTime;

/// How often the watcher is called: once in so many dates.
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

/// The watcher of a run, if there is one.
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
    pub(super) fn sample(&mut self, progress: impl FnOnce() -> Progress) {
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
