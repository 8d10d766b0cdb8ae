//! Knative's autoscaler: concurrency over a stable window, and a panic at bursts.

use std::ops::RangeInclusive;

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::checks::{MOST, at_least, bounds, period, share, some, window};
use super::decider::{Decider, DeciderSpec, Observed};
use super::demand::Demand;
use super::{Scaler, of_function};
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::{FunctionView, View};
use crate::units::{SimDuration, SimTime};

/// The Knative Pod Autoscaler (KPA): as many instances as keep the attempts under way at a target for each.
///
/// It alone makes instances; attempts wait in the queue of the service, as in Knative's activator, until an instance that has
/// started has a free slot. Every `period` the [`Decider`] says how many are wanted for the average over the stable window, and
/// in a burst for that over the panic window. An instance is to serve
///
/// ```text
/// target of an instance = max(1, utilization * min(target, concurrency of the function))    by concurrency
///                       = max(1, utilization * target)                                      by arrivals a second
/// ```
///
/// Then, in this order: until `initial_scale` instances have been ready once, no fewer are wanted; the last instances go when
/// nothing has been under way for the stable window, and `scale_to_zero_grace` after that; `min_scale` and `max_scale` bound
/// the number. At zero, an attempt that arrives makes it look at once. What it no longer wants goes as soon as it is idle,
/// longest idle first.
///
/// Where it differs from Knative. What is under way is known at every instant, where Knative samples pods every second. The
/// activator is always in the path, as with a target burst capacity of -1, so there is no such parameter: no request is ever
/// sent to a busy instance. `scale_to_zero_grace` is waited for in full, where Knative takes it as the most that the change of
/// the network may take. A `max_scale` of 0 is zero instances, where Knative's is unlimited. An autoscaler that starts anew
/// with several pods starts in panic; this one never does. Activation scale and the time that a last pod is retained are left
/// out.
///
/// Figures that it publishes, as sums over all functions: the instances that are wanted, those that are ready, and how many
/// functions are in panic.
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::serverless::policy::KnativePodAutoscaler;
///
/// let scaler = KnativePodAutoscaler { min_scale: 1, ..KnativePodAutoscaler::default() };
/// let spec = ServerlessSpec { scaler: Box::new(scaler), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: knative/serving, `pkg/autoscaler/scaling/autoscaler.go` and `pkg/reconciler/autoscaling/resources/target.go`,
/// looked at on 26 November 2026; the defaults of `config-autoscaler`, from memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct KnativePodAutoscaler {
    /// What is counted. Default: attempts under way.
    pub metric: KnativeMetric,
    /// How much of it an instance is to serve at its full utilisation, at least 0.01. Default: none, and it is 100 attempts,
    /// or 200 arrivals a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Which share of the target is aimed at, above 0 and at most 1. Default: 0.7.
    pub utilization: f64,
    /// The window of the stable mode \[s\]. Default: 60 s.
    pub stable_window: SimDuration,
    /// The window of the panic mode, as a share of the stable one. Default: 0.1.
    pub panic_window: f64,
    /// How many times the ready instances must be wanted for a panic, at least 1. Default: 2.
    pub panic_threshold: f64,
    /// How many times the ready instances may be wanted at a look, at least 1. Default: 1000.
    pub max_scale_up: f64,
    /// By how much the ready instances may be divided at a look, at least 1. Default: 2.
    pub max_scale_down: f64,
    /// Whether the last instance may go. Default: it may.
    pub scale_to_zero: bool,
    /// How long none must have been wanted before the last instances go \[s\]. Default: 30 s.
    pub scale_to_zero_grace: SimDuration,
    /// For how long fewer must have been wanted before there are fewer \[s\]. Default: 0.
    pub scale_down_delay: SimDuration,
    /// How many instances there are at least. Default: 0.
    pub min_scale: u32,
    /// How many instances there are at most. Default: none, and there is no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_scale: Option<u32>,
    /// How many instances there are to be at first. Default: 1.
    pub initial_scale: u32,
    /// The time between two looks \[s\]. Default: 2 s.
    pub period: SimDuration,
    /// What it remembers; nothing at first.
    #[serde(skip)]
    pub memory: KnativeMemory,
}

/// What a [`KnativePodAutoscaler`] counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KnativeMetric {
    /// Attempts under way.
    #[default]
    Concurrency,
    /// Arrivals a second.
    Rps,
}

