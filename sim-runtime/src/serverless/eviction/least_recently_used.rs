//! The longest idle go first.

use super::{Eviction, IdleContainer, Need};
use crate::serverless::ContainerId;

/// Sacrifices containers in the order in which they became idle, until enough would be free; the default.
///
/// Source: the reference's "LRU" (SEMANTICS 4.14); containers that became idle at the same date go by age.
#[derive(Clone, Copy, Debug, Default)]
pub struct LeastRecentlyUsed;

impl Eviction for LeastRecentlyUsed {
    fn victims(&mut self, idle: &[IdleContainer], need: Need) -> Option<Vec<ContainerId>> {
        let mut candidates = idle.to_vec();
        candidates.sort_by_key(|container| container.since);
        let mut missing = need;
        let mut victims = Vec::new();
        for candidate in candidates {
            if missing.is_met() {
                break;
            }
            missing = missing.without(&candidate);
            victims.push(candidate.container);
        }
        missing.is_met().then_some(victims)
    }
}
