//! The rows of processes: how each ended, and what it wrote.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::{listed, recorded_row, row};
use super::process_key::ProcessKey;
use crate::platform::HostId;
use crate::simulation::{LogLine, ProcessEnd};
use crate::units::SimTime;

listed! {
    ProcessEnd {
        Returned = "returned",
        Failed = "failed",
        Killed = "killed",
        Unfinished = "unfinished",
    }
}

recorded_row! {
    /// A controller, or a process that was spawned; bodies of functions are invocations.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct ProcessRow from ProcessRecord {
        /// Its name.
        process: String as ProcessKey,
        /// The host that it ran on.
        host: Arc<str> [category] as HostId,
        /// When it started.
        start: SimTime [column("started")] as SimTime,
        /// When it ended; `None` if the run ended before.
        end: Option<SimTime> [column("ended")] as Option<SimTime>,
        /// How.
        outcome: ProcessEnd as ProcessEnd,
    }
}

row! {
    /// A line that a process wrote.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct LogRow {
        /// When.
        date: SimTime [column("time")],
        /// Who.
        process: String,
        /// What.
        text: String [column("message")],
    }
}

impl From<LogLine> for LogRow {
    fn from(line: LogLine) -> Self {
        Self {
            date: line.date,
            process: line.process,
            text: line.text,
        }
    }
}
