//! Dialogues with storage services, if their messages have a size: a request, an answer, the bytes, an acknowledgement.
//!
//! Source: SEMANTICS, section 3.5. A storage service takes in one request at a time, and is blocked while it sends the answer
//! to a read. Space is reserved and files are opened when a transfer is asked for.

use slotmap::SecondaryMap;

use super::control_message::{Asked, StorageAddress};
use crate::kernel::ProcessId;
use crate::platform::HostId;
use crate::serverless::{Failure, ImageMove, ImageSource, ServiceId};
use crate::storage::{Buffer, Transfer, TransferId};

/// A storage service, and its host.
pub(crate) type Site = (StorageAddress, HostId);

/// Who is asked for a transfer, and by whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parties {
    /// The host of the process that asks.
    pub(crate) asker: HostId,
    /// The storage service that is asked.
    pub(crate) asked: Site,
    pub(crate) form: Form,
}

/// The course of a dialogue.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// The answer comes first; the storage service is blocked until that has arrived.
    Read,
    /// The answer travels while a stream runs; chunks wait for it.
    Write,
    /// There is no answer but that at the end.
    Copy,
    /// The storage service that is asked reads from this one, chunk by chunk.
    Fetch(Site),
}

#[derive(Clone, Debug)]
pub(crate) struct Dialogue {
    pub(crate) parties: Parties,
    /// The process that asks, unless a service does.
    pub(crate) process: Option<ProcessId>,
    pub(crate) is_stream: bool,
    /// What the storage service will say instead of moving anything.
    pub(crate) refusal: Option<Failure>,
    /// Whether the answer to a write has arrived.
    pub(crate) granted: bool,
    /// Whether the bytes have arrived before that answer.
    pub(crate) ended: bool,
}

/// The dialogues that go on, by their transfers.
pub(crate) type Dialogues = SecondaryMap<TransferId, Dialogue>;

impl Parties {
    /// Those of the movement of an image.
    pub(crate) fn of_image(
        service: ServiceId,
        purpose: ImageMove,
        source: ImageSource,
        plan: &Transfer,
    ) -> Self {
        let (from, to) = (plan.from.host(), plan.to.host());
        let (source, asks_source) = match source {
            ImageSource::Storage { id, is_asked } => (StorageAddress::Stored(id), is_asked),
            ImageSource::Head => (StorageAddress::Head(service), false),
        };
        let target = match purpose {
            ImageMove::Download(_) => StorageAddress::Head(service),
            ImageMove::Copy(node, _) | ImageMove::Fetch(node, ..) => {
                StorageAddress::Disk(service, node)
            }
            ImageMove::Load(node, _) | ImageMove::Restore(node, _) => {
                let disk = StorageAddress::Disk(service, node);
                return Self {
                    asker: from,
                    asked: (disk, from),
                    form: Form::Read,
                };
            }
        };
        Self::of_copy(to, (source, from), (target, to), plan, asks_source)
    }

    pub(crate) fn of_copy(
        asker: HostId,
        source: Site,
        target: Site,
        plan: &Transfer,
        asks_source: bool,
    ) -> Self {
        let (asked, form) = match (plan.buffer, asks_source) {
            (Buffer::Fluid, true) => (source, Form::Copy),
            (Buffer::Fluid, false) => (target, Form::Copy),
            (Buffer::Chunks(_) | Buffer::Whole, _) => (target, Form::Fetch(source)),
        };
        Self { asker, asked, form }
    }
}

impl Form {
    pub(crate) fn asked(self) -> Asked {
        match self {
            Self::Read => Asked::Read,
            Self::Write => Asked::Write,
            Self::Copy | Self::Fetch(_) => Asked::Copy,
        }
    }
}
