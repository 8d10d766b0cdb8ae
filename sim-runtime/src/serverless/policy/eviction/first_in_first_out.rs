//! The oldest go first.

use serde::{Deserialize, Serialize};

use super::Eviction;
use super::ranking::evict_in_order;
use crate::serverless::InstanceId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::NodeView;
use crate::serverless::resources::Resources;

/// Evicts idle instances in the order in which they were made, until enough would be free. A use does not renew an instance.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let spec = ServerlessSpec { eviction: Box::new(FirstInFirstOut), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: the FIFO cache; under independent references it hits as often as random replacement (Gelenbe, IEEE Transactions on
/// Computers C-22, 1973).
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct FirstInFirstOut;

impl Named for FirstInFirstOut {
    const NAME: &'static str = "FIFO";
    const TYPE: &'static str = "FirstInFirstOut";
    const DOC: &'static str = "The oldest go first, however recently they were used.";
    const SOURCE: &'static str = "the FIFO cache";
}

impl Policy for FirstInFirstOut {}

impl Eviction for FirstInFirstOut {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        evict_in_order(node, missing, victims, |instance| instance.number())
    }
}