/// What a [`KnativePodAutoscaler`] remembers.
#[derive(Clone, Debug, Default)]
pub struct KnativeMemory {
    demand: Demand,
    functions: IndexVec<FunctionId, Known>,
    /// The sum of the instances that are wanted.
    wanted: u64,
    /// How many functions are in panic.
    panicking: u32,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct Known {
    decider: Decider,
    wanted: u32,
    /// Whether there have been as many instances as there are to be at first.
    has_begun: bool,
    /// Since when none has been wanted.
    unwanted: Option<SimTime>,
}

impl Default for KnativePodAutoscaler {
    fn default() -> Self {
        Self {
            metric: KnativeMetric::Concurrency,
            target: None,
            utilization: 0.7,
            stable_window: SimDuration::from_secs(60),
            panic_window: 0.1,
            panic_threshold: 2.0,
            max_scale_up: 1000.0,
            max_scale_down: 2.0,
            scale_to_zero: true,
            scale_to_zero_grace: SimDuration::from_secs(30),
            scale_down_delay: SimDuration::ZERO,
            min_scale: 0,
            max_scale: None,
            initial_scale: 1,
            period: SimDuration::from_secs(2),
            memory: KnativeMemory::default(),
        }
    }
}

impl KnativePodAutoscaler {
    /// What it decides by about a function an instance of which serves so many attempts at once.
    pub fn decider_spec(&self, concurrency: u32) -> DeciderSpec {
        DeciderSpec {
            target: self.target_of(concurrency),
            stable_window: self.stable_window,
            panic_threshold: self.panic_threshold,
            max_scale_up: self.max_scale_up,
            max_scale_down: self.max_scale_down,
            scale_down_delay: self.scale_down_delay,
        }
    }

    /// How much of its metric an instance is to serve that serves so many attempts at once.
    fn target_of(&self, concurrency: u32) -> f64 {
        let total = match self.metric {
            KnativeMetric::Concurrency => self.target.unwrap_or(100.0).min(f64::from(concurrency)),
            KnativeMetric::Rps => self.target.unwrap_or(200.0),
        };
        (total * self.utilization).max(1.0)
    }

    /// What it sees of a function now.
    fn observed(&mut self, function: &FunctionView<'_>, now: SimTime) -> Observed {
        let (id, demand) = (function.id(), &mut self.memory.demand);
        demand.look(id, now, self.stable_window);
        let average = |window| match self.metric {
            KnativeMetric::Concurrency => demand.concurrency(id, now, window),
            KnativeMetric::Rps => demand.rate(id, now, window),
        };
        Observed {
            stable: average(self.stable_window),
            panic: average(self.stable_window * self.panic_window),
            ready: function.ready(),
        }
    }

    /// What is wanted of a function after the decision: the initial scale, the way to zero, the bounds.
    fn bounded(&self, known: &mut Known, wanted: u32, function: &FunctionView<'_>) -> u32 {
        known.has_begun |= function.ready() >= self.initial_scale;
        let wanted = match known.has_begun {
            true => wanted,
            false => wanted.max(self.initial_scale),
        };
        let is_none = wanted == 0 && function.instances() > 0;
        let keeps_last = is_none && !self.gives_up_last(known, function);
        if wanted > 0 {
            known.unwanted = None;
        }
        let least = self.min_scale.max(u32::from(keeps_last));
        wanted.max(least).min(self.max_scale.unwrap_or(MOST))
    }

