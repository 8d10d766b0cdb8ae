//! What the world schedules for itself, and what the fabric gives back.

use super::letters::LetterId;
use super::parcels::ParcelId;
use crate::kernel::{Class, Occurrence, ProcessId};
use crate::platform::HostId;
use crate::serverless::{Alarm, Notice, ServiceId};
use crate::storage::{Leg, TransferId};

/// What the fabric gives back when an activity ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    /// A part of a transfer.
    Leg(Leg),
    /// The computation of a process.
    Process(ProcessId),
    /// A control message.
    Letter(LetterId),
    /// An input or an output.
    Parcel(ParcelId),
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
    ParcelLost(ParcelId),
    /// The answer of a storage service has reached a process.
    Acknowledged(ProcessId),
    /// A storage service should have acknowledged a write by now.
    AcknowledgementOverdue(TransferId),
    /// A service should have answered a request by now.
    AnswerOverdue(ProcessId),
}

impl Occurrence for Event {
    fn class(&self) -> Class {
        match self {
            Self::Wake(_) | Self::Alarm(_, Alarm::Processed(_) | Alarm::Started(_)) => Class::Sleep,
            Self::Computed(_) => Class::Computation,
            Self::Alarm(_, Alarm::TimeLimit(_)) => Class::Limit,
            Self::Alarm(_, Alarm::Expiry) => Class::Expiry,
            Self::Alarm(_, Alarm::Wake(_) | Alarm::Scale | Alarm::Provisioned(_))
            | Self::Moved
            | Self::Notice(..) => Class::Other,
            Self::ParcelLost(_) => Class::Other,
            Self::LimitDue(..) | Self::LimitReached(..) => Class::Last,
            Self::Acknowledged(_) | Self::AcknowledgementOverdue(_) | Self::AnswerOverdue(..) => {
                Class::Other
            }
        }
    }
}
