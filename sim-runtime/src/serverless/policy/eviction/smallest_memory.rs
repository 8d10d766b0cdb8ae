//! The smallest instance that is large enough goes first.

use serde::{Deserialize, Serialize};

use super::Eviction;
use crate::serverless::InstanceId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;
use crate::units::Bytes;

/// Evicts the smallest instance that frees all that is missing, else the largest one, and so on.
///
/// "Small" is by memory, or by disk if no memory is missing. Source: the reference's "RAM" (SEMANTICS 4.14).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct SmallestMemory;

impl Named for SmallestMemory {
    const NAME: &'static str = "RAM";
    const TYPE: &'static str = "SmallestMemory";
    const DOC: &'static str = "The smallest instance that is large enough goes first.";
    const SOURCE: &'static str = "the reference's RAM";
}

impl Policy for SmallestMemory {}

impl Eviction for SmallestMemory {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        mut missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        let idle = node
            .instances()
            .filter(|instance| instance.idle_since().is_some());
        let mut candidates: Vec<_> = idle.collect();
        if missing.memory > Bytes::ZERO {
            candidates.sort_by_key(|instance| instance.reserved().memory);
        } else {
            candidates.sort_by_key(|instance| instance.reserved().disk);
        }
        while !missing.is_none() {
            let enough = candidates
                .iter()
                .position(|instance| missing.fits(instance.reserved()));
            let Some(place) = enough.or(candidates.len().checked_sub(1)) else {
                return false;
            };
            let victim = candidates.remove(place);
            missing = missing.saturating_sub(victim.reserved());
            victims.push(victim.id());
        }
        true
    }
}
