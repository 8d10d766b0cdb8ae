//! How near nodes are to being able to run attempts.

use crate::serverless::InstanceId;

/// How near a node is to being able to run an attempt, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// It has an instance of the function that the reuse policy gives.
    Idle(InstanceId),
    /// The image is in its memory.
    InMemory,
    /// The image is on its way from its disk to its memory.
    Loading,
    /// The image is on its disk.
    OnDisk,
    /// The image is on its way to its disk.
    Copying,
    /// It does not have the image.
    Absent,
}
