//! What happens at a service: recorders make results of these events, and policies may ask to be told of them.

use super::{FunctionId, ImageId, InstanceEnd, NodeId, ServiceId};
use crate::storage::StorageId;
use crate::units::{Bytes, SimDuration, SimTime};

/// One step of an attempt, an image or an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceEvent {
    /// An image is on its way to the head host's disk.
    DownloadStarted {
        /// The image.
        image: ImageId,
        /// The storage service that it comes from.
        source: StorageId,
        /// How much of it travels: all but the layers that are there or on their way.
        bytes: Bytes,
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
        /// How much of it travels: all but the layers that are there or on their way.
        bytes: Bytes,
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
    /// A package or a snapshot that the start-up of an instance needs is on its way to its node.
    PackageStarted {
        /// The instance, by order of creation in its service.
        container: u32,
        /// The step of its start-up, by order of beginning.
        step: u16,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The storage service that a package comes from; a snapshot comes from the disk of the node.
        source: Option<StorageId>,
        /// Its size.
        bytes: Bytes,
    },
    /// The movement of a package or a snapshot is over.
    PackageEnded {
        /// The instance, by order of creation in its service.
        container: u32,
        /// The step of its start-up, by order of beginning.
        step: u16,
        /// Whether it is there now.
        success: bool,
    },
    /// An instance of a function did not fit on a node.
    PlacementFailed {
        /// The function.
        function: FunctionId,
        /// The node.
        node: NodeId,
    },
    /// The service has accepted a request. Recorders are not told, since they hear of the whole invocation in the end.
    AttemptArrived {
        /// The function.
        function: FunctionId,
        /// The invocation, by order of request.
        invocation: u64,
    },
    /// The service knows that an accepted invocation is over. Recorders are not told.
    AttemptCompleted {
        /// The function.
        function: FunctionId,
        /// The invocation, by order of request.
        invocation: u64,
        /// Whether it succeeded.
        success: bool,
        /// How long its body ran, to its end or until it was killed; none if it never started.
        ran: Option<SimDuration>,
    },
    /// An instance starts that no invocation has asked for.
    InstanceProvisioned {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
    },
    /// An invocation was dispatched to a new instance.
    InstanceCreated {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The invocation, by order of request.
        invocation: u64,
    },
    /// The start-up of an instance is over. Of one without a start-up nobody is told.
    InstanceStarted {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
    },
    /// An invocation was dispatched to an instance that was there before: idle, busy with a free slot, or still starting.
    InstanceReused {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The invocation, by order of request.
        invocation: u64,
        /// Whether nothing ran in it, and it had started.
        was_idle: bool,
    },
    /// Nothing runs in an instance any more: its last invocation is over, or its start-up, if it was provisioned.
    InstanceReleased {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
    },
    /// An invocation is over in an instance in which others go on. Recorders hear of the whole invocation besides.
    SlotReleased {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
    },
    /// An idle instance is about to be shut down to make room for another one.
    InstanceEvicted {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// The function whose instance needs the room.
        by: FunctionId,
    },
    /// An instance was shut down.
    InstanceShutDown {
        /// The instance, by order of creation in its service.
        container: u32,
        /// Its function.
        function: FunctionId,
        /// Its node.
        node: NodeId,
        /// Why.
        end: InstanceEnd,
        /// Whether [nothing ran in it any more](ServiceEvent::InstanceReleased); one whose start-up fails is released by nobody.
        was_idle: bool,
    },
    /// A node went down: what was on it is gone.
    NodeDown {
        /// The node.
        node: NodeId,
    },
    /// A node is up again: empty and cold.
    NodeUp {
        /// The node.
        node: NodeId,
    },
}

impl ServiceEvent {
    /// The group that it belongs to.
    pub fn interest(&self) -> Interests {
        match self {
            Self::DownloadStarted { .. }
            | Self::ImageDownloaded { .. }
            | Self::DownloadFailed { .. }
            | Self::CopyStarted { .. }
            | Self::CopyEnded { .. }
            | Self::LoadStarted { .. }
            | Self::LoadEnded { .. }
            | Self::PackageStarted { .. }
            | Self::PackageEnded { .. } => Interests::IMAGES,
            Self::AttemptArrived { .. } | Self::AttemptCompleted { .. } => Interests::ATTEMPTS,
            Self::PlacementFailed { .. }
            | Self::InstanceProvisioned { .. }
            | Self::InstanceCreated { .. }
            | Self::InstanceStarted { .. }
            | Self::InstanceReused { .. }
            | Self::InstanceReleased { .. }
            | Self::SlotReleased { .. }
            | Self::InstanceEvicted { .. }
            | Self::InstanceShutDown { .. } => Interests::INSTANCES,
            Self::NodeDown { .. } | Self::NodeUp { .. } => Interests::NODES,
        }
    }

    /// The function that it is about, if it is about one.
    pub fn function(&self) -> Option<FunctionId> {
        match *self {
            Self::PlacementFailed { function, .. }
            | Self::AttemptArrived { function, .. }
            | Self::AttemptCompleted { function, .. }
            | Self::InstanceProvisioned { function, .. }
            | Self::InstanceCreated { function, .. }
            | Self::InstanceReused { function, .. }
            | Self::InstanceReleased { function, .. }
            | Self::InstanceEvicted { function, .. }
            | Self::InstanceShutDown { function, .. } => Some(function),
            _ => None,
        }
    }

    /// The number of the instance that it is about, by order of creation in its service, if it is about one.
    pub fn container(&self) -> Option<u32> {
        match *self {
            Self::InstanceProvisioned { container, .. }
            | Self::InstanceCreated { container, .. }
            | Self::InstanceReused { container, .. }
            | Self::InstanceReleased { container, .. }
            | Self::InstanceEvicted { container, .. }
            | Self::InstanceShutDown { container, .. } => Some(container),
            _ => None,
        }
    }
}

/// Groups of events that a policy wants to be told of.
///
/// ```
/// use sim_runtime::serverless::Interests;
///
/// let wanted = Interests::ATTEMPTS | Interests::INSTANCES;
/// assert!(wanted.includes(Interests::ATTEMPTS) && !wanted.includes(Interests::IMAGES));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interests(u8);

impl Interests {
    /// None.
    pub const NONE: Self = Self(0);
    /// Arrivals and completions of attempts.
    pub const ATTEMPTS: Self = Self(1);
    /// Creation, use and end of instances, among them every dispatch.
    pub const INSTANCES: Self = Self(2);
    /// Movements of images, and of what start-ups need.
    pub const IMAGES: Self = Self(4);
    /// That nodes go down and come up again.
    pub const NODES: Self = Self(8);

    /// Whether it has all the groups of `other`.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::ops::BitOr for Interests {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Listens to what services do.
pub trait Observer {
    /// Something happened at a service.
    fn observe(&mut self, at: SimTime, service: ServiceId, event: ServiceEvent);
}
