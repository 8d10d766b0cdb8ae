//! What is moved, and between what.

use crate::platform::HostId;
use crate::units::{Bytes, SimTime};

/// One end of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A process or the memory of a host: its bandwidth is unlimited.
    Memory(HostId),
    /// The disk of a host.
    Disk(HostId),
}

impl End {
    /// The host of this end.
    pub fn host(self) -> HostId {
        match self {
            End::Memory(host) | End::Disk(host) => host,
        }
    }
}

/// What a plain disk operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads.
    Read,
    /// Writes.
    Write,
}

/// Bytes to be moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// Where they come from.
    pub from: End,
    /// Where they go.
    pub to: End,
    /// How many.
    pub bytes: Bytes,
    /// When they leave; a date in the past counts as now.
    pub departure: SimTime,
}

/// A movement that cannot be: there is no route between its ends, or one of its links is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No route was declared.
    #[error("there is no route between the two hosts")]
    NoRoute,
    /// A link of the route is turned off.
    #[error("a link of the route is down")]
    LinkDown,
}
