//! The least used go first.

use serde::{Deserialize, Serialize};

use super::Eviction;
use super::ranking::evict_in_order;
use crate::serverless::InstanceId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;

/// Evicts the idle instances that have served the fewest invocations first, until enough would be free; of equal ones the
/// longest idle. What an instance has served is forgotten when it goes.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let spec = ServerlessSpec { eviction: Box::new(LeastFrequentlyUsed), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: the LFU cache without memory of what has left it (in-cache LFU); FaasCache (ASPLOS 2021, section 4) compares
/// greedy-dual to it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct LeastFrequentlyUsed;

impl Named for LeastFrequentlyUsed {
    const NAME: &'static str = "LFU";
    const TYPE: &'static str = "LeastFrequentlyUsed";
    const DOC: &'static str = "Those that have served the fewest invocations go first.";
    const SOURCE: &'static str = "the in-cache LFU; FaasCache (ASPLOS 2021)";
}

impl Policy for LeastFrequentlyUsed {}

impl Eviction for LeastFrequentlyUsed {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        evict_in_order(node, missing, victims, |instance| instance.uses())
    }
}
