//! Images on the nodes: copies from the head host's disk, loads into memory (SEMANTICS 4.8 and 4.9).
//!
//! Both reserve their space when they start, evicting images that no instance uses; both fail at once if that is not
//! enough, and neither evicts idle instances nor waits.

use super::{NextRound, Service};
use crate::platform::{End, HostId};
use crate::serverless::calls;
use crate::serverless::env::{ImageMove, ImageSource, Notice, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::{Failure, ImageId, NodeId};
use crate::storage::Transfer;

impl Service {
    /// The bytes of an image, or of a step of a start-up, have arrived, or never will.
    pub fn image_moved(
        &mut self,
        env: &mut impl ServiceEnv,
        purpose: ImageMove,
        outcome: Result<(), Failure>,
    ) {
        match purpose {
            ImageMove::Download(image) if !self.images[image].is_layered() => {
                self.end_download(env, image, outcome);
            }
            ImageMove::Copy(node, image) if !self.images[image].is_layered() => {
                self.end_copy(env, node, image, outcome.is_ok());
            }
            ImageMove::Download(image) => self.layers_moved(env, None, image, outcome),
            ImageMove::Copy(node, image) => self.layers_moved(env, Some(node), image, outcome),
            ImageMove::Load(node, image) => self.end_load(env, node, image, outcome.is_ok()),
            ImageMove::Fetch(_, step, _) | ImageMove::Restore(_, step) => {
                self.step_over(env, step, outcome);
            }
        }
    }

    /// Starts to copy an image from the head host's disk to a node's.
    pub(super) fn copy(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let file = self.file(image);
        let cluster = &mut self.state.cluster;
        let bytes = cluster.bytes_to_copy(node, image);
        cluster.set_copying(node, image, true);
        self.observe(env, ServiceEvent::CopyStarted { image, node, bytes });
        let there = self.head.partition.contains(file);
        let brings = there.then(|| self.state.cluster.reserve_image(node, image));
        let Some(Ok(brings)) = brings else {
            let (notice, host) = self.copied(env, node, image, false);
            return env.refuse(notice, host);
        };
        self.expect_layers(Some(node), image, brings);
        self.head.partition.open(file);
        let target = self.state.cluster.node(node);
        let plan = Transfer {
            from: self.head.end(),
            to: target.disk.end(),
            bytes,
            file: bytes,
            buffer: self.head.buffer.copy_to(target.disk.buffer),
        };
        let purpose = ImageMove::Copy(node, image);
        if env.transfer(plan, purpose, ImageSource::Head).is_err() {
            self.end_copy(env, node, image, false);
        }
    }

    pub(super) fn end_copy(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) {
        self.end_arrival(Some(node), image);
        let known = &self.images[image];
        self.head.partition.close(known.file);
        if success {
            self.head.partition.touch(known.file);
            self.state.cluster.publish_on_disk(node, image);
        } else {
            let node = self.state.cluster.node_mut(node);
            let disk = &mut node.disk.partition;
            disk.release_parts(known.own, &known.parts);
        }
        let (notice, host) = self.copied(env, node, image, success);
        env.report(notice, host, host);
    }

    /// The notice that a copy has ended, and the host that it comes from.
    fn copied(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) -> (Notice, HostId) {
        self.observe(
            env,
            ServiceEvent::CopyEnded {
                image,
                node,
                success,
            },
        );
        let notice = Notice::Copied {
            node,
            image,
            success,
        };
        (notice, self.state.cluster.node(node).host)
    }

    /// Starts to load an image from a node's disk into its memory.
    pub(super) fn load(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let known = &self.images[image];
        let (file, size) = (known.file, known.image.ram);
        let size_on_disk = known.image.disk;
        self.state.cluster.set_loading(node, image, true);
        self.observe(env, ServiceEvent::LoadStarted { image, node });
        if self.state.cluster.reserve_memory(node, size).is_err() {
            // No storage service is asked for that.
            let (notice, _) = self.loaded(env, node, image, false);
            return env.notify(notice, calls::REFUSED);
        }
        let target = self.state.cluster.node_mut(node);
        if !target.disk.partition.contains(file) {
            target.ram.release(size);
            let (notice, host) = self.loaded(env, node, image, false);
            return env.refuse(notice, host);
        }
        target.disk.partition.open(file);
        let plan = Transfer {
            from: target.disk.end(),
            to: End::Memory(target.host),
            bytes: size,
            file: size_on_disk,
            buffer: target.disk.buffer,
        };
        let purpose = ImageMove::Load(node, image);
        if env.transfer(plan, purpose, ImageSource::Head).is_err() {
            self.end_load(env, node, image, false);
        }
    }

    fn end_load(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId, success: bool) {
        let known = &self.images[image];
        let (file, size) = (known.file, known.image.ram);
        let target = self.state.cluster.node_mut(node);
        target.disk.partition.close(file);
        if success {
            target.disk.partition.touch(file);
            self.state.cluster.publish_in_memory(node, image);
        } else {
            target.ram.release(size);
        }
        let (notice, host) = self.loaded(env, node, image, success);
        env.report(notice, host, host);
    }

    /// The notice that a load has ended, and the host that it comes from.
    fn loaded(
        &mut self,
        env: &mut impl ServiceEnv,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) -> (Notice, HostId) {
        self.observe(
            env,
            ServiceEvent::LoadEnded {
                image,
                node,
                success,
            },
        );
        let notice = Notice::Loaded {
            node,
            image,
            success,
        };
        (notice, self.state.cluster.node(node).host)
    }

    /// The service hears that a copy has ended.
    #[inline(never)]
    pub(super) fn copy_ended(&mut self, node: NodeId, image: ImageId, success: bool) -> NextRound {
        self.state.cluster.set_copying(node, image, false);
        self.image_came(node, image, success);
        NextRound::after_move(success)
    }

    /// The service hears that a load has ended.
    #[inline(never)]
    pub(super) fn load_ended(&mut self, node: NodeId, image: ImageId, success: bool) -> NextRound {
        self.state.cluster.set_loading(node, image, false);
        self.image_came(node, image, success);
        NextRound::after_move(success)
    }
}
