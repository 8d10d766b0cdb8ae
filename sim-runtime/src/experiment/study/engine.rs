//! Runs on all cores. What comes of them does not depend on how many these are, nor on which run ends first.

use std::iter;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use rayon::iter::{ParallelBridge, ParallelIterator};

use super::row::{Row, Unit};
use super::shard::Shard;
use crate::experiment::ExperimentError;

/// How large the stacks of threads are \[B\]: as that of the thread of a program, for bodies of users.
const STACK: usize = 8 << 20;

/// How long rows are left to gather: who makes runs of less than a millisecond would spend much of it on waking who takes
/// their rows, were that done for each.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// A flag that nobody raises.
static NEVER: AtomicBool = AtomicBool::new(false);

/// Who makes the runs, and where their rows are kept.
pub struct Execution<'a> {
    /// How many runs are made at once; as many as there are cores, unless it is said.
    pub threads: Option<usize>,
    /// A folder for the rows: what is there is not run again.
    pub out: Option<&'a Path>,
    /// Which part of the runs is made; all, unless it is said.
    pub shard: Option<Shard>,
    /// A folder for the reports of all runs, each as a page.
    pub pages: Option<&'a Path>,
    /// When it is raised, no further run begins; those that have begun are ended, and what is there is kept.
    pub stop: &'a AtomicBool,
    /// Is told how far it has come.
    pub told: Box<dyn FnMut(Told<'_>) + 'a>,
}

impl Default for Execution<'_> {
    fn default() -> Self {
        Self {
            threads: None,
            out: None,
            shard: None,
            pages: None,
            stop: &NEVER,
            told: Box::new(|_| ()),
        }
    }
}

/// How far a study has come.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// So many rows were there, and so many runs are planned beside them; with a precision more may follow.
    Planned {
        /// Rows that are there.
        there: usize,
        /// Runs that are to be made.
        planned: usize,
    },
    /// A run has been made.
    Row(&'a Row),
    /// All runs of a point are there that are planned so far.
    Point {
        /// The number of the point.
        point: usize,
        /// Its rows, in order of replication.
        rows: &'a [&'a Row],
    },
}

impl Execution<'_> {
    /// Makes some runs, and hands on what comes of each, in whatever order.
    ///
    /// # Errors
    ///
    /// The first that `run` or `take` has; no further run begins then.
    pub(super) fn make(
        threads: Option<usize>,
        stop: &AtomicBool,
        units: Vec<Unit>,
        run: &(dyn Fn(Unit) -> Result<Row, ExperimentError> + Sync),
        mut take: impl FnMut(Row) -> Result<(), ExperimentError>,
    ) -> Result<(), ExperimentError> {
        let mut pool = ThreadPoolBuilder::new().stack_size(STACK);
        if let Some(threads) = threads {
            pool = pool.num_threads(threads);
        }
        let pool = pool.build().map_err(|error| {
            ExperimentError::Asked(format!("no threads can be started: {error}; ask for fewer"))
        })?;
        let failed = AtomicBool::new(false);
        let ends = || failed.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed);
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope(|scope| {
            let ends = &ends;
            scope.spawn(move |_| {
                let units = units.into_iter().take_while(|_| !ends());
                units.par_bridge().for_each_with(sender, |sender, unit| {
                    if !ends() {
                        // Nobody listens any more after a failure.
                        let _ = sender.send((unit, run(unit)));
                    }
                });
            });
            let mut errors: Vec<(Unit, ExperimentError)> = Vec::new();
            while let Ok(first) = receiver.recv() {
                for (unit, outcome) in iter::once(first).chain(receiver.try_iter()) {
                    if let Err(error) = outcome.and_then(&mut take) {
                        failed.store(true, Ordering::Relaxed);
                        errors.push((unit, error));
                    }
                }
                thread::sleep(BETWEEN_LOOKS);
            }
            // The first in the order of the study, of those that there are.
            let first = errors.into_iter().min_by_key(|(unit, _)| *unit);
            first.map_or(Ok(()), |(_, error)| Err(error))
        })
    }
}
