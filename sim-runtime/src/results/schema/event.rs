//! The row of something that happened to an image or a container.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::declare::{choice, recorded_row};
use crate::platform::HostId;
use crate::serverless::{FunctionId, ImageId, ServiceId};
use crate::units::SimTime;

choice! {
    /// What can happen to an image, a container or a node.
    pub enum EventKind {
        /// An image reached the head host.
        ImageDownloaded = "image_downloaded",
        /// An image left for a node's disk.
        CopyStarted = "copy_started",
        /// An image reached a node's disk.
        CopyDone = "copy_done",
        /// An image did not reach a node's disk.
        CopyFailed = "copy_failed",
        /// An image left a node's disk for its memory.
        LoadStarted = "load_started",
        /// An image reached a node's memory.
        LoadDone = "load_done",
        /// An image did not reach a node's memory.
        LoadFailed = "load_failed",
        /// A container did not fit on a node.
        SpawnFailed = "spawn_failed",
        /// An idle container made room for another.
        IdleContainerEvicted = "idle_container_evicted",
        /// A container was shut down.
        ContainerShutdown = "container_shutdown",
        /// A node went down.
        NodeDown = "node_down",
        /// A node was up again.
        NodeUp = "node_up",
    }
}

recorded_row! {
    /// Something that happened to an image, a container or a node.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct EventRow from EventRecord {
        /// When.
        date: SimTime [column("time")] as SimTime,
        /// At which service.
        service: Arc<str> [category] as ServiceId,
        /// What.
        event: EventKind as EventKind,
        /// To which image.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        image: Option<Arc<str>> [category] as Option<ImageId>,
        /// On which node.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        node: Option<Arc<str>> [category] as Option<HostId>,
        /// To a container of which function.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        function: Option<Arc<str>> [category] as Option<FunctionId>,
    }
}