    /// Whether the last instances of a function may go, of which none is wanted.
    fn gives_up_last(&self, known: &mut Known, function: &FunctionView<'_>) -> bool {
        let now = function.view().now();
        let quiet = self.memory.demand.quiet_since(function.id());
        if !self.scale_to_zero || quiet.is_none_or(|since| since + self.stable_window > now) {
            return false;
        }
        let since = *known.unwanted.get_or_insert(now);
        since + self.scale_to_zero_grace <= now
    }
}

impl Named for KnativePodAutoscaler {
    const NAME: &'static str = "knative";
    const TYPE: &'static str = "KnativePodAutoscaler";
    const DOC: &'static str = "As many instances as keep the attempts under way at a target for each, on average over a minute, or over 6 s in a burst.";
    const SOURCE: &'static str = "Knative's autoscaler (KPA)";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "metric",
            doc: "`concurrency`, the default: attempts under way; `rps`: arrivals a second",
        },
        PolicyParameter {
            name: "target",
            doc: "how much of it an instance is to serve when full, at least 0.01; default: 100, by `rps` 200",
        },
        PolicyParameter {
            name: "utilization",
            doc: "the share of the target that is aimed at; default: 0.7",
        },
        PolicyParameter {
            name: "stable_window",
            doc: "over which time it is averaged; default: 60s",
        },
        PolicyParameter {
            name: "panic_window",
            doc: "the share of that in a panic; default: 0.1",
        },
        PolicyParameter {
            name: "panic_threshold",
            doc: "how many times the ready instances must be wanted for a panic; default: 2",
        },
        PolicyParameter {
            name: "max_scale_up",
            doc: "how many times the ready instances may be wanted at a look; default: 1000",
        },
        PolicyParameter {
            name: "max_scale_down",
            doc: "by how much they may be divided at a look; default: 2",
        },
        PolicyParameter {
            name: "scale_to_zero",
            doc: "whether the last instance may go; default: true",
        },
        PolicyParameter {
            name: "scale_to_zero_grace",
            doc: "how long none must have been wanted before that; default: 30s",
        },
        PolicyParameter {
            name: "scale_down_delay",
            doc: "how long fewer must have been wanted before there are fewer; default: 0",
        },
        PolicyParameter {
            name: "min_scale",
            doc: "the least instances; default: 0",
        },
        PolicyParameter {
            name: "max_scale",
            doc: "the most instances, at least one; default: no bound",
        },
        PolicyParameter {
            name: "initial_scale",
            doc: "how many instances there are to be at first; default: 1",
        },
        PolicyParameter {
            name: "period",
            doc: "the time between two looks; default: 2s",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for KnativePodAutoscaler {
    fn mistake(&self) -> Option<String> {
        self.target
            .and_then(|target| at_least("target", target, 0.01))
            .or_else(|| share("utilization", self.utilization))
            .or_else(|| window("stable_window", self.stable_window, false))
            .or_else(|| share("panic_window", self.panic_window))
            .or_else(|| at_least("panic_threshold", self.panic_threshold, 1.0))
            .or_else(|| at_least("max_scale_up", self.max_scale_up, 1.0))
            .or_else(|| at_least("max_scale_down", self.max_scale_down, 1.0))
            .or_else(|| window("scale_to_zero_grace", self.scale_to_zero_grace, true))
            .or_else(|| window("scale_down_delay", self.scale_down_delay, true))
            .or_else(|| self.max_scale.and_then(|most| some("max_scale", most)))
            .or_else(|| bounds(self.min_scale, self.max_scale.unwrap_or(u32::MAX)))
            .or_else(|| {
                let first = self.initial_scale;
                (first > MOST)
                    .then(|| format!("`initial_scale` is {first}; give it at most {MOST}"))
            })
            .or_else(|| period("period", self.period))
    }

    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        self.memory.demand.observe(event, view.now());
    }

    fn series(&self) -> Vec<Series> {
        let names = ["instances wanted", "instances ready", "functions in panic"];
        names.map(Series::count).into()
    }

    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        let panicking = f64::from(self.memory.panicking);
        let ready = f64::from(view.ready_instances());
        values.copy_from_slice(&[self.memory.wanted as f64, ready, panicking]);
    }
}

impl Scaler for KnativePodAutoscaler {
    fn period(&self) -> Option<SimDuration> {
        Some(self.period)
    }

    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let now = function.view().now();
        let seen = self.observed(function, now);
        let spec = self.decider_spec(function.concurrency());
        let mut known = std::mem::take(of_function(&mut self.memory.functions, function.id()));
        let (before, panicked) = (known.wanted, known.decider.is_panicking());
        let wanted = known.decider.decide(&spec, seen, now);
        known.wanted = self.bounded(&mut known, wanted, function);
        let wanted = known.wanted;
        let memory = &mut self.memory;
        memory.wanted = memory.wanted - u64::from(before) + u64::from(wanted);
        memory.panicking -= u32::from(panicked);
        memory.panicking += u32::from(known.decider.is_panicking());
        memory.functions[function.id()] = known;
        wanted..=wanted
    }

    fn makes_all_instances(&self) -> bool {
        true
    }

    fn looks_on_arrival_at_zero(&self) -> bool {
        true
    }

    fn settles_after(&self) -> Option<SimDuration> {
        // The panic window, and then the stable one: so long may a panic go on.
        let windows = self.stable_window * 2;
        Some(windows + self.scale_to_zero_grace + self.scale_down_delay)
    }
}
