//! Kubernetes' autoscaler: the number of instances in proportion to their utilisation.

use std::ops::RangeInclusive;

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::checks::{at_least, bounds, period, some, window};
use super::demand::Demand;
use super::rates::{Changes, PodRate, RateChoice};
use super::recent::{Largest, Smallest};
use super::{Scaler, of_function};
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::{FunctionView, View};
use crate::units::{SimDuration, SimTime};

/// Kubernetes' Horizontal Pod Autoscaler (HPA): as many instances as bring their utilisation to a target.
///
/// It alone makes instances; attempts wait in the queue until one that has started has a free slot. Every `period`
///
/// ```text
/// utilisation = attempts under way / (current instances * concurrency of the function)      averaged over `window`
/// ratio       = utilisation / target
/// wanted      = ceil(current * ratio), or current if |ratio - 1| <= tolerance
/// ```
///
/// where the current instances are those that were wanted at the last look. Attempts that wait are under way, so a utilisation
/// may exceed 1. Then fewer are wanted only if that was so for all of `stabilization_down`, more only if that was so for all of
/// `stabilization_up`; the rates bound the change; and `min_scale` and `max_scale` the number, at least one.
///
/// Where it differs from Kubernetes: the metric is that of attempts, as a custom metric of pods would be, since a policy does
/// not see how busy processors are. Pods that start count as idle ones, as they do there when it scales up. It does not scale
/// to zero.
///
/// Figures that it publishes, as sums over all functions: the instances that are wanted, and those that are ready.
///
/// ```
/// use sim_runtime::serverless::policy::HorizontalPodAutoscaler;
///
/// let scaler = HorizontalPodAutoscaler { target: 0.3, ..HorizontalPodAutoscaler::default() };
/// // Three instances at 50 % instead of 30 %.
/// assert_eq!(scaler.recommend(3, 0.5), 5);
/// // 32 % is within the tolerance.
/// assert_eq!(scaler.recommend(3, 0.32), 3);
/// ```
///
/// Source: the Kubernetes documentation, "Horizontal Pod Autoscaling", and `pkg/controller/podautoscaler/horizontal.go`, from
/// memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HorizontalPodAutoscaler {
    /// The utilisation that is aimed at, as a share of the slots of the instances, at least 0.01. Default: 0.8.
    pub target: f64,
    /// By which share of the target the utilisation may be off before anything changes. Default: 0.1.
    pub tolerance: f64,
    /// The time over which the utilisation is averaged \[s\]. Default: 15 s.
    pub window: SimDuration,
    /// For how long more must have been wanted before there are more \[s\]. Default: 0.
    pub stabilization_up: SimDuration,
    /// For how long fewer must have been wanted before there are fewer \[s\]. Default: 300 s.
    pub stabilization_down: SimDuration,
    /// How fast there may be more. Default: the larger of 100 % and 4 instances in 15 s.
    pub up: Vec<PodRate>,
    /// Which of these counts. Default: the one that allows most.
    pub up_choice: RateChoice,
    /// How fast there may be fewer. Default: 100 % in 15 s.
    pub down: Vec<PodRate>,
    /// Which of these counts. Default: the one that allows most.
    pub down_choice: RateChoice,
    /// How many instances there are at least, at least 1. Default: 1.
    pub min_scale: u32,
    /// How many instances there are at most. Default: 100.
    pub max_scale: u32,
    /// The time between two looks \[s\]. Default: 15 s.
    pub period: SimDuration,
    /// What it remembers; nothing at first.
    #[serde(skip)]
    pub memory: HorizontalMemory,
}

