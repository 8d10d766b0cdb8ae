//! Containers: what runs one invocation at a time on a node, and waits for the next.

use serde::{Deserialize, Serialize};
use slotmap::new_key_type;

use super::{FunctionId, InvocationId, NodeId};
use crate::storage::{Caching, Partition, TransferId};
use crate::units::{Bytes, SimTime};

new_key_type! {
    /// A container that has not been shut down.
    pub struct ContainerId;
}

/// What a container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Starts or runs an invocation.
    Busy(InvocationId),
    /// Waits for another one, since this date.
    Idle(SimTime),
}

/// Why a container was shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContainerEnd {
    /// It was idle for as long as the service allows.
    Expired,
    /// It made room for another container.
    Evicted,
    /// The service does not keep containers.
    NotKept,
}

impl ContainerEnd {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Evicted => "evicted",
            Self::NotKept => "not_kept",
        }
    }
}

/// A container.
///
/// Until it is shut down it keeps its image open on its node's disk and in memory, and reserves disk space and memory.
#[derive(Clone, Debug)]
pub struct Container {
    /// Its number, by order of creation in its service; ties between containers are broken by it.
    pub number: u32,
    /// The only function that it runs.
    pub function: FunctionId,
    /// Where it is.
    pub node: NodeId,
    /// What it is doing.
    pub activity: Activity,
    /// Disk space that it reserves, and size of its private storage.
    pub disk: Bytes,
    /// Memory that it reserves.
    pub memory: Bytes,
    /// Files of the invocation that runs; made when first used.
    private: Option<Box<Partition>>,
    /// Transfers from and to its private storage, which end with it.
    pub transfers: Vec<TransferId>,
}

impl Container {
    /// A container that starts for an invocation.
    pub fn new(number: u32, function: FunctionId, node: NodeId, invocation: InvocationId) -> Self {
        Self {
            number,
            function,
            node,
            activity: Activity::Busy(invocation),
            disk: Bytes::ZERO,
            memory: Bytes::ZERO,
            private: None,
            transfers: Vec::new(),
        }
    }

    /// Its private storage: as large as its disk limit, emptied after each invocation.
    pub fn private(&mut self) -> &mut Partition {
        let size = self.disk;
        self.private
            .get_or_insert_with(|| Box::new(Partition::new(size, Caching::None)))
    }

    /// Empties the private storage.
    pub fn clear(&mut self) {
        self.private = None;
    }
}
