//! What policies see of a service.

use super::cluster::Cluster;
use super::function::Registrations;
use super::policy::View;
use super::queue::WaitingQueue;
use crate::units::SimTime;

/// The part of a service's state that its policies see.
#[derive(Debug)]
pub(super) struct ProviderState {
    pub(super) queue: WaitingQueue,
    pub(super) cluster: Cluster,
    pub(super) registrations: Registrations,
}

impl ProviderState {
    pub(super) fn new(cluster: Cluster) -> Self {
        Self {
            queue: WaitingQueue::default(),
            cluster,
            registrations: Registrations::default(),
        }
    }

    pub(super) fn view(&self, now: SimTime) -> View<'_> {
        View {
            now,
            queue: self.queue.as_slice(),
            cluster: &self.cluster,
            registrations: &self.registrations,
        }
    }
}
