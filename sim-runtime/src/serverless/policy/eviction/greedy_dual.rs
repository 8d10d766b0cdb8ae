//! Greedy-dual: what is cheap to make again, rarely used and large goes first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Eviction;
use super::ranking::evict_in_order;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::view::{NodeView, View};
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId};

/// Evicts the idle instances of least priority first, until enough would be free; of equal ones the longest idle.
///
/// ```text
/// priority = clock + frequency * cost / size        [s/MB]
/// ```
///
/// * *clock*: the largest priority of any instance that has been evicted, as it was when this instance was last used (or made).
///   So what is not used any more grows old beside what is;
/// * *frequency*: how many invocations its function has been dispatched to, by all its instances; forgotten when the last of them goes;
/// * *cost*: the start-up time of the instance \[s\], which another one would take again;
/// * *size*: the memory that it reserves \[MB\]; one without memory counts as one byte.
///
/// The clock is one for all nodes of the service. Where instances start at once, all priorities are equal, and it is
/// [`LeastRecentlyUsed`](super::LeastRecentlyUsed). It belongs with a keep-alive that leaves everything to it,
/// [`KeepForever`](crate::serverless::policy::KeepForever).
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::serverless::policy::KeepForever;
///
/// let spec = ServerlessSpec {
///     keep_alive: Some(Box::new(KeepForever)),
///     eviction: Box::new(GreedyDual::default()),
///     ..ServerlessSpec::default()
/// };
/// # let _ = spec;
/// ```
///
/// Source: Fuerst and Sharma, "FaasCache: Keeping Serverless Computing Alive with Greedy-Dual Caching", ASPLOS 2021, section
/// 4.1; Cherkasova, "Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy", HPL-98-69R1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GreedyDual {
    /// The largest priority of what has been evicted.
    #[serde(skip)]
    clock: f64,
    /// The clock at the last use of each instance, by its number.
    #[serde(skip)]
    used_at: BTreeMap<u32, f64>,
    #[serde(skip)]
    frequencies: BTreeMap<FunctionId, u64>,
}

impl GreedyDual {
    fn priority(&self, instance: &InstanceView<'_>) -> f64 {
        let known = self.used_at.get(&instance.number());
        let clock = known.copied().unwrap_or(self.clock);
        let frequency = self.frequencies.get(&instance.function());
        let frequency = frequency.copied().unwrap_or(0) as f64;
        let size = instance.reserved().memory.as_f64().max(1.0) / 1e6;
        clock + frequency * instance.start_up().as_secs_f64() / size
    }
}

impl Named for GreedyDual {
    const NAME: &'static str = "greedy_dual";
    const TYPE: &'static str = "GreedyDual";
    const DOC: &'static str =
        "Those of rarely used functions that start quickly and take much memory go first.";
    const SOURCE: &'static str = "FaasCache (ASPLOS 2021)";
}

impl Policy for GreedyDual {
    fn interests(&self) -> Interests {
        Interests::INSTANCES
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let (Some(container), Some(function)) = (event.container(), event.function()) else {
            return;
        };
        match event {
            ServiceEvent::InstanceCreated { .. } | ServiceEvent::InstanceReused { .. } => {
                self.used_at.insert(container, self.clock);
                *self.frequencies.entry(function).or_default() += 1;
            }
            ServiceEvent::InstanceProvisioned { .. } => {
                self.used_at.insert(container, self.clock);
            }
            ServiceEvent::InstanceShutDown { .. } => {
                self.used_at.remove(&container);
                if view
                    .function(function)
                    .is_none_or(|one| one.instances() == 0)
                {
                    self.frequencies.remove(&function);
                }
            }
            _ => {}
        }
    }
}

impl Eviction for GreedyDual {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        // A priority is not negative, and the bits of such numbers are in their order.
        let priority = |instance: &InstanceView<'_>| self.priority(instance).to_bits();
        let before = victims.len();
        let enough = evict_in_order(node, missing, victims, priority);
        if enough {
            let chosen = node
                .instances()
                .filter(|one| victims[before..].contains(&one.id()));
            self.clock = chosen
                .map(|one| self.priority(&one))
                .fold(self.clock, f64::max);
        }
        enough
    }
}
