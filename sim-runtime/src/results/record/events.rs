//! What happened to images and containers, as far as it is an event of the report.

use crate::results::schema::event::{EventKind, EventRecord};
use crate::serverless::{ServiceEvent, ServiceId};
use crate::simulation::ServiceFacts;
use crate::units::SimTime;

impl EventRecord {
    /// An event, unless other rows have it.
    pub(super) fn of(
        date: SimTime,
        service: ServiceId,
        facts: &ServiceFacts,
        what: &ServiceEvent,
    ) -> Option<Self> {
        let done = |success, done, failed| if success { done } else { failed };
        let (kind, image, node, function) = match *what {
            ServiceEvent::ImageDownloaded { image } => {
                (EventKind::ImageDownloaded, Some(image), None, None)
            }
            ServiceEvent::CopyStarted { image, node, .. } => {
                (EventKind::CopyStarted, Some(image), Some(node), None)
            }
            ServiceEvent::CopyEnded {
                image,
                node,
                success,
            } => {
                let kind = done(success, EventKind::CopyDone, EventKind::CopyFailed);
                (kind, Some(image), Some(node), None)
            }
            ServiceEvent::LoadStarted { image, node } => {
                (EventKind::LoadStarted, Some(image), Some(node), None)
            }
            ServiceEvent::LoadEnded {
                image,
                node,
                success,
            } => {
                let kind = done(success, EventKind::LoadDone, EventKind::LoadFailed);
                (kind, Some(image), Some(node), None)
            }
            ServiceEvent::PlacementFailed { function, node } => {
                (EventKind::SpawnFailed, None, Some(node), Some(function))
            }
            ServiceEvent::InstanceEvicted { function, node, .. } => {
                let kind = EventKind::IdleContainerEvicted;
                (kind, None, Some(node), Some(function))
            }
            ServiceEvent::InstanceShutDown { function, node, .. } => {
                let kind = EventKind::ContainerShutdown;
                (kind, None, Some(node), Some(function))
            }
            ServiceEvent::NodeDown { node } => (EventKind::NodeDown, None, Some(node), None),
            ServiceEvent::NodeUp { node } => (EventKind::NodeUp, None, Some(node), None),
            _ => return None,
        };
        Some(Self {
            date,
            service,
            event: kind,
            image,
            node: node.map(|node| facts.nodes[node].host),
            function,
        })
    }
}
