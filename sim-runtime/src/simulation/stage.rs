//! Workflows as a recorder hears of them: their stages, which invocation belongs to which, and what became of an execution.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::kernel::id::id_type;
use crate::serverless::Failure;
use crate::units::{SimDuration, SimTime};

id_type! {
    /// A stage of a workflow, by the order in which the stages of a run were first gone through.
    StageId
}

/// What a stage of a workflow does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// It invokes a function.
    Task,
    /// It lets time pass.
    Wait,
    /// It goes through steps one after the other.
    Sequence,
    /// It goes through branches at the same time.
    Parallel,
    /// It goes through the same steps for each of several items.
    Map,
    /// It goes through one of several branches.
    Choice,
}

/// A stage of a workflow, before it has a number in a run.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// Its name, with those of the stages around it.
    pub(crate) path: Rc<str>,
    pub(crate) kind: StageKind,
    /// The place of the stage that it is a part of, in the list of the workflow's.
    pub(crate) parent: Option<usize>,
}

/// A stage of a workflow, as a recorder is told of it before anything else that concerns it.
#[derive(Clone, Debug)]
pub struct StageFacts {
    /// Its number.
    pub id: StageId,
    /// The name of its workflow.
    pub workflow: Rc<str>,
    /// Its name, with those of the stages around it: `fan/resize`.
    pub stage: Rc<str>,
    /// What it does.
    pub kind: StageKind,
    /// The stage that it is a part of.
    pub parent: Option<StageId>,
}

/// Where in a workflow an invocation belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageUse {
    /// The number of the execution, by the order in which the executions of a run began.
    pub execution: u64,
    /// The stage.
    pub stage: StageId,
}

/// How an execution of a workflow ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowEnd {
    /// It came to its end.
    Succeeded,
    /// A step failed, and nothing caught that.
    Failed,
    /// The process that ran it ended, or had set itself a limit and went on without it.
    Stopped,
    /// The run ended before it.
    Unfinished,
}

/// How one passage through a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitEnd {
    /// It has done what it does.
    Succeeded,
    /// It failed, after all its attempts.
    Failed,
    /// Another branch failed before it had ended.
    Stopped,
}

/// One passage through a stage, with all its attempts.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The stage.
    pub stage: StageId,
    /// From its start to its end, with the waits between attempts.
    pub time: SimDuration,
    /// How many attempts failed.
    pub failures: u32,
    /// How many attempts followed the first.
    pub retries: u32,
    /// How it ended.
    pub end: VisitEnd,
}

/// An execution of a workflow that is over, or that the run has ended without.
#[derive(Clone, Copy, Debug)]
pub struct WorkflowEnded<'a> {
    /// Its number, by the order in which the executions of a run began.
    pub number: u64,
    /// The name of the workflow.
    pub workflow: &'a str,
    /// When it began.
    pub start: SimTime,
    /// When it ended; `None` if the run ended before.
    pub end: Option<SimTime>,
    /// How.
    pub outcome: WorkflowEnd,
    /// The stage that failed, if one did.
    pub failed_stage: Option<&'a str>,
    /// Why.
    pub failure: Option<&'a Failure>,
    /// The stages that determined how long it took, in order, each with its part of the time: together these are all of it.
    pub critical_path: &'a [(StageId, SimDuration)],
    /// What it has gone through. Empty unless it succeeded or failed.
    pub visits: &'a [Visit],
}
