//! What is moved, and between what.

use slotmap::new_key_type;

use crate::fluid::EndOrder;
use crate::platform::{HostId, Transmission};
use crate::units::{Bytes, SimTime};

new_key_type! {
    /// A movement of bytes in progress.
    pub struct MovementId;
}

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

impl Movement {
    /// Streams that end at the same date end in order of start, but for those that the reference has in the opposite order
    /// (SEMANTICS 8, point 3): within a host those with bytes, and between hosts those with a latency and no bytes.
    pub(super) fn end_order(&self, transmission: &Transmission) -> EndOrder {
        let is_empty = self.bytes.is_zero();
        let is_reversed = if self.from.host() == self.to.host() {
            !is_empty
        } else {
            is_empty && !transmission.latency.is_zero()
        };
        if is_reversed {
            EndOrder::LatestFirst
        } else {
            EndOrder::Started
        }
    }
}

/// A movement that cannot be: there is no route between its ends, or one of its links or ends is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No route was declared.
    #[error("there is no route between the two hosts")]
    NoRoute,
    /// A link of the route is turned off.
    #[error("a link of the route is down")]
    LinkDown,
    /// One of the two hosts is down.
    #[error("one of the two hosts is down")]
    HostDown(HostId),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::NetworkModel;
    use crate::platform::network::Lv08;
    use crate::units::SimDuration;
    use crate::units::short::us;

    #[test]
    fn streams_that_end_together_end_in_the_order_of_the_reference() {
        let order = |to: usize, bytes: u64, latency: SimDuration| {
            let movement = Movement {
                from: End::Memory(HostId::from_index(0)),
                to: End::Memory(HostId::from_index(to)),
                bytes: Bytes::new(bytes),
                departure: SimTime::ZERO,
            };
            movement.end_order(&Transmission {
                latency,
                ..Lv08.within()
            })
        };
        assert_eq!(order(0, 1, SimDuration::ZERO), EndOrder::LatestFirst);
        assert_eq!(order(0, 0, SimDuration::ZERO), EndOrder::Started);
        assert_eq!(order(1, 1, us(1)), EndOrder::Started);
        assert_eq!(order(1, 0, us(1)), EndOrder::LatestFirst);
    }
}
