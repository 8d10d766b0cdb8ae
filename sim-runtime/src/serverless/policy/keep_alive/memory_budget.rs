//! A budget of memory for what is idle.

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use crate::serverless::InstanceId;
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::units::{Bytes, SimDuration, SimTime};

/// The idle instances of each node take so much memory at most: where one more would exceed the budget, those that have been
/// idle for longest are retired, and one that is larger than the whole budget is not kept. It is an LRU cache of instances of
/// a fixed size, whatever else the memory of the node is used for.
///
/// The memory is what instances reserve; that of images does not count.
///
/// ```
/// use sim_runtime::serverless::policy::{Actions, ClusterSketch, KeepAlive, MemoryBudget};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = Resources { cores: Cores::new(2), memory: gb(1), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node], [Image::new("python", mb(100))]);
/// let (image, node) = (sketch.images()[0], sketch.nodes()[0]);
/// let resize = sketch.function(image, Charge::reference(mb(0), mb(200)));
/// let idle = sketch.idle_instance(resize, node, SimTime::ZERO);
/// let used = sketch.busy_instance(resize, node);
/// let (view, seen) = (sketch.view(), sketch.view().instance(used).unwrap());
///
/// let mut policy = MemoryBudget { budget: mb(300), ..MemoryBudget::default() };
/// let mut actions = Actions::default();
/// assert_eq!(policy.idle(&seen, &view, &mut actions), SimTime::MAX);
/// assert_eq!(actions.retirements(), [idle]);
/// ```
///
/// Source: LRU caches; as a keep-alive policy in Fuerst and Sharma, "FaasCache", ASPLOS 2021, section 4.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct MemoryBudget {
    /// Memory for the idle instances of each node \[B\]. Default: unlimited.
    pub budget: Bytes,
    /// How long an instance stays idle at most \[s\]. Default: for ever.
    pub timeout: SimDuration,
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self {
            budget: Bytes::MAX,
            timeout: SimDuration::MAX,
        }
    }
}

impl Named for MemoryBudget {
    const NAME: &'static str = "memory_budget";
    const TYPE: &'static str = "MemoryBudget";
    const DOC: &'static str =
        "Idle instances of a node take so much memory at most; the longest idle go first.";
    const SOURCE: &'static str = "LRU caches; FaasCache (ASPLOS 2021)";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "budget",
            doc: "memory of each node for what is idle, such as 4GB; default: unlimited",
        },
        PolicyParameter {
            name: "timeout",
            doc: "how long an instance stays idle at most; default: for ever",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for MemoryBudget {}

impl KeepAlive for MemoryBudget {
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        let own = instance.reserved().memory;
        if own > self.budget {
            return view.now();
        }
        let node = view.node(instance.node());
        let mut taken = node.idle_space().memory + own;
        if taken > self.budget {
            let idle = node
                .instances()
                .filter_map(|one| Some((one.idle_since()?, one.id(), one.reserved().memory)));
            let mut idle: Vec<(SimTime, InstanceId, Bytes)> = idle.collect();
            idle.sort_by_key(|(since, ..)| *since);
            for (_, id, memory) in idle {
                if taken <= self.budget {
                    break;
                }
                taken = taken.saturating_sub(memory);
                actions.retire(id);
            }
        }
        view.now() + self.timeout
    }
}
