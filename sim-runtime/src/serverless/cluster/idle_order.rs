//! Orders of the instances of a function that could take another attempt.

use crate::serverless::instance::Instance;

/// An order of the instances of a function that have a free slot, on all nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdleOrder {
    /// By node, in order of declaration, and then oldest first.
    #[default]
    ByNode,
    /// In order of creation.
    OldestFirst,
    /// In order of creation, the last first.
    NewestFirst,
    /// The one first that has not been used for longest.
    LeastRecentFirst,
    /// The one first that has been used last.
    MostRecentFirst,
}

impl IdleOrder {
    /// The place of an instance, which no other of its service has.
    pub(in crate::serverless) fn rank(self, instance: &Instance) -> u64 {
        match self {
            Self::ByNode => {
                (instance.node.index() as u64) << u32::BITS | u64::from(instance.number)
            }
            Self::OldestFirst => u64::from(instance.number),
            Self::NewestFirst => u64::MAX - u64::from(instance.number),
            Self::LeastRecentFirst => instance.recency,
            Self::MostRecentFirst => u64::MAX - instance.recency,
        }
    }
}
