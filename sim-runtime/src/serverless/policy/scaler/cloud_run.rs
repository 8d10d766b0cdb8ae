//! The autoscaler of Cloud Run: concurrency over a minute, and instances on demand.

use std::ops::RangeInclusive;

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::checks::{MOST, bounds, period, share, some, window};
use super::demand::Demand;
use super::recent::Largest;
use super::{Scaler, of_function};
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::{FunctionView, View};
use crate::units::SimDuration;

/// The autoscaler of Cloud Run: instances that are used to 60 % of their maximum concurrency on average over a minute, and as
/// many more as requests need that have none.
///
/// It alone makes instances; attempts wait in the queue until one that has started has a free slot. With the maximum
/// concurrency of an instance, which is that of the function,
///
/// ```text
/// by metric = ceil(attempts under way, averaged over `window` / (utilization * concurrency))
/// on demand = ceil(attempts under way now / concurrency)
/// wanted    = the larger of the two, from min_scale to max_scale
/// ```
///
/// instances are wanted, and fewer when fewer have been wanted for all of `idle`. At zero, an attempt that arrives makes it
/// look at once.
///
/// Where it differs from Cloud Run, whose autoscaler is not public: a policy does not see how busy processors are, so the
/// target of 60 % of the CPU is left out; `period` is our choice. The limit of pending requests is an admission policy's.
///
/// Figures that it publishes, as sums over all functions: the instances that are wanted, and those that are ready.
///
/// ```
/// use sim_runtime::serverless::policy::CloudRunAutoscaler;
///
/// let scaler = CloudRunAutoscaler::default();
/// assert_eq!(scaler.by_metric(100.0, 80), 3);
/// assert_eq!(scaler.by_metric(480.0, 80), 10);
/// ```
///
/// Source: Google's documentation, "About instance autoscaling for Cloud Run services", looked at on 26 November 2026; that
/// idle instances are kept for at most 15 minutes, from memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CloudRunAutoscaler {
    /// The share of the maximum concurrency that is aimed at, above 0 and at most 1. Default: 0.6.
    pub utilization: f64,
    /// The time over which the attempts under way are averaged \[s\]. Default: 60 s.
    pub window: SimDuration,
    /// For how long fewer must have been wanted before there are fewer \[s\]. Default: 15 min.
    pub idle: SimDuration,
    /// How many instances of a function there are at least. Default: 0.
    pub min_scale: u32,
    /// How many instances of a function there are at most. Default: 100.
    pub max_scale: u32,
    /// The time between two looks \[s\]. Default: 1 s.
    pub period: SimDuration,
    /// What it remembers; nothing at first.
    #[serde(skip)]
    pub memory: CloudRunMemory,
}

/// What a [`CloudRunAutoscaler`] remembers.
#[derive(Clone, Debug, Default)]
pub struct CloudRunMemory {
    demand: Demand,
    functions: IndexVec<FunctionId, Known>,
    /// The sum of the instances that are wanted.
    wanted: u64,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct Known {
    wanted: u32,
    recent: Largest,
}

impl Default for CloudRunAutoscaler {
    fn default() -> Self {
        Self {
            utilization: 0.6,
            window: SimDuration::from_secs(60),
            idle: SimDuration::from_mins(15),
            min_scale: 0,
            max_scale: 100,
            period: SimDuration::from_secs(1),
            memory: CloudRunMemory::default(),
        }
    }
}

impl CloudRunAutoscaler {
    /// How many instances so many attempts under way on average need, of which each serves so many at once.
    pub fn by_metric(&self, under_way: f64, concurrency: u32) -> u32 {
        let each = self.utilization * f64::from(concurrency.max(1));
        libm::ceil(under_way / each) as u32
    }
}

impl Named for CloudRunAutoscaler {
    const NAME: &'static str = "cloud_run";
    const TYPE: &'static str = "CloudRunAutoscaler";
    const DOC: &'static str = "Instances that are used to 60 % of their concurrency on average over a minute, and as many more as waiting requests need.";
    const SOURCE: &'static str = "Cloud Run";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "utilization",
            doc: "the share of the maximum concurrency that is aimed at; default: 0.6",
        },
        PolicyParameter {
            name: "window",
            doc: "over which time the attempts under way are averaged; default: 60s",
        },
        PolicyParameter {
            name: "idle",
            doc: "how long fewer must have been wanted before there are fewer; default: 15min",
        },
        PolicyParameter {
            name: "min_scale",
            doc: "the least instances of a function; default: 0",
        },
        PolicyParameter {
            name: "max_scale",
            doc: "the most instances of a function; default: 100",
        },
        PolicyParameter {
            name: "period",
            doc: "the time between two looks; default: 1s",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for CloudRunAutoscaler {
    fn mistake(&self) -> Option<String> {
        share("utilization", self.utilization)
            .or_else(|| window("window", self.window, false))
            .or_else(|| window("idle", self.idle, true))
            .or_else(|| some("max_scale", self.max_scale))
            .or_else(|| bounds(self.min_scale, self.max_scale))
            .or_else(|| period("period", self.period))
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

impl Scaler for CloudRunAutoscaler {
    fn period(&self) -> Option<SimDuration> {
        Some(self.period)
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let (id, now) = (function.id(), function.view().now());
        let concurrency = function.concurrency().max(1);
        let demand = &mut self.memory.demand;
        demand.look(id, now, self.window);
        let average = demand.concurrency(id, now, self.window);
        let on_demand = demand.under_way(id).div_ceil(concurrency);
        let needed = self
            .by_metric(average, concurrency)
            .max(on_demand)
            .min(MOST);
        let known = of_function(&mut self.memory.functions, id);
        let before = known.wanted;
        let wanted = known.recent.of(now, self.idle, needed);
        let wanted = wanted.max(self.min_scale).min(self.max_scale);
        known.wanted = wanted;
        self.memory.wanted = self.memory.wanted - u64::from(before) + u64::from(wanted);
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn looks_on_arrival_at_zero(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        Some(self.window + self.idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_as_reach_the_utilization() {
        // Six of the ten that one serves at once, so that two are enough for twelve, and three are needed for more.
        let scaler = CloudRunAutoscaler::default();
        assert_eq!(scaler.by_metric(11.5, 10), 2);
        assert_eq!(scaler.by_metric(12.5, 10), 3);
        assert_eq!(scaler.by_metric(0.0, 10), 0);
        assert_eq!(scaler.by_metric(1.0, 1), 2);
    }
}
