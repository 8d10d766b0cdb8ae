//! The images on the nodes: space for them, their arrival and their eviction.

use std::rc::Rc;

use super::Cluster;
use super::image_locations::{ImageLocations, mark};
use crate::serverless::image::KnownImage;
use crate::serverless::{ImageId, NodeId};
use crate::storage::{FileId, NoSpace, Part, Partition};
use crate::units::Bytes;

impl Cluster {
    pub(in crate::serverless) fn image(&self, image: ImageId) -> &KnownImage {
        &self.images[image]
    }

    /// Whether there is such an image.
    pub(in crate::serverless) fn has_image(&self, image: ImageId) -> bool {
        image.index() < self.images.len()
    }

    pub(in crate::serverless) fn locations(&self, image: ImageId) -> &ImageLocations {
        &self.locations[image]
    }

    pub(in crate::serverless) fn set_copying(
        &mut self,
        node: NodeId,
        image: ImageId,
        copying: bool,
    ) {
        mark(&mut self.locations[image].copying, node, copying);
        self.set_due(node);
    }

    pub(in crate::serverless) fn set_loading(
        &mut self,
        node: NodeId,
        image: ImageId,
        loading: bool,
    ) {
        mark(&mut self.locations[image].loading, node, loading);
        self.set_due(node);
    }

    /// Takes space on the disk of a node, evicting images if need be.
    pub(in crate::serverless) fn reserve_disk(
        &mut self,
        node: NodeId,
        size: Bytes,
    ) -> Result<(), NoSpace> {
        self.reserve_on_disk(node, |disk| disk.reserve(size))
    }

    /// Takes space on the disk of a node for an image, evicting images if need be; returns the layers that it must bring.
    pub(in crate::serverless) fn reserve_image(
        &mut self,
        node: NodeId,
        image: ImageId,
    ) -> Result<Vec<Part>, NoSpace> {
        let known = &self.images[image];
        let (own, parts) = (known.own, Rc::clone(&known.parts));
        self.reserve_on_disk(node, |disk| disk.reserve_parts(own, &parts))
    }

    /// How much of the file of an image is neither on the disk of a node nor, as a layer of another image, on its way there.
    pub(in crate::serverless) fn missing_on_disk(&self, node: NodeId, image: ImageId) -> Bytes {
        let disk = &self.nodes[node].disk.partition;
        if disk.contains(self.images[image].file) {
            Bytes::ZERO
        } else {
            self.bytes_to_copy(node, image)
        }
    }

    /// How much a copy of an image to the disk of a node moves: all but the layers that are there or on their way.
    pub(in crate::serverless) fn bytes_to_copy(&self, node: NodeId, image: ImageId) -> Bytes {
        let known = &self.images[image];
        let disk = &self.nodes[node].disk.partition;
        disk.missing(known.own, &known.parts)
    }

    fn reserve_on_disk<T>(
        &mut self,
        node: NodeId,
        reserve: impl FnOnce(&mut Partition) -> Result<T, NoSpace>,
    ) -> Result<T, NoSpace> {
        self.note_change(node);
        let disk = &mut self.nodes[node].disk.partition;
        let before = disk.evictions();
        let outcome = reserve(disk);
        if disk.evictions() != before {
            self.evicted_on.push(node);
        }
        for file in disk.take_evicted() {
            if let Some(image) = self.image_of.get(&file) {
                self.locations[*image].on_disk.remove(node.index());
            }
        }
        outcome
    }

    /// Takes space in the memory of a node, evicting images if need be.
    pub(in crate::serverless) fn reserve_memory(
        &mut self,
        node: NodeId,
        size: Bytes,
    ) -> Result<(), NoSpace> {
        self.note_change(node);
        let memory = &mut self.nodes[node].ram;
        let outcome = memory.reserve(size);
        for file in memory.take_evicted() {
            if let Some(image) = self.image_of.get(&file) {
                self.locations[*image].in_memory.remove(node.index());
            }
        }
        outcome
    }

    /// The space reserved for an image on the disk of a node becomes the image, unless it has come there meanwhile.
    pub(in crate::serverless) fn publish_on_disk(&mut self, node: NodeId, image: ImageId) {
        self.note_change(node);
        let known = &self.images[image];
        let disk = &mut self.nodes[node].disk.partition;
        if disk.contains(known.file) {
            return disk.release_parts(known.own, &known.parts);
        }
        disk.publish_parts(known.file, known.own, &known.parts);
        self.locations[image].on_disk.insert(node.index());
    }

    /// The space reserved for an image in the memory of a node becomes the image, unless it has come there meanwhile.
    pub(in crate::serverless) fn publish_in_memory(&mut self, node: NodeId, image: ImageId) {
        self.note_change(node);
        let known = &self.images[image];
        let memory = &mut self.nodes[node].ram;
        if memory.contains(known.file) {
            return memory.release(known.image.ram);
        }
        memory.publish(known.file, known.image.ram);
        self.locations[image].in_memory.insert(node.index());
    }

    /// An instance uses an image on its node, which is not evicted meanwhile.
    pub(in crate::serverless) fn pin(&mut self, node: NodeId, image: ImageId) {
        let file = self.image(image).file;
        let node = self.node_mut(node);
        node.disk.partition.open(file);
        node.ram.open(file);
    }

    /// Undoes one [`Cluster::pin`].
    pub(in crate::serverless) fn unpin(&mut self, node: NodeId, image: ImageId) {
        let file = self.image(image).file;
        let node = self.node_mut(node);
        node.disk.partition.close(file);
        node.ram.close(file);
    }

    /// Whether [`Cluster::drop_images_that_left_the_disk`] has something to do.
    pub(in crate::serverless) fn has_evicted(&self) -> bool {
        !self.evicted_on.is_empty()
    }

    /// An image in memory is of no use once its file has been evicted from the disk.
    pub(in crate::serverless) fn drop_images_that_left_the_disk(&mut self) {
        while let Some(id) = self.evicted_on.pop() {
            self.note_change(id);
            let node = &mut self.nodes[id];
            let left = |file: &FileId| !node.disk.partition.contains(*file);
            let gone: Vec<FileId> = node.ram.files().filter(left).collect();
            for file in gone {
                if node.ram.remove(file)
                    && let Some(image) = self.image_of.get(&file)
                {
                    self.locations[*image].in_memory.remove(id.index());
                }
            }
        }
    }
}
