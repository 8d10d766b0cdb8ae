//! Keep-alive without an end.

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::View;
use crate::units::SimTime;

/// An idle instance stays until the eviction policy needs its room: the nodes are a cache of instances, and the eviction
/// policy alone says which of them are worth their memory. It is the keep-alive of [`GreedyDual`].
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::serverless::policy::{GreedyDual, KeepForever};
///
/// let spec = ServerlessSpec {
///     keep_alive: Some(Box::new(KeepForever)),
///     eviction: Box::new(GreedyDual::default()),
///     ..ServerlessSpec::default()
/// };
/// # let _ = spec;
/// ```
///
/// Source: Fuerst and Sharma, "FaasCache: Keeping Serverless Computing Alive with Greedy-Dual Caching", ASPLOS 2021, section 4
/// ("resource-conserving" keep-alive).
///
/// [`GreedyDual`]: crate::serverless::policy::GreedyDual
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct KeepForever;

impl Named for KeepForever {
    const NAME: &'static str = "forever";
    const TYPE: &'static str = "KeepForever";
    const DOC: &'static str = "An idle instance stays until the eviction policy needs its room.";
    const SOURCE: &'static str = "FaasCache (ASPLOS 2021)";
}

impl Policy for KeepForever {}

impl KeepAlive for KeepForever {
    fn idle(&mut self, _: &InstanceView<'_>, _: &View<'_>, _: &mut Actions) -> SimTime {
        SimTime::MAX
    }
}
