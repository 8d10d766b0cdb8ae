//! The scale controller of Azure Functions: an instance more now and then, while there are events.

use std::ops::RangeInclusive;

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::checks::{period, some, window};
use super::demand::Demand;
use super::recent::Largest;
use super::{Scaler, of_function};
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::{FunctionView, View};
use crate::units::{SimDuration, SimTime};

/// The scale controller of Azure Functions on the Consumption plan: one instance more in a second, or in half a minute, up to
/// what the events need.
///
/// It alone makes instances; attempts wait in the queue until one that has started has a free slot. With the events that wait
/// or are being handled,
///
/// ```text
/// needed = ceil(events / per_instance), at most max_instances
/// ```
///
/// instances are wanted, and while there are fewer, one more is allocated every `pause`: at most once a second for HTTP
/// triggers, and once in 30 s for others. The first one comes with the first event. There are fewer, down to zero, when fewer
/// have been needed for all of `scale_in_after`.
///
/// Where it differs from Azure, whose controller is not public: a function here is an app of one function, the age of messages
/// is not looked at, and the number of instances grows by one each time, where target-based scaling may take up to four.
///
/// Figures that it publishes, as sums over all functions: the instances that are wanted, and those that are ready.
///
/// ```
/// use sim_runtime::serverless::policy::AzureScaleController;
///
/// assert_eq!(AzureScaleController::queue().needed(1_000, 1), 63);
/// ```
///
/// Source: Microsoft's documentation, "Event-driven scaling in Azure Functions" and "Target-based scaling", from memory; the
/// rates and the most instances as training pages repeat them, looked at on 26 November 2026. `scale_in_after` is our choice:
/// the documentation says "a number of minutes".
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AzureScaleController {
    /// What invokes functions. Default: HTTP.
    pub trigger: AzureTrigger,
    /// How many events an instance is to handle at once. Default: none, and it is the concurrency of the function for HTTP
    /// triggers, and 16 for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_instance: Option<u32>,
    /// The time between two new instances of a function \[s\]. Default: none, and it is 1 s for HTTP triggers, and 30 s for
    /// others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<SimDuration>,
    /// For how long fewer must have been needed before there are fewer \[s\]. Default: 10 min.
    pub scale_in_after: SimDuration,
    /// How many instances there are at most. Default: 200.
    pub max_instances: u32,
    /// What it remembers; nothing at first.
    #[serde(skip)]
    pub memory: AzureMemory,
}

/// What invokes the functions of an [`AzureScaleController`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AzureTrigger {
    /// HTTP requests.
    #[default]
    Http,
    /// Messages of a queue, and all other events.
    Queue,
}

/// What an [`AzureScaleController`] remembers.
#[derive(Clone, Debug, Default)]
pub struct AzureMemory {
    demand: Demand,
    functions: IndexVec<FunctionId, Known>,
    /// The sum of the instances that are wanted.
    wanted: u64,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct Known {
    wanted: u32,
    needed: Largest,
    /// When the last instance was added.
    grown: Option<SimTime>,
}

impl Default for AzureScaleController {
    fn default() -> Self {
        Self {
            trigger: AzureTrigger::Http,
            per_instance: None,
            pause: None,
            scale_in_after: SimDuration::from_mins(10),
            max_instances: 200,
            memory: AzureMemory::default(),
        }
    }
}

impl AzureScaleController {
    /// For functions with queues, or other triggers than HTTP.
    pub fn queue() -> Self {
        Self {
            trigger: AzureTrigger::Queue,
            ..Self::default()
        }
    }

    /// How many instances so many events need, of a function an instance of which serves so many at once.
    pub fn needed(&self, events: u32, concurrency: u32) -> u32 {
        let per_instance = self.per_instance.unwrap_or(match self.trigger {
            AzureTrigger::Http => concurrency,
            AzureTrigger::Queue => 16,
        });
        events.div_ceil(per_instance.max(1)).min(self.max_instances)
    }

    /// The time between two new instances of a function.
    fn pause(&self) -> SimDuration {
        let usual = match self.trigger {
            AzureTrigger::Http => 1,
            AzureTrigger::Queue => 30,
        };
        self.pause.unwrap_or(SimDuration::from_secs(usual))
    }

    fn advance(&self, known: &mut Known, needed: u32, now: SimTime) {
        let wanted = known.needed.of(now, self.scale_in_after, needed);
        let may_grow = known.grown.is_none_or(|last| last + self.pause() <= now);
        if wanted < known.wanted {
            known.wanted = wanted;
        } else if needed > known.wanted && may_grow {
            known.wanted += 1;
            known.grown = Some(now);
        }
    }
}

impl Named for AzureScaleController {
    const NAME: &'static str = "azure";
    const TYPE: &'static str = "AzureScaleController";
    const DOC: &'static str = "One instance more in a second (HTTP) or in 30 s (queues), up to what the events that wait or run need.";
    const SOURCE: &'static str = "Azure Functions, Consumption plan";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "trigger",
            doc: "`http`, the default, or `queue`",
        },
        PolicyParameter {
            name: "per_instance",
            doc: "how many events an instance is to handle at once; default: the concurrency of the function, for queues 16",
        },
        PolicyParameter {
            name: "pause",
            doc: "the time between two new instances of a function; default: 1s, for queues 30s",
        },
        PolicyParameter {
            name: "scale_in_after",
            doc: "how long fewer must have been needed before there are fewer; default: 10min",
        },
        PolicyParameter {
            name: "max_instances",
            doc: "the most instances of a function; default: 200",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for AzureScaleController {
    fn mistake(&self) -> Option<String> {
        self.per_instance
            .and_then(|count| some("per_instance", count))
            .or_else(|| self.pause.and_then(|pause| period("pause", pause)))
            .or_else(|| window("scale_in_after", self.scale_in_after, true))
            .or_else(|| some("max_instances", self.max_instances))
    }

    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        self.memory.demand.observe(event, view.now());
    }

    fn series(&self) -> Vec<Series> {
        ["instances wanted", "instances ready"]
            .map(Series::count)
            .into()
    }

    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        values.copy_from_slice(&[self.memory.wanted as f64, f64::from(view.ready_instances())]);
    }
}

impl Scaler for AzureScaleController {
    fn period(&self) -> Option<SimDuration> {
        Some(self.pause())
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let (id, now) = (function.id(), function.view().now());
        let events = self.memory.demand.under_way(id);
        let needed = self.needed(events, function.concurrency());
        let mut known = std::mem::take(of_function(&mut self.memory.functions, id));
        let before = known.wanted;
        self.advance(&mut known, needed, now);
        let wanted = known.wanted;
        self.memory.wanted = self.memory.wanted - u64::from(before) + u64::from(wanted);
        self.memory.functions[id] = known;
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn looks_on_arrival_at_zero(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        Some(self.pause() + self.scale_in_after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    fn one_more_each_time_and_all_gone_after_ten_minutes() {
        let queue = AzureScaleController::queue();
        let mut known = Known::default();
        let mut wanted = |needed: u32, date: u64| {
            queue.advance(&mut known, needed, SimTime::ZERO + secs(date));
            known.wanted
        };
        let found: Vec<u32> = [
            (3, 0),
            (3, 15),
            (3, 30),
            (3, 60),
            (3, 90),
            (1, 120),
            (0, 689),
        ]
        .map(|(needed, date)| wanted(needed, date))
        .into();
        assert_eq!(found, [1, 1, 2, 3, 3, 3, 3]);
        // Three were last needed at 90 s, and one at 120 s.
        assert_eq!(wanted(0, 691), 1);
        assert_eq!(wanted(0, 721), 0);
    }
}
