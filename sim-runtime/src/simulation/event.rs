//! What the world schedules for itself, what the fabric gives back when an activity ends, and the kernel that drives both.

use slotmap::new_key_type;

use super::fault::FaultId;
use super::request::{Reply, Request};
use crate::kernel::{self, ProcessId, TieClass};
use crate::platform::HostId;
use crate::serverless::{
    Alarm, AttemptId, ImageId, InstanceId, InvocationId, Notice, ServiceId, StepId,
};
use crate::storage::{Leg, TransferId};

/// The clock, the queue and the processes that go on, as the rooms of the world use them.
pub(crate) type Kernel = kernel::Kernel<Request, Reply, Event>;

new_key_type! {
    /// A control message on its way.
    pub(crate) struct InFlightId;

    /// An input or an output on its way.
    pub(crate) struct PayloadTransferId;
}

/// What the fabric gives back when an activity ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    /// A part of a transfer of a file or an image.
    Leg(Leg),
    /// The computation of a process.
    Process(ProcessId),
    /// The computation of a step of a start-up.
    Step(ServiceId, StepId),
    /// A control message.
    Message(InFlightId),
    /// An input or an output.
    Payload(PayloadTransferId),
}

impl From<Leg> for Token {
    fn from(leg: Leg) -> Self {
        Self::Leg(leg)
    }
}

/// What the world schedules for itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A sleep ends.
    Wake(ProcessId),
    /// It is the turn of a body that lasts for a while.
    BodyGoesOn(InvocationId),
    /// The time of such a body is over.
    HasLasted(InvocationId),
    /// The date of a limit that a process has set itself.
    LimitDue(ProcessId, u32),
    /// The same, after everything else at that date.
    LimitReached(ProcessId, u32),
    /// A computation of a host may have ended.
    Computed(HostId),
    /// A movement of bytes may have ended.
    Moved,
    /// A service wanted to be woken.
    Alarm(ServiceId, Alarm),
    /// Something that a service had started is over.
    Notice(ServiceId, Notice),
    /// An input or an output could not leave.
    PayloadLost(PayloadTransferId),
    /// The bytes of a transfer could not leave.
    NeverLeft(TransferId),
    /// The private storage of a container that a service shuts down has stopped.
    Stopped(ServiceId),
    /// A storage service should have acknowledged a write by now.
    AcknowledgementOverdue(TransferId),
    /// A service should have answered a request by now.
    AnswerOverdue(ProcessId),
    /// A process takes in the answer that it waits for.
    Listens(ProcessId),
    /// A service goes on.
    Turn(ServiceId),
    /// A service takes in its next message.
    ServiceListens(ServiceId),
    /// An image appears on a head host.
    Appears(ServiceId, ImageId),
    /// The body of an attempt has had its time.
    TimeIsUp(ServiceId, AttemptId),
    /// The memory of an instance did not suffice.
    OutOfMemory(ServiceId, InstanceId),
    /// The wait before another attempt of a request is over.
    Retry(InvocationId),
    /// The client has waited for an attempt for as long as it does.
    AttemptDue(InvocationId),
    /// The same, after everything else at that date.
    AttemptOverdue(InvocationId),
    /// A dead letter invokes a function.
    DeadLetter,
    /// The date at which a fault begins or is over.
    FaultDue(FaultId),
    /// The same, after everything else at that date.
    FaultStrikes(FaultId),
}

impl kernel::Event for Event {
    fn class(&self) -> TieClass {
        match self {
            Self::Wake(_)
            | Self::HasLasted(_)
            | Self::Alarm(
                _,
                Alarm::Processed(_)
                | Alarm::Started(_)
                | Alarm::Step(..)
                | Alarm::TimeLimit(_)
                | Alarm::Expiry(_),
            ) => TieClass::Sleep,
            Self::Computed(_) => TieClass::Computation,
            Self::Alarm(
                _,
                Alarm::Provisioned(..) | Alarm::Wake(_) | Alarm::Scale | Alarm::QueueTimeout(_),
            ) => TieClass::Other,
            Self::Moved | Self::Notice(..) | Self::PayloadLost(_) => TieClass::Other,
            Self::LimitDue(..)
            | Self::LimitReached(..)
            | Self::AttemptDue(_)
            | Self::AttemptOverdue(_)
            | Self::FaultDue(_) => TieClass::Last,
            Self::BodyGoesOn(_)
            | Self::NeverLeft(_)
            | Self::Stopped(_)
            | Self::AcknowledgementOverdue(_)
            | Self::AnswerOverdue(..)
            | Self::Listens(_)
            | Self::Turn(_)
            | Self::ServiceListens(_)
            | Self::Appears(..)
            | Self::TimeIsUp(..)
            | Self::OutOfMemory(..)
            | Self::Retry(_)
            | Self::DeadLetter
            | Self::FaultStrikes(_) => TieClass::Other,
        }
    }
}
