//! Eviction: which idle containers are sacrificed to make room for a new one. One policy a file.

mod least_recently_used;
mod smallest_memory;

pub use least_recently_used::LeastRecentlyUsed;
pub use smallest_memory::SmallestMemory;

use super::ContainerId;
use crate::units::{Bytes, SimTime};

/// An idle container, as a policy sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleContainer {
    /// Which one.
    pub container: ContainerId,
    /// Since when it has been idle.
    pub since: SimTime,
    /// Disk space that it reserves.
    pub disk: Bytes,
    /// Memory that it reserves.
    pub memory: Bytes,
}

/// What is missing on a node. Images that could be evicted do not count as free space (SEMANTICS 4.14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Disk space.
    pub disk: Bytes,
    /// Memory.
    pub memory: Bytes,
}

impl Need {
    /// Whether nothing is missing.
    pub fn is_met(self) -> bool {
        self.disk == Bytes::ZERO && self.memory == Bytes::ZERO
    }

    /// What is still missing once a container has gone.
    pub fn without(self, container: &IdleContainer) -> Self {
        Self {
            disk: self.disk.saturating_sub(container.disk),
            memory: self.memory.saturating_sub(container.memory),
        }
    }
}

/// A policy that chooses the idle containers to be sacrificed on one node.
///
/// ```
/// use sim_runtime::serverless::{ContainerId, Eviction, IdleContainer, Need};
///
/// /// Sacrifices everything that is idle.
/// #[derive(Debug)]
/// struct CleanSweep;
///
/// impl Eviction for CleanSweep {
///     fn victims(&mut self, idle: &[IdleContainer], _: Need) -> Option<Vec<ContainerId>> {
///         Some(idle.iter().map(|container| container.container).collect())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an eviction policy",
    note = "eviction policies are `LeastRecentlyUsed`, `SmallestMemory`, and your own types that implement `Eviction` and `Debug`"
)]
pub trait Eviction: std::fmt::Debug {
    /// The containers to shut down, or `None` if no choice would be enough: then nothing is evicted at all.
    ///
    /// `idle` lists the node's idle containers, of all functions, in order of creation; `need` is not met.
    fn victims(&mut self, idle: &[IdleContainer], need: Need) -> Option<Vec<ContainerId>>;
}

impl<E: Eviction + ?Sized> Eviction for Box<E> {
    fn victims(&mut self, idle: &[IdleContainer], need: Need) -> Option<Vec<ContainerId>> {
        E::victims(self, idle, need)
    }
}