/// What a [`HorizontalPodAutoscaler`] remembers.
#[derive(Clone, Debug, Default)]
pub struct HorizontalMemory {
    demand: Demand,
    functions: IndexVec<FunctionId, Known>,
    /// The sum of the instances that are wanted.
    wanted: u64,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct Known {
    /// How many are wanted; zero before the first look.
    wanted: u32,
    smallest: Smallest,
    largest: Largest,
    changes: Changes,
}

/// How often Kubernetes looks.
const SYNC: SimDuration = SimDuration::from_secs(15);

impl Default for HorizontalPodAutoscaler {
    fn default() -> Self {
        Self {
            target: 0.8,
            tolerance: 0.1,
            window: SYNC,
            stabilization_up: SimDuration::ZERO,
            stabilization_down: SimDuration::from_secs(300),
            up: vec![PodRate::percent(100, SYNC), PodRate::pods(4, SYNC)],
            up_choice: RateChoice::Max,
            down: vec![PodRate::percent(100, SYNC)],
            down_choice: RateChoice::Max,
            min_scale: 1,
            max_scale: 100,
            period: SYNC,
            memory: HorizontalMemory::default(),
        }
    }
}

impl HorizontalPodAutoscaler {
    /// How many instances are recommended for so many that are utilised so.
    pub fn recommend(&self, current: u32, utilisation: f64) -> u32 {
        let ratio = utilisation / self.target;
        if libm::fabs(ratio - 1.0) <= self.tolerance {
            return current;
        }
        libm::ceil(f64::from(current) * ratio) as u32
    }

    /// What is wanted after a recommendation: what is stable, as far as the rates and the bounds allow.
    fn settle(&self, known: &mut Known, recommended: u32, now: SimTime) -> u32 {
        let current = known.wanted;
        let up = known.smallest.of(now, self.stabilization_up, recommended);
        let down = known.largest.of(now, self.stabilization_down, recommended);
        let stable = current.max(up).min(down);
        let bounded = if stable > current {
            let most = known.changes.most((&self.up, self.up_choice), now, current);
            stable.min(most)
        } else {
            let least = known
                .changes
                .least((&self.down, self.down_choice), now, current);
            stable.max(least)
        };
        bounded.min(self.max_scale).max(self.min_scale)
    }

