//! What happened to images and containers, as far as it is an event of the report.

use crate::results::schema::event::{EventKind, EventRecord};
use crate::serverless::{Happening, ServiceId};
use crate::simulation::ServiceFacts;
use crate::units::SimTime;

impl EventRecord {
    /// An event, unless other rows have it.
    pub(super) fn of(
        date: SimTime,
        service: ServiceId,
        facts: &ServiceFacts,
        what: &Happening,
    ) -> Option<Self> {
        let done = |success, done, failed| if success { done } else { failed };
        let (kind, image, node, function) = match *what {
            Happening::ImageDownloaded { image } => {
                (EventKind::ImageDownloaded, Some(image), None, None)
            }
            Happening::CopyStarted { image, node } => {
                (EventKind::CopyStarted, Some(image), Some(node), None)
            }
            Happening::CopyEnded {
                image,
                node,
                success,
            } => {
                let kind = done(success, EventKind::CopyDone, EventKind::CopyFailed);
                (kind, Some(image), Some(node), None)
            }
            Happening::LoadStarted { image, node } => {
                (EventKind::LoadStarted, Some(image), Some(node), None)
            }
            Happening::LoadEnded {
                image,
                node,
                success,
            } => {
                let kind = done(success, EventKind::LoadDone, EventKind::LoadFailed);
                (kind, Some(image), Some(node), None)
            }
            Happening::SpawnFailed { function, node } => {
                (EventKind::SpawnFailed, None, Some(node), Some(function))
            }
            Happening::ContainerEvicted { function, node, .. } => {
                let kind = EventKind::IdleContainerEvicted;
                (kind, None, Some(node), Some(function))
            }
            Happening::ContainerShutDown { function, node, .. } => {
                let kind = EventKind::ContainerShutdown;
                (kind, None, Some(node), Some(function))
            }
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
