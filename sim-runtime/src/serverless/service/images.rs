//! Images on the nodes: copies from the head host's disk, loads into memory (SEMANTICS 4.8 and 4.9).
//!
//! Both reserve their space when they start, evicting images that no instance uses; both fail at once if that is not
//! enough, and neither evicts idle instances nor waits.

use super::Service;
use crate::platform::End;
use crate::serverless::calls;
use crate::serverless::env::{ImageMove, Notice, ServiceEnv};
use crate::serverless::event::ServiceEvent;
use crate::serverless::{Failure, ImageId, NodeId};
use crate::storage::Transfer;

impl Service {
    /// The bytes of an image have arrived, or never will.
    pub fn image_moved(
        &mut self,
        env: &mut impl ServiceEnv,
        purpose: ImageMove,
        outcome: Result<(), Failure>,
    ) {
        let success = outcome.is_ok();
        let notice = match purpose {
            ImageMove::Download(image) => {
                self.end_download(env, image, outcome);
                Notice::Downloaded(image)
            }
            ImageMove::Copy(node, image) => {
                self.end_copy(env, node, image, success);
                Notice::Copied {
                    node,
                    image,
                    success,
                }
            }
            ImageMove::Load(node, image) => {
                self.end_load(env, node, image, success);
                Notice::Loaded {
                    node,
                    image,
                    success,
                }
            }
        };
        env.notify(notice, calls::STREAM_ENDED - 1);
    }

    /// Starts to copy an image from the head host's disk to a node's.
    pub(super) fn copy(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let known = &self.images[image];
        let (file, size) = (known.file, known.image.disk);
        self.state.cluster.set_copying(node, image, true);
        self.observe(env, ServiceEvent::CopyStarted { image, node });
        let there = self.head.partition.contains(file);
        if !there || self.state.cluster.reserve_disk(node, size).is_err() {
            return self.refuse_copy(env, node, image);
        }
        self.head.partition.open(file);
        let target = self.state.cluster.node(node);
        let plan = Transfer {
            from: self.head.end(),
            to: target.disk.end(),
            bytes: size,
            file: size,
            buffer: self.head.buffer.copy_to(target.disk.buffer),
        };
        if env.transfer(plan, ImageMove::Copy(node, image)).is_err() {
            self.drop_copy(node, image);
            self.refuse_copy(env, node, image);
        }
    }

    /// A copy that was to start fails at once.
    fn refuse_copy(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let success = false;
        self.copied(env, node, image, success);
        let notice = Notice::Copied {
            node,
            image,
            success,
        };
        env.notify(notice, calls::REFUSED);
    }

    fn end_copy(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId, success: bool) {
        if success {
            let file = self.images[image].file;
            self.head.partition.close(file);
            self.head.partition.touch(file);
            self.state.cluster.publish_on_disk(node, image);
        } else {
            self.drop_copy(node, image);
        }
        self.copied(env, node, image, success);
    }

    fn drop_copy(&mut self, node: NodeId, image: ImageId) {
        let known = &self.images[image];
        self.head.partition.close(known.file);
        let node = self.state.cluster.node_mut(node);
        node.disk.partition.release(known.image.disk);
    }

    fn copied(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId, success: bool) {
        self.observe(
            env,
            ServiceEvent::CopyEnded {
                image,
                node,
                success,
            },
        );
    }

    /// Starts to load an image from a node's disk into its memory.
    pub(super) fn load(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let known = &self.images[image];
        let (file, size) = (known.file, known.image.ram);
        let size_on_disk = known.image.disk;
        self.state.cluster.set_loading(node, image, true);
        self.observe(env, ServiceEvent::LoadStarted { image, node });
        if self.state.cluster.reserve_memory(node, size).is_err() {
            return self.refuse_load(env, node, image);
        }
        let target = self.state.cluster.node_mut(node);
        if !target.disk.partition.contains(file) {
            target.ram.release(size);
            return self.refuse_load(env, node, image);
        }
        target.disk.partition.open(file);
        let plan = Transfer {
            from: target.disk.end(),
            to: End::Memory(target.host),
            bytes: size,
            file: size_on_disk,
            buffer: target.disk.buffer,
        };
        if env.transfer(plan, ImageMove::Load(node, image)).is_err() {
            self.drop_load(node, image);
            self.refuse_load(env, node, image);
        }
    }

    /// A load that was to start fails at once.
    fn refuse_load(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId) {
        let success = false;
        self.loaded(env, node, image, success);
        let notice = Notice::Loaded {
            node,
            image,
            success,
        };
        env.notify(notice, calls::REFUSED);
    }

    fn end_load(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId, success: bool) {
        if success {
            let file = self.images[image].file;
            let target = self.state.cluster.node_mut(node);
            target.disk.partition.close(file);
            target.disk.partition.touch(file);
            self.state.cluster.publish_in_memory(node, image);
        } else {
            self.drop_load(node, image);
        }
        self.loaded(env, node, image, success);
    }

    fn drop_load(&mut self, node: NodeId, image: ImageId) {
        let known = &self.images[image];
        let target = self.state.cluster.node_mut(node);
        target.disk.partition.close(known.file);
        target.ram.release(known.image.ram);
    }

    fn loaded(&mut self, env: &mut impl ServiceEnv, node: NodeId, image: ImageId, success: bool) {
        self.observe(
            env,
            ServiceEvent::LoadEnded {
                image,
                node,
                success,
            },
        );
    }
}
