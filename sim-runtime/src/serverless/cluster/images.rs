//! The images on the nodes: space for them, their arrival and their eviction.

use super::Cluster;
use super::image_locations::{ImageLocations, mark};
use crate::serverless::image::KnownImage;
use crate::serverless::{ImageId, NodeId};
use crate::storage::{FileId, NoSpace};
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
        let disk = &mut self.nodes[node].disk.partition;
        let before = disk.evictions();
        let outcome = disk.reserve(size);
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
        let known = &self.images[image];
        let disk = &mut self.nodes[node].disk.partition;
        if disk.contains(known.file) {
            return disk.release(known.image.disk);
        }
        disk.publish(known.file, known.image.disk);
        self.locations[image].on_disk.insert(node.index());
    }

    /// The space reserved for an image in the memory of a node becomes the image, unless it has come there meanwhile.
    pub(in crate::serverless) fn publish_in_memory(&mut self, node: NodeId, image: ImageId) {
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
        let node = &mut self.nodes[node];
        node.disk.partition.open(file);
        node.ram.open(file);
    }

    /// Undoes one [`Cluster::pin`].
    pub(in crate::serverless) fn unpin(&mut self, node: NodeId, image: ImageId) {
        let file = self.image(image).file;
        let node = &mut self.nodes[node];
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
