//! Packages and snapshots on their way, for the start-ups of containers.

use indexmap::IndexMap;

use crate::serverless::{FunctionId, NodeId, ServiceEvent};
use crate::storage::StorageId;
use crate::units::{Bytes, SimTime};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Package {
    pub(super) start: SimTime,
    pub(super) function: FunctionId,
    pub(super) node: NodeId,
    /// Where a package comes from; a snapshot is on the node.
    pub(super) source: Option<StorageId>,
    pub(super) bytes: Bytes,
}

/// Those of one service that are on their way, by container and step, in the order in which they began.
#[derive(Clone, Debug, Default)]
pub(super) struct Packages(IndexMap<(u32, u16), Package>);

impl Packages {
    /// Notes what happened, if it happened to one of them; returns it if it is over, and whether it is there.
    #[inline]
    pub(super) fn step(&mut self, at: SimTime, what: &ServiceEvent) -> Option<(Package, bool)> {
        match *what {
            ServiceEvent::PackageStarted {
                container,
                step,
                function,
                node,
                source,
                bytes,
            } => {
                let package = Package {
                    start: at,
                    function,
                    node,
                    source,
                    bytes,
                };
                self.0.insert((container, step), package);
                None
            }
            ServiceEvent::PackageEnded {
                container,
                step,
                success,
            } => Some((self.0.shift_remove(&(container, step))?, success)),
            _ => None,
        }
    }

    /// Those that are on their way still.
    pub(super) fn going_on(&self) -> impl Iterator<Item = &Package> {
        self.0.values()
    }
}
