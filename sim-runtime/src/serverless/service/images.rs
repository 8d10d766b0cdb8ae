//! Images on the nodes: copies from the head host's disk, loads into memory (SEMANTICS 4.8 and 4.9).
//!
//! Both reserve their space when they start, evicting images that no container uses; both fail at once if that is not
//! enough, and neither evicts idle containers nor waits.

use super::{ImageMove, Notice, Service, Surroundings};
use crate::platform::End;
use crate::serverless::{Failure, Happening, ImageId, NodeId};
use crate::storage::Transfer;

impl Service {
    /// The bytes of an image have arrived, or never will.
    pub fn image_moved(
        &mut self,
        world: &mut impl Surroundings,
        purpose: ImageMove,
        outcome: Result<(), Failure>,
    ) {
        match purpose {
            ImageMove::Download(image) => self.end_download(world, image, outcome),
            ImageMove::Copy(node, image) => self.end_copy(world, node, image, outcome.is_ok()),
            ImageMove::Load(node, image) => self.end_load(world, node, image, outcome.is_ok()),
        }
    }

    /// Starts to copy an image from the head host's disk to a node's.
    pub(super) fn copy(&mut self, world: &mut impl Surroundings, node: NodeId, image: ImageId) {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.disk);
        self.cluster.set_copying(node, image, true);
        world.happened(Happening::CopyStarted { image, node });
        let there = self.head.partition.contains(file);
        if !there || self.cluster.reserve_disk(node, size).is_err() {
            return self.copied(world, node, image, false);
        }
        self.head.partition.open(file);
        let target = self.cluster.node(node);
        let plan = Transfer {
            from: self.head.end(),
            to: target.disk.end(),
            bytes: size,
            buffer: self.head.buffer.copy_to(target.disk.buffer),
        };
        if world.transfer(plan, ImageMove::Copy(node, image)).is_err() {
            self.end_copy(world, node, image, false);
        }
    }

    fn end_copy(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.disk);
        self.head.partition.close(file);
        if success {
            self.head.partition.touch(file);
            self.cluster.publish_on_disk(node, image);
        } else {
            self.cluster.node_mut(node).disk.partition.release(size);
        }
        self.copied(world, node, image, success);
    }

    fn copied(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) {
        world.happened(Happening::CopyEnded {
            image,
            node,
            success,
        });
        world.notify(Notice::Copied {
            node,
            image,
            success,
        });
    }

    /// Starts to load an image from a node's disk into its memory.
    pub(super) fn load(&mut self, world: &mut impl Surroundings, node: NodeId, image: ImageId) {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.ram);
        self.cluster.set_loading(node, image, true);
        world.happened(Happening::LoadStarted { image, node });
        if self.cluster.reserve_memory(node, size).is_err() {
            return self.loaded(world, node, image, false);
        }
        let target = self.cluster.node_mut(node);
        if !target.disk.partition.contains(file) {
            target.ram.release(size);
            return self.loaded(world, node, image, false);
        }
        target.disk.partition.open(file);
        let plan = Transfer {
            from: target.disk.end(),
            to: End::Memory(target.host),
            bytes: size,
            buffer: target.disk.buffer,
        };
        if world.transfer(plan, ImageMove::Load(node, image)).is_err() {
            self.end_load(world, node, image, false);
        }
    }

    fn end_load(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) {
        let known = &self.images[image.index()];
        let (file, size) = (known.file, known.image.ram);
        let target = self.cluster.node_mut(node);
        target.disk.partition.close(file);
        if success {
            target.disk.partition.touch(file);
            self.cluster.publish_in_memory(node, image);
        } else {
            target.ram.release(size);
        }
        self.loaded(world, node, image, success);
    }

    fn loaded(
        &mut self,
        world: &mut impl Surroundings,
        node: NodeId,
        image: ImageId,
        success: bool,
    ) {
        world.happened(Happening::LoadEnded {
            image,
            node,
            success,
        });
        world.notify(Notice::Loaded {
            node,
            image,
            success,
        });
    }
}
