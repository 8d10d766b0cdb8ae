//! The smallest container that is large enough goes first.

use super::{Eviction, IdleContainer, Need};
use crate::serverless::ContainerId;
use crate::units::Bytes;

/// Sacrifices the smallest container that frees all that is missing, else the largest one, and so on.
///
/// "Small" is by memory, or by disk if no memory is missing. Source: the reference's "RAM" (SEMANTICS 4.14).
#[derive(Clone, Copy, Debug, Default)]
pub struct SmallestMemory;

impl Eviction for SmallestMemory {
    fn victims(&mut self, idle: &[IdleContainer], need: Need) -> Option<Vec<ContainerId>> {
        let mut candidates = idle.to_vec();
        if need.memory > Bytes::ZERO {
            candidates.sort_by_key(|container| container.memory);
        } else {
            candidates.sort_by_key(|container| container.disk);
        }
        let mut missing = need;
        let mut victims = Vec::new();
        while !missing.is_met() {
            let enough = candidates.iter().position(|container| {
                container.memory >= missing.memory && container.disk >= missing.disk
            });
            let victim = candidates.remove(enough.or(candidates.len().checked_sub(1))?);
            missing = missing.without(&victim);
            victims.push(victim.container);
        }
        Some(victims)
    }
}
