//! How a run ended: its log, its date, and why it was halted if it was.

use std::fmt;

use index_vec::IndexVec;

use super::directory::Directory;
use crate::platform::HostId;
use crate::units::SimTime;
use crate::units::spelling::visible;

/// A line that a process has written with [`Ctx::log`](super::Ctx::log).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub date: SimTime,
    /// Who.
    pub process: String,
    /// What.
    pub text: String,
}

/// How many of the processes that wait are named.
pub(super) const MOST_NAMED: usize = 20;

/// The processes that wait at the end of a run: the first of them, by order of their start, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AllWaiting {
    /// The first twenty, or all if there are fewer.
    pub first: Vec<Waiting>,
    /// How many others wait.
    pub others: usize,
}

impl std::ops::Deref for AllWaiting {
    type Target = [Waiting];

    fn deref(&self) -> &[Waiting] {
        &self.first
    }
}

/// One line for each process that is named, and one for the others.
impl fmt::Display for AllWaiting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.first {
            write!(formatter, "\n  {one}")?;
        }
        match self.others {
            0 => Ok(()),
            1 => write!(formatter, "\n  and 1 other process waits"),
            others => write!(formatter, "\n  and {others} other processes wait"),
        }
    }
}

/// A process that waits for something that will never happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub process: String,
    /// What for.
    pub what: String,
    /// Since when.
    pub since: SimTime,
}

impl fmt::Display for Waiting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` has been waiting since {} for {}",
            visible(&self.process),
            self.since,
            visible(&self.what)
        )
    }
}

/// Why a run ended before all its controllers had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Halt {
    /// Nothing can happen any more, and processes wait.
    #[error("the simulation is stuck at {date}: nothing can happen any more{waiting}")]
    Stuck {
        /// When the last thing happened.
        date: SimTime,
        /// Who waits for what.
        waiting: AllWaiting,
    },
    /// Images come and go on the nodes, each making room for the other, and no process has run for a very long time.
    #[error(
        "the simulation is thrashing at {date}: {moves} images have been moved since a process last ran, each evicting another; give the nodes more memory or disk{waiting}"
    )]
    Thrashing {
        /// When it was given up.
        date: SimTime,
        /// How many copies and loads have ended since a process last ran.
        moves: u64,
        /// Who waits for what.
        waiting: AllWaiting,
    },
    /// User code panicked.
    #[error("process `{}` panicked at {date}: {message}", visible(process))]
    Panicked {
        /// Whose.
        process: String,
        /// When.
        date: SimTime,
        /// The panic's message.
        message: String,
    },
    /// User code awaited a future that does not come from its context.
    #[error(
        "process `{}` awaited something that is not a simulation activity at {date}, which nothing would ever wake; await only what the context's methods return (for several things at once, `spawn` processes and `join` them, or set a limit by `with_timeout`)",
        visible(process)
    )]
    AwaitedForeign {
        /// Whose.
        process: String,
        /// When.
        date: SimTime,
    },
    /// Something other than a process panicked: a recorder, a policy, or a destructor of a value of the user's.
    #[error("{} panicked at {date}: {message}", visible(what))]
    Crashed {
        /// What, such as `the destructor of the output of resize#7`.
        what: String,
        /// When.
        date: SimTime,
        /// The panic's message.
        message: String,
    },
    /// A policy of a service wakes itself, or provisions instances, for ever, and no process runs.
    #[error(
        "{} has gone on again and again until {date}, while no process ran: it wakes itself, or provisions instances that go at once; let it ask for later dates, or for none{waiting}",
        visible(policy)
    )]
    PolicyLoop {
        /// Which, such as ``the scheduler of service `cloud` ``.
        policy: String,
        /// When it was given up.
        date: SimTime,
        /// Who waits for what.
        waiting: AllWaiting,
    },
    /// Faults begin and end for ever, and no process runs: whatever is begun is broken off before it is done.
    #[error(
        "faults have begun and ended {turns} times until {date}, while no process ran: whatever is begun is broken off before it is done; let them come less often or last less long, or give the simulation a horizon{waiting}"
    )]
    FaultLoop {
        /// How many have begun or ended since a process last ran.
        turns: u64,
        /// When it was given up.
        date: SimTime,
        /// Who waits for what.
        waiting: AllWaiting,
    },
    /// A process goes on and on while no time passes.
    #[error(
        "process `{}` goes on for ever at {date}: it has been resumed more than {} times since time last passed; let it sleep for more than 0s between two requests, or wait for what it looks for",
        visible(process),
        crate::kernel::AT_ONE_DATE
    )]
    StandsStill {
        /// Whose.
        process: String,
        /// When.
        date: SimTime,
    },
    /// A controller returned an error.
    #[error("controller `{}` failed at {date}: {message}", visible(process))]
    ControllerFailed {
        /// Which.
        process: String,
        /// When.
        date: SimTime,
        /// The error's text.
        message: String,
    },
}

/// How a run ended.
#[derive(Debug)]
pub struct Conclusion<R> {
    /// What has been recorded.
    pub recorder: R,
    /// The date of the end: that of the last controller, unless the run was halted.
    pub date: SimTime,
    /// How many events happened.
    pub events: u64,
    /// What the processes have written.
    pub log: Vec<LogLine>,
    /// The names behind the numbers that the recorder was told.
    pub directory: Directory,
    /// For how long the cores of each host have computed, as a sum over cores \[s\], whoever asked for it.
    pub core_seconds: IndexVec<HostId, f64>,
    /// Why it ended early, if it did.
    pub halt: Option<Halt>,
}
