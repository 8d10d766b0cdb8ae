//! The start-up of an instance that goes through steps, as far as it has come.

use super::policy::{Activity, PolicyKind};
use super::{AttemptId, FunctionId, NodeId};
use crate::fluid::TaskId;
use crate::kernel::Begin;
use crate::storage::TransferId;
use crate::units::{SimDuration, SimTime};

/// What a new instance goes through.
#[derive(Debug)]
pub(super) enum Course {
    /// A delay alone.
    Delay(SimDuration),
    /// Stages, one after the other.
    Stages(Vec<Vec<Activity>>),
}

/// What comes after a start-up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then {
    /// The body of the attempt that it is for.
    Run(AttemptId),
    /// The instance waits for an attempt: it was provisioned, by this policy or as one of the minimum of its function.
    Wait(Option<PolicyKind>),
}

/// A start-up that goes on.
#[derive(Debug)]
pub(super) struct Starting {
    /// The number of the instance, and its function.
    pub(super) of: (u32, FunctionId),
    /// Where.
    pub(super) node: NodeId,
    /// Since when.
    pub(super) since: SimTime,
    /// The stages that have not begun yet.
    pub(super) stages: std::vec::IntoIter<Vec<Activity>>,
    /// The steps of the stage that has.
    pub(super) running: Vec<Running>,
    /// How many steps have begun.
    pub(super) begun: u16,
    pub(super) then: Then,
}

/// A step that goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    /// Its number, by order of beginning.
    pub(super) number: u16,
    pub(super) what: RunningActivity,
}

/// What goes on in a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum RunningActivity {
    /// A delay, and when it began.
    Delay(Begin),
    /// A movement of bytes.
    Transfer(TransferId),
    /// A computation on the node.
    Computation(TaskId),
}
