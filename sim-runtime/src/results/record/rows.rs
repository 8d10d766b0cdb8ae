//! Rows with numbers for names, as compact as they can be while the simulation runs.

use std::sync::Arc;

use crate::platform::HostId;
use crate::results::report::{ColdCause, TransferKind};
use crate::serverless::{ContainerEnd, Dates, Failure, FunctionId, ImageId, NodeId, ServiceId};
use crate::simulation::ProcessEnd;
use crate::units::{Bytes, SimDuration, SimTime};

/// An invocation.
#[derive(Clone, Debug)]
pub(in crate::results) struct InvocationRecord {
    pub(in crate::results) number: u64,
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) function: FunctionId,
    /// Who asked for it; left out of rows that are not kept.
    pub(in crate::results) caller: Arc<str>,
    pub(in crate::results) requested: SimTime,
    pub(in crate::results) accepted: Option<SimTime>,
    pub(in crate::results) dates: Dates,
    pub(in crate::results) refused: bool,
    pub(in crate::results) failure: Option<Box<Failure>>,
    pub(in crate::results) input: Bytes,
    pub(in crate::results) output: Bytes,
    pub(in crate::results) place: Option<(NodeId, u32)>,
    pub(in crate::results) cold: Option<Cold>,
    pub(in crate::results) download: SimDuration,
    pub(in crate::results) copy: SimDuration,
    pub(in crate::results) load: SimDuration,
}

/// Why a container was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct Cold {
    pub(in crate::results) cause: ColdCause,
    /// For the sake of which function the container went that could have been used.
    pub(in crate::results) evicted_by: Option<FunctionId>,
}

/// A registration.
#[derive(Clone, Debug)]
pub(in crate::results) struct RegistrationRecord {
    pub(in crate::results) date: SimTime,
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) function: FunctionId,
    pub(in crate::results) outcome: Result<(), Failure>,
}

/// A container.
#[derive(Clone, Copy, Debug)]
pub(in crate::results) struct ContainerRecord {
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) number: u32,
    pub(in crate::results) function: FunctionId,
    pub(in crate::results) node: NodeId,
    pub(in crate::results) cause: ColdCause,
    pub(in crate::results) created: SimTime,
    pub(in crate::results) ended: Option<(SimTime, ContainerEnd)>,
    pub(in crate::results) evicted_by: Option<FunctionId>,
    pub(in crate::results) invocations: u64,
    pub(in crate::results) busy: SimDuration,
    pub(in crate::results) idle: SimDuration,
}

/// An image or a file that moved.
#[derive(Clone, Debug)]
pub(in crate::results) struct TransferRecord {
    pub(in crate::results) kind: TransferKind,
    pub(in crate::results) what: Moved,
    pub(in crate::results) from: HostId,
    pub(in crate::results) to: HostId,
    pub(in crate::results) bytes: Bytes,
    pub(in crate::results) start: SimTime,
    pub(in crate::results) end: Option<SimTime>,
    pub(in crate::results) success: bool,
}

/// What moved.
#[derive(Clone, Debug)]
pub(in crate::results) enum Moved {
    /// An image of a service.
    Image(ServiceId, ImageId),
    /// A file, for the body of the invocation of this number.
    File(Box<str>, Option<u64>),
}

/// A controller or a spawned process.
#[derive(Clone, Debug)]
pub(in crate::results) struct ProcessRecord {
    pub(in crate::results) name: String,
    pub(in crate::results) host: HostId,
    pub(in crate::results) start: SimTime,
    pub(in crate::results) end: Option<SimTime>,
    pub(in crate::results) outcome: ProcessEnd,
}
