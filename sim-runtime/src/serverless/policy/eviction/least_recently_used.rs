//! The longest idle go first.

use serde::{Deserialize, Serialize};

use super::Eviction;
use super::ranking::evict_in_order;
use crate::serverless::InstanceId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;

/// Evicts instances in the order in which they became idle, until enough would be free; the default.
///
/// Source: the reference's "LRU" (SEMANTICS 4.14); instances that became idle at the same date go by age.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct LeastRecentlyUsed;

impl Named for LeastRecentlyUsed {
    const NAME: &'static str = "LRU";
    const TYPE: &'static str = "LeastRecentlyUsed";
    const DOC: &'static str = "The longest idle go first.";
    const SOURCE: &'static str = "the reference's LRU";
}

impl Policy for LeastRecentlyUsed {}

impl Eviction for LeastRecentlyUsed {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        evict_in_order(node, missing, victims, |_| ())
    }
}
