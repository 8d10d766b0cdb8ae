//! Containers that are new.

use crate::platform::HostId;
use crate::serverless::{FunctionId, NodeId};

/// A container that is new.
#[derive(Clone, Copy, Debug)]
pub(in crate::results::record) struct Created {
    pub(in crate::results::record) number: u32,
    pub(in crate::results::record) function: FunctionId,
    pub(in crate::results::record) place: NodePlace,
    /// The invocation that it was made for, if it was made for one.
    pub(in crate::results::record) invocation: Option<u64>,
    /// Whether it is followed.
    pub(in crate::results::record) is_followed: bool,
}

/// Where a container is: the node, and the node's host.
#[derive(Clone, Copy, Debug)]
pub(in crate::results::record) struct NodePlace {
    pub(in crate::results::record) node: NodeId,
    pub(in crate::results::record) host: HostId,
}
