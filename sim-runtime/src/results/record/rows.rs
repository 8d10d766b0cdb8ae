//! Rows with numbers for names.

use super::texts::Numbered;
use crate::platform::HostId;
use crate::results::report::{ColdCause, EventKind, TransferKind};
use crate::serverless::{Dates, Failure, FunctionId, ImageId, InstanceEnd, NodeId, ServiceId};
use crate::simulation::ProcessEnd;
use crate::units::{Bytes, SimDuration, SimTime};

/// An invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct InvocationRecord {
    pub(in crate::results) number: u64,
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) function: FunctionId,
    pub(in crate::results) requested: SimTime,
    pub(in crate::results) accepted: Option<SimTime>,
    pub(in crate::results) dates: Dates,
    pub(in crate::results) refused: bool,
    pub(in crate::results) failed: bool,
    pub(in crate::results) input: Bytes,
    pub(in crate::results) output: Bytes,
    pub(in crate::results) place: Option<(NodeId, u32)>,
    pub(in crate::results) cold: Option<Cold>,
    pub(in crate::results) download: SimDuration,
    pub(in crate::results) copy: SimDuration,
    pub(in crate::results) load: SimDuration,
}

/// An invocation that the report tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct KeptInvocation {
    pub(in crate::results) row: InvocationRecord,
    /// Who asked for it.
    pub(in crate::results) caller: Numbered,
    /// Why it failed, if it did.
    pub(in crate::results) failure: Option<Numbered>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct ContainerRecord {
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) number: u32,
    pub(in crate::results) function: FunctionId,
    pub(in crate::results) node: NodeId,
    pub(in crate::results) cause: ColdCause,
    pub(in crate::results) created: SimTime,
    pub(in crate::results) ended: Option<(SimTime, InstanceEnd)>,
    pub(in crate::results) evicted_by: Option<FunctionId>,
    pub(in crate::results) invocations: u64,
    pub(in crate::results) busy: SimDuration,
    pub(in crate::results) idle: SimDuration,
}

/// An image or a file that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) enum Moved {
    /// An image of a service.
    Image(ServiceId, ImageId),
    /// A file, for the body of the invocation of this number.
    File(Numbered, Option<u64>),
}

/// Something that happened to an image or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct EventRecord {
    pub(in crate::results) date: SimTime,
    pub(in crate::results) service: ServiceId,
    pub(in crate::results) kind: EventKind,
    pub(in crate::results) image: Option<ImageId>,
    pub(in crate::results) node: Option<NodeId>,
    pub(in crate::results) function: Option<FunctionId>,
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
