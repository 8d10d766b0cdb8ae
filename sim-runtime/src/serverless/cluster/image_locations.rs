//! Where images are, or will be.

use super::dense_set::DenseSet;
use crate::serverless::NodeId;

/// The nodes on which an image is, or will be.
#[derive(Clone, Debug, Default)]
pub(in crate::serverless) struct ImageLocations {
    pub(in crate::serverless) in_memory: DenseSet,
    pub(in crate::serverless) loading: DenseSet,
    pub(in crate::serverless) on_disk: DenseSet,
    pub(in crate::serverless) copying: DenseSet,
}

/// Notes whether a node is in a set.
pub(super) fn mark(set: &mut DenseSet, node: NodeId, present: bool) {
    if present {
        set.insert(node.index());
    } else {
        set.remove(node.index());
    }
}
