//! What the mechanism tells to whoever listens: results are made of this, and of nothing else.

use super::{ContainerEnd, FunctionId, ImageId, NodeId, ServiceId};
use crate::storage::StorageId;
use crate::units::SimTime;

/// One step of an image or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// An image is on its way to the head host's disk.
    DownloadStarted {
        /// The image.
        image: ImageId,
        /// The storage service that it comes from.
        source: StorageId,
    },
    /// An image has arrived on the head host's disk, and the service knows.
    ImageDownloaded {
        /// The image.
        image: ImageId,
    },
    /// An image did not arrive on the head host's disk, and the service knows.
    DownloadFailed {
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
    /// An invocation was dispatched to a new container.
    ContainerCreated {
        /// The container, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The invocation, by order of request.
        invocation: u64,
    },
    /// An invocation was dispatched to an idle container.
    ContainerReused {
        /// The container, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The invocation, by order of request.
        invocation: u64,
    },
    /// The invocation of a container is over, and its core is free.
    ContainerReleased {
        /// The container, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
    },
    /// An idle container is about to be shut down to make room for another one.
    ContainerEvicted {
        /// The container, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The function whose container needs the room.
        by: FunctionId,
    },
    /// A container was shut down.
    ContainerShutDown {
        /// The container, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// Why.
        end: ContainerEnd,
    },
}

/// Somebody who listens to what services do.
pub trait Observer {
    /// Something happened at a service.
    fn happened(&mut self, at: SimTime, service: ServiceId, what: Happening);
}
