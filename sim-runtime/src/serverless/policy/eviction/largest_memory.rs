//! The largest go first.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::Eviction;
use super::ranking::evict_in_order;
use crate::serverless::InstanceId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;

/// Evicts the idle instances that reserve most memory first, until enough would be free; of equal ones the longest idle.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let spec = ServerlessSpec { eviction: Box::new(LargestMemory), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: the SIZE policy of web caches (Williams et al., SIGCOMM 1996), to which FaasCache (ASPLOS 2021, section 4) compares
/// greedy-dual.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct LargestMemory;

impl Named for LargestMemory {
    const NAME: &'static str = "largest_memory";
    const TYPE: &'static str = "LargestMemory";
    const DOC: &'static str = "The largest go first: few victims make room.";
    const SOURCE: &'static str = "the SIZE policy of web caches; FaasCache (ASPLOS 2021)";
}

impl Policy for LargestMemory {}

impl Eviction for LargestMemory {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        evict_in_order(node, missing, victims, |instance| {
            Reverse(instance.reserved().memory)
        })
    }
}
