//! Images on their way.

use super::{AttemptId, Failure, ImageId, NodeId};
use crate::storage::{Part, StorageId};

/// An image on its way to the head host.
#[derive(Debug)]
pub(super) struct Download {
    pub(super) source: StorageId,
    /// The attempts that wait for it, in order of arrival.
    pub(super) waiting: Vec<AttemptId>,
    /// Why it failed, if it has.
    pub(super) failure: Option<Failure>,
}

/// An image with layers on its way to a disk: some of its layers may come with another image.
#[derive(Debug)]
pub(super) struct Arrival {
    /// The node; none for the head host.
    pub(super) node: Option<NodeId>,
    pub(super) image: ImageId,
    /// The layers that it brings.
    pub(super) brings: Vec<Part>,
    /// Whether what it brings has arrived; `None` while it is on its way.
    pub(super) arrived: Option<bool>,
}
