//! What is kept of a round for the next one.

use crate::serverless::resources::{Cores, Resources};

/// Where a round has ended that has asked for nothing.
#[derive(Clone, Copy, Debug)]
pub(in crate::serverless) struct Rest {
    /// The [changes](crate::serverless::cluster::Cluster::changes) of the cluster until then.
    pub(super) cluster: u64,
    /// Those of the queue.
    pub(super) queue: u64,
    /// How many have been looked at.
    pub(super) looked_at: usize,
    /// The sum of the cores that are left.
    pub(super) left: Cores,
}

/// What those who wait in the line of a node take of it in the books of a round.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    /// The [changes](crate::serverless::cluster::lines::Lines::changes) on the node until they were looked at; zero before.
    pub(super) changes: u64,
    /// How many there were then.
    pub(super) line: usize,
    /// How many of them have been looked at.
    pub(super) looked_at: usize,
    pub(super) cores: Cores,
    pub(super) space: Option<Resources>,
}
