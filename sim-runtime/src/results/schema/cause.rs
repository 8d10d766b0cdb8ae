//! Why a container was new.

use std::fmt;

use super::declare::choice;

choice! {
    /// Why an invocation got a new container rather than one that had served before.
    pub enum ColdCause {
        /// No container of the function had ever been made.
        FirstUse = "first_use",
        /// All containers of the function were busy, and never had there been so many.
        Burst = "burst",
        /// There had been more containers of the function; the latest that went had been idle for too long.
        Expired = "expired",
        /// There had been more; the latest that went was evicted to make room for another container.
        Evicted = "evicted",
        /// There had been more; the service does not keep containers.
        NotKept = "not_kept",
        /// There had been more; the latest that went was retired by a policy.
        Retired = "retired",
        /// There had been more; the latest that went ran out of memory.
        OutOfMemory = "out_of_memory",
        /// A policy had it made before any invocation asked for one.
        Provisioned = "provisioned",
        /// There was an idle one, but the scheduler chose another node or a new container.
        NotReused = "not_reused",
        /// There had been more; the latest that went was on a node that went down.
        NodeDown = "node_down",
        /// There had been more; the latest that went crashed.
        Crashed = "crashed",
    }
}

/// The name for people: with spaces.
impl fmt::Display for ColdCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.name().replace('_', " "))
    }
}
