//! What the mechanism tells to whoever listens: results are made of this, and of nothing else.

use super::{ContainerId, FunctionId, ImageId, NodeId, ServiceId};
use crate::units::SimTime;

/// One step of an image or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// An image has arrived on the head host's disk.
    ImageDownloaded {
        /// The image.
        image: ImageId,
    },
    /// An image is on its way to a node's disk.
    CopyStarted {
        /// The image.
        image: ImageId,
        /// The node.
        node: NodeId,
    },
    /// A copy to a node's disk is over.
    CopyEnded {
        /// The image.
        image: ImageId,
        /// The node.
        node: NodeId,
        /// Whether the image is there now.
        success: bool,
    },
    /// An image is on its way from a node's disk to its memory.
    LoadStarted {
        /// The image.
        image: ImageId,
        /// The node.
        node: NodeId,
    },
    /// A load into a node's memory is over.
    LoadEnded {
        /// The image.
        image: ImageId,
        /// The node.
        node: NodeId,
        /// Whether the image is there now.
        success: bool,
    },
    /// A container of a function did not fit on a node.
    SpawnFailed {
        /// The function.
        function: FunctionId,
        /// The node.
        node: NodeId,
    },
    /// An idle container was shut down to make room for another one.
    ContainerEvicted {
        /// The container.
        container: ContainerId,
        /// Its function.
        function: FunctionId,
    },
    /// A container was shut down, for whatever reason.
    ContainerShutDown {
        /// The container.
        container: ContainerId,
        /// Its function.
        function: FunctionId,
    },
}

/// Somebody who listens to what services do.
pub trait Observer {
    /// Something happened at a service.
    fn happened(&mut self, at: SimTime, service: ServiceId, what: Happening);
}
