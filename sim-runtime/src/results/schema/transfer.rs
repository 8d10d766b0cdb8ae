//! The row of an image or a file that was moved.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::{choice, recorded_row};
use super::encoding::{Encode, Serial};
use super::names::NameTable;
use super::number::{Reader, Writer};
use super::resolve::Resolve;
use super::text::Text;
use crate::platform::HostId;
use crate::serverless::{ImageId, ServiceId};
use crate::units::{Bytes, SimDuration, SimTime};

choice! {
    /// What a movement of bytes is for.
    pub enum TransferKind {
        /// An image, from its storage service to the head host.
        Download = "download",
        /// An image, from the head host to a node's disk.
        Copy = "copy",
        /// An image, from a node's disk to its memory.
        Load = "load",
        /// A process reads a file.
        Read = "read",
        /// A process writes a file.
        Write = "write",
        /// A process copies a file from one storage service to another.
        FileCopy = "file_copy",
        /// The start-up of a container fetches a package, from a storage service to its node's disk.
        Fetch = "fetch",
        /// The start-up of a container restores a snapshot, from its node's disk to its memory.
        Restore = "restore",
    }
}

recorded_row! {
    /// Bytes of an image or a file that were moved, or should have been.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct TransferRow from TransferRecord {
        /// What it was for.
        kind: TransferKind as TransferKind,
        /// The image or the file; for the start-up of a container, its function.
        name: Arc<str> [category] as Moved,
        /// The host that it came from.
        from: Arc<str> [column("source_host"), category] as HostId,
        /// The host that it went to.
        to: Arc<str> [column("destination_host"), category] as HostId,
        /// How many bytes.
        bytes: Bytes as Bytes,
        /// When it was asked for.
        start: SimTime [column("requested")] as SimTime,
        /// When it was over; `None` if the run ended before.
        end: Option<SimTime> [column("ended")] as Option<SimTime>,
        /// Whether all bytes arrived.
        success: bool as bool,
        /// The service whose image it was, or whose container.
        service: Option<Arc<str>> [category] as Option<ServiceId>,
        /// The invocation whose body asked for it.
        invocation: Option<u64> as Option<Serial>,
    } in tables {
        /// From the request to the end.
        duration: Option<SimDuration> = |row| row.end.map(|end| end.since(row.start)),
    }
}

/// What moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) enum Moved {
    /// An image.
    Image(ImageId),
    /// A file.
    File(Text),
}

impl Encode for Moved {
    const BITS: u32 = 1 + Text::BITS;

    fn head(&self) -> u64 {
        match self {
            Self::Image(_) => 0,
            Self::File(name) => name.head() << 1 | 1,
        }
    }

    fn write(&self, to: &mut Writer<'_>) {
        match self {
            Self::Image(image) => image.write(to),
            Self::File(name) => name.write(to),
        }
    }

    fn read(head: u64, from: &mut Reader<'_>) -> Self {
        match head & 1 {
            0 => Self::Image(ImageId::read(0, from)),
            _ => Self::File(Text::read(head >> 1, from)),
        }
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        match numbers() % 2 {
            0 => Self::Image(ImageId::any(numbers)),
            _ => Self::File(Text::any(numbers)),
        }
    }
}

impl Resolve<Arc<str>> for Moved {
    fn resolve(self, names: &mut NameTable<'_>) -> Arc<str> {
        match self {
            Self::Image(image) => image.resolve(names),
            Self::File(name) => name.resolve(names),
        }
    }
}