    /// How long a change is remembered.
    fn longest(&self) -> SimDuration {
        let rates = self.up.iter().chain(&self.down);
        rates.map(|rate| rate.period).max().unwrap_or_default()
    }
}

impl Named for HorizontalPodAutoscaler {
    const NAME: &'static str = "horizontal";
    const TYPE: &'static str = "HorizontalPodAutoscaler";
    const DOC: &'static str = "As many instances as bring the share of their slots that is in use to a target; slow to give any up.";
    const SOURCE: &'static str = "Kubernetes' autoscaler (HPA)";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "target",
            doc: "the utilisation that is aimed at, a share of the slots of at least 0.01; default: 0.8",
        },
        PolicyParameter {
            name: "tolerance",
            doc: "by which share of the target it may be off; default: 0.1",
        },
        PolicyParameter {
            name: "window",
            doc: "over which time it is averaged; default: 15s",
        },
        PolicyParameter {
            name: "stabilization_up",
            doc: "how long more must have been wanted before there are more; default: 0",
        },
        PolicyParameter {
            name: "stabilization_down",
            doc: "how long fewer must have been wanted before there are fewer; default: 300s",
        },
        PolicyParameter {
            name: "up",
            doc: "how fast there may be more, such as [{ \"by\": \"pods\", \"value\": 4, \"period\": \"15s\" }]; default: the larger of this and 100 `percent`",
        },
        PolicyParameter {
            name: "up_choice",
            doc: "which of these counts: `max`, the default, `min`, or `disabled`",
        },
        PolicyParameter {
            name: "down",
            doc: "how fast there may be fewer; default: 100 `percent` in 15s",
        },
        PolicyParameter {
            name: "down_choice",
            doc: "which of these counts; default: `max`",
        },
        PolicyParameter {
            name: "min_scale",
            doc: "the least instances, at least 1; default: 1",
        },
        PolicyParameter {
            name: "max_scale",
            doc: "the most instances; default: 100",
        },
        PolicyParameter {
            name: "period",
            doc: "the time between two looks; default: 15s",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for HorizontalPodAutoscaler {
    fn mistake(&self) -> Option<String> {
        let of = |list: &str, rates: &[PodRate]| {
            let mut rates = rates.iter();
            rates.find_map(|rate| rate.mistake(list))
        };
        let none = |list: &str, rates: &[PodRate], choice: RateChoice| {
            let lacks = rates.is_empty() && choice != RateChoice::Disabled;
            lacks.then(|| {
                format!("`{list}` is empty; give it a rate, or make `{list}_choice` `disabled`")
            })
        };
        at_least("target", self.target, 0.01)
            .or_else(|| at_least("tolerance", self.tolerance, 0.0))
            .or_else(|| window("window", self.window, false))
            .or_else(|| window("stabilization_up", self.stabilization_up, true))
            .or_else(|| window("stabilization_down", self.stabilization_down, true))
            .or_else(|| of("up", &self.up))
            .or_else(|| of("down", &self.down))
            .or_else(|| none("up", &self.up, self.up_choice))
            .or_else(|| none("down", &self.down, self.down_choice))
            .or_else(|| some("min_scale", self.min_scale))
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

impl Scaler for HorizontalPodAutoscaler {
    fn period(&self) -> Option<SimDuration> {
        Some(self.period)
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let (id, now) = (function.id(), function.view().now());
        let demand = &mut self.memory.demand;
        demand.look(id, now, self.window);
        let under_way = demand.concurrency(id, now, self.window);
        let mut known = std::mem::take(of_function(&mut self.memory.functions, id));
        let before = known.wanted;
        if known.wanted == 0 {
            // The deployment begins with its least.
            known.wanted = self.min_scale.max(function.instances()).min(self.max_scale);
        } else {
            let slots = f64::from(known.wanted) * f64::from(function.concurrency().max(1));
            let recommended = self.recommend(known.wanted, under_way / slots);
            let wanted = self.settle(&mut known, recommended, now);
            let change = i64::from(wanted) - i64::from(known.wanted);
            if change != 0 {
                known.changes.note(now, change, self.longest());
            }
            known.wanted = wanted;
        }
        let wanted = known.wanted;
        self.memory.wanted = self.memory.wanted - u64::from(before) + u64::from(wanted);
        self.memory.functions[id] = known;
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        let stable = self.stabilization_up.max(self.stabilization_down);
        Some(self.window + stable + self.longest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::policy::RateUnit;
    use crate::units::short::secs;

    /// What a scaler that wants ten wants later, if that is recommended at these dates \[s\].
    fn settled<const N: usize>(
        scaler: &HorizontalPodAutoscaler,
        recommended: [(u64, u32); N],
    ) -> [u32; N] {
        let mut known = Known {
            wanted: 10,
            ..Known::default()
        };
        recommended.map(|(date, recommended)| {
            let now = SimTime::ZERO + secs(date);
            let wanted = scaler.settle(&mut known, recommended, now);
            let change = i64::from(wanted) - i64::from(known.wanted);
            known.changes.note(now, change, scaler.longest());
            known.wanted = wanted;
            wanted
        })
    }

    #[test]
    fn more_at_once_and_fewer_after_five_minutes() {
        // At most twice as many in 15 s, and at most 100.
        let recommended = [
            (0, 70),
            (15, 70),
            (30, 300),
            (45, 300),
            (60, 5),
            (345, 5),
            (360, 5),
        ];
        let wanted = settled(&HorizontalPodAutoscaler::default(), recommended);
        assert_eq!(wanted, [20, 40, 80, 100, 100, 100, 5]);
    }

    #[test]
    fn a_rate_counts_all_that_has_come_in_its_period() {
        let scaler = HorizontalPodAutoscaler {
            up: vec![PodRate {
                by: RateUnit::Pods,
                value: 4,
                period: secs(60),
            }],
            ..HorizontalPodAutoscaler::default()
        };
        let wanted = settled(&scaler, [(0, 70), (15, 70), (30, 70), (60, 70)]);
        assert_eq!(wanted, [14, 14, 14, 18]);
    }
}
