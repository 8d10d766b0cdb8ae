//! Images with layers on their way: what another image brings to the same disk is waited for, and does not travel twice.
//!
//! Of an image all layers that are missing travel together with its own part, as one transfer of their sum; those that are on
//! the disk, or on their way there, do not. (containerd moves layers side by side over one link, and locks a blob that is being
//! fetched, so that a second pull waits for the first.) An image is there when all of its layers are. One whose layer is lost
//! with the transfer of another image fails as that does.

use super::Service;
use crate::serverless::downloading::Arrival;
use crate::serverless::env::ServiceEnv;
use crate::serverless::{Failure, ImageId, NodeId};
use crate::storage::{Part, Partition, Presence};

impl Service {
    /// An image is on its way to the disk of a node, or of the head host, and brings these of its layers.
    pub(super) fn expect_layers(
        &mut self,
        node: Option<NodeId>,
        image: ImageId,
        brings: Vec<Part>,
    ) {
        if self.images[image].is_layered() {
            self.arrivals.push(Arrival {
                node,
                image,
                brings,
                arrived: None,
            });
        }
    }

    /// What an image with layers brings has arrived, or never will: whatever has waited for it is there, or fails, too.
    #[inline(never)]
    pub(super) fn layers_moved(
        &mut self,
        env: &mut impl ServiceEnv,
        node: Option<NodeId>,
        image: ImageId,
        outcome: Result<(), Failure>,
    ) {
        let moving = |one: &Arrival| (one.node, one.image, one.arrived) == (node, image, None);
        let Some(index) = self.arrivals.iter().position(moving) else {
            return;
        };
        self.arrivals[index].arrived = Some(outcome.is_ok());
        let brought = self.arrivals[index].brings.clone();
        let presence = if outcome.is_ok() {
            Presence::Here
        } else {
            Presence::Lost
        };
        self.disk_mut(node).settle_parts(&brought, presence);
        for (image, success) in self.settled_arrivals(node) {
            let outcome = if success { Ok(()) } else { outcome.clone() };
            match node {
                None => self.end_download(env, image, outcome),
                Some(node) => self.end_copy(env, node, image, success),
            }
        }
    }

    /// The images that are complete on a disk now, or never will be, in the order in which they left; they are forgotten.
    fn settled_arrivals(&mut self, node: Option<NodeId>) -> Vec<(ImageId, bool)> {
        let mut settled = Vec::new();
        let mut arrivals = std::mem::take(&mut self.arrivals);
        arrivals.retain(|one| {
            let Some(arrived) = one.arrived.filter(|_| one.node == node) else {
                return true;
            };
            let known = &self.images[one.image];
            match self.disk(node).presence(&known.parts) {
                Presence::Coming if arrived => return true,
                presence => settled.push((one.image, arrived && presence == Presence::Here)),
            }
            false
        });
        self.arrivals = arrivals;
        settled
    }

    /// An image is no longer on its way; what it was to bring and has not is lost.
    pub(super) fn end_arrival(&mut self, node: Option<NodeId>, image: ImageId) {
        let here = |one: &Arrival| (one.node, one.image) == (node, image);
        if let Some(index) = self.arrivals.iter().position(here) {
            let arrival = self.arrivals.remove(index);
            let disk = self.disk_mut(node);
            disk.settle_parts(&arrival.brings, Presence::Lost);
        }
    }

    fn disk(&self, node: Option<NodeId>) -> &Partition {
        match node {
            None => &self.head.partition,
            Some(node) => &self.state.cluster.node(node).disk.partition,
        }
    }

    fn disk_mut(&mut self, node: Option<NodeId>) -> &mut Partition {
        match node {
            None => &mut self.head.partition,
            Some(node) => &mut self.state.cluster.node_mut(node).disk.partition,
        }
    }
}
