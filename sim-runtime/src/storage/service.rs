//! A storage service: a partition on the disk of a host, and how it moves what it holds.

use super::{Caching, Partition};
use crate::kernel::id::id_type;
use crate::platform::{End, HostId};
use crate::units::{Bytes, SimDuration};

id_type! {
    /// A storage service, by order of creation.
    StorageId
}

/// How a storage service moves files (SEMANTICS 2.6 and 3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Buffer {
    /// As one stream over disks and links; the default.
    #[default]
    Fluid,
    /// Chunk by chunk: while one is on the network, the next is read and the previous one written. Chunks of at least 1 B.
    Chunks(Bytes),
    /// All in one chunk: read, then sent, then written.
    Whole,
}

impl Buffer {
    /// The most chunks that a transfer may be cut into: each costs some events, so that a buffer of 1 B by mistake would take
    /// hours.
    pub const MOST_CHUNKS: u64 = 10_000_000;

    /// What is wrong with moving so many bytes in chunks of this size, if they are too many chunks, and how to mend it; `what`
    /// is moved.
    ///
    /// ```
    /// use sim_runtime::storage::Buffer;
    /// use sim_runtime::units::short::{bytes, mb};
    ///
    /// assert_eq!(Buffer::Chunks(mb(1)).mistake("an image", mb(250)), None);
    /// assert_eq!(
    ///     Buffer::Chunks(bytes(1)).mistake("an image", mb(250)).unwrap(),
    ///     "cuts an image of 250MB into 250000000 chunks, of at most 10000000; make it 25B or more",
    /// );
    /// ```
    pub fn mistake(self, what: &str, bytes: Bytes) -> Option<String> {
        let Self::Chunks(size) = self else {
            return None;
        };
        let (most, chunks) = (Self::MOST_CHUNKS, bytes.get().div_ceil(size.get().max(1)));
        (chunks > most).then(|| {
            let least = Bytes::new(bytes.get().div_ceil(most));
            format!("cuts {what} of {bytes} into {chunks} chunks, of at most {most}; make it {least} or more")
        })
    }

    /// How a copy between two services moves: chunks of the source's size, unless one of them is fluid.
    pub fn copy_to(self, destination: Self) -> Self {
        if destination == Self::Fluid {
            Self::Fluid
        } else {
            self
        }
    }

    /// Whether a copy to a destination is asked of its source: if only that moves it as a stream.
    pub fn is_asked_by(self, destination: Self) -> bool {
        self == Self::Fluid && destination != Self::Fluid
    }
}

/// A storage service.
#[derive(Clone, Debug)]
pub struct StorageService {
    /// The name that results and messages use.
    pub name: String,
    /// Where it is.
    pub host: HostId,
    /// What it holds.
    pub partition: Partition,
    /// How it moves files.
    pub buffer: Buffer,
    /// How long its acknowledgement of a file that was written in chunks is waited for.
    pub network_timeout: SimDuration,
    /// Whether it is down: its files stay, and nobody reaches them.
    pub is_down: bool,
}

impl StorageService {
    /// An empty service that owns `capacity` of its host's disk.
    pub fn new(
        name: String,
        host: HostId,
        capacity: Bytes,
        caching: Caching,
        buffer: Buffer,
    ) -> Self {
        let partition = Partition::new(capacity, caching);
        Self {
            name,
            host,
            partition,
            buffer,
            network_timeout: SimDuration::MAX,
            is_down: false,
        }
    }

    /// Its disk, as the end of a transfer.
    pub fn end(&self) -> End {
        End::Disk(self.host)
    }
}
