//! The rows of workflows: what became of each execution, and figures of each stage.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::{listed, recorded_row, row};
use super::encoding::Serial;
use super::text::Text;
use crate::simulation::{StageKind, WorkflowEnd};
use crate::units::{SimDuration, SimTime};

listed! {
    WorkflowEnd {
        Succeeded = "succeeded",
        Failed = "failed",
        Stopped = "stopped",
        Unfinished = "unfinished",
    }
}

listed! {
    StageKind {
        Task = "task",
        Wait = "wait",
        Sequence = "sequence",
        Parallel = "parallel",
        Map = "map",
        Choice = "choice",
    }
}

recorded_row! {
    /// An execution of a workflow.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct WorkflowRow from WorkflowRecord {
        /// Its number, by the order in which the executions of the run began.
        id: u64 as Serial,
        /// The name of the workflow.
        workflow: Arc<str> [category] as Text,
        /// When it began.
        start: SimTime [column("started")] as SimTime,
        /// When it ended; `None` if the run ended before.
        end: Option<SimTime> [column("ended")] as Option<SimTime>,
        /// How.
        outcome: WorkflowEnd as WorkflowEnd,
        /// The stage that failed, if one did and nothing caught that.
        failed_stage: Option<Arc<str>> [category] as Option<Text>,
        /// Why it failed.
        failure_cause: Option<String> [category] as Option<Text>,
        /// The stages that determined how long it took, in order: of branches, the one that ended last. What several times in
        /// a row is one stage is written once, with how often; beyond 64 stages the others are left out. `None` unless it
        /// succeeded or failed.
        critical_path: Option<String> [category] as Option<Text>,
    } in tables {
        /// From its begin to its end.
        duration: Option<SimDuration> = |row| row.end.map(|end| end.since(row.start)),
    }
}

row! {
    /// A stage of a workflow. What a stage consists of counts for it, too: its invocations, their cost and its part of the critical
    /// path are those of the stages in it. Invocations and costs are of all executions; all else is of those that succeeded or
    /// failed.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct StageSummary {
        /// The name of the workflow.
        workflow: Arc<str> [category],
        /// The stage, with those that it is a part of: `fan/resize`.
        stage: Arc<str> [category],
        /// What it does.
        kind: StageKind,
        /// Executions of the workflow that came to it.
        executions: u64,
        /// How often it was gone through: in a map once for each item.
        visits: u64,
        /// Invocations that it placed.
        invocations: u64,
        /// Attempts at it that failed, those that another followed among them.
        failures: u64,
        /// Attempts at it that followed a failed one.
        retries: u64,
        /// Visits that were stopped because another branch failed.
        stopped: u64,
        /// The mean time from its start to its end, with all attempts and the waits between them, of visits that were not
        /// stopped.
        time_mean: Option<SimDuration>,
        /// Half of these times do not exceed this.
        time_p50: Option<SimDuration>,
        /// 99 % of these times do not exceed this.
        time_p99: Option<SimDuration>,
        /// The longest of these times.
        time_max: Option<SimDuration>,
        /// The share of the executions of the workflow in which it is on the critical path.
        critical_share: Option<f64>,
        /// Its time on critical paths, summed up over the executions.
        critical_time: SimDuration,
        /// What the callers pay for its invocations at the list price; `None` where no service that it invoked has a tariff.
        /// Without those whose container serves several at once, which pay together.
        cost: Option<f64> [unit("the tariff's currency")],
    }
}
