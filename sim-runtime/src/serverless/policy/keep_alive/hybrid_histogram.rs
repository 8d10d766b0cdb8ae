//! The hybrid histogram policy: learns when a function comes back, and has an instance ready then.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::KeepAlive;
use super::idle_histogram::IdleHistogram;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::instance_view::InstanceView;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::serverless::{FunctionId, NodeId};
use crate::units::{SimDuration, SimTime};

/// Learns from a histogram of its idle times when a function is likely to be invoked again: its instance is shut down at the
/// end of an execution, made again shortly before that ("pre-warmed"), and kept until it has become unlikely.
///
/// An idle time of a function goes from the end of an execution, after which none is under way, to the next request. Each
/// function has a histogram of its own, with bins of a minute up to a range of four hours. After each execution:
///
/// * if more than half of its idle times were longer than the range, the next one is **forecast** to be F: the instance goes,
///   another is made after `F * (1 - 15 %)`, and it is kept until `F * (1 + 15 %)`;
/// * else if the histogram is **representative**, of at least ten idle times, its bin counts having a coefficient of variation above 2, the instance goes,
///   another is made after 90 % of the head (the lower end of the bin of the 5th percentile), and it is kept until 110 % of the
///   tail (the upper end of the bin of the 99th percentile). With a head of zero the instance stays instead of being made again;
/// * else, as long as nothing is known, the instance stays for the range: the **standard keep-alive**.
///
/// Both dates count from the end of the execution. What is pre-warmed is one instance, on the node of the last one, by
/// [`Actions::provision`]; its start-up begins at that date.
///
/// Where it differs from the paper: that enough idle times must be known is said there, but not how many; histograms are those of functions, not of applications; the forecast is that of an
/// ARIMA(0, 1, 1) model with a fixed weight (exponential smoothing by one half), where the paper fits an ARIMA model.
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::serverless::policy::HybridHistogram;
///
/// let policy = HybridHistogram { tail: 0.95, ..HybridHistogram::default() };
/// let spec = ServerlessSpec { keep_alive: Some(Box::new(policy)), ..ServerlessSpec::default() };
/// # let _ = spec;
/// ```
///
/// Source: Shahrad et al., "Serverless in the Wild", USENIX ATC 2020, section 4.2.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HybridHistogram {
    /// The width of a bin \[s\]. Default: a minute.
    pub bin: SimDuration,
    /// The longest idle time that the histogram counts, and the standard keep-alive \[s\]. Default: 4 h.
    pub range: SimDuration,
    /// Which share of the idle times may end before the instance is made again, from 0 to 1. Default: 0.05.
    pub head: f64,
    /// Which share of the idle times ends before it is given up, from 0 to 1. Default: 0.99.
    pub tail: f64,
    /// By which share it is made sooner and given up later, from 0 to 1. Default: 0.1.
    pub margin: f64,
    /// How many idle times within the range must be known before a histogram is representative. Default: 10.
    pub least: u32,
    /// The coefficient of variation of the bin counts above which a histogram is representative. Default: 2.
    pub representative: f64,
    /// The share of idle times beyond the range above which they are forecast, from 0 to 1. Default: 0.5.
    pub out_of_bounds: f64,
    /// By which share it is made before and given up after a forecast, from 0 to 1. Default: 0.15.
    pub forecast_margin: f64,
    /// What it has learned; nothing at first.
    #[serde(skip)]
    pub learned: IdlePatterns,
}

/// What a [`HybridHistogram`] has learned.
#[derive(Clone, Debug, Default)]
pub struct IdlePatterns {
    functions: BTreeMap<FunctionId, IdlePattern>,
    /// When an instance of a function is to be made again; stale unless the function says so, too.
    due: BTreeSet<(SimTime, FunctionId)>,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct IdlePattern {
    histogram: IdleHistogram,
    /// How many of its attempts are under way.
    under_way: u32,
    /// Since when none is.
    idle_since: Option<SimTime>,
    /// Where an instance is to be made again, and when.
    next: Option<(NodeId, SimTime)>,
    /// Until when that one is kept.
    until: Option<SimTime>,
}

/// More bins than this are more than anybody's range needs.
const BINS: u64 = 1_000_000;

impl Default for HybridHistogram {
    fn default() -> Self {
        Self {
            bin: SimDuration::from_mins(1),
            range: SimDuration::from_hours(4),
            head: 0.05,
            tail: 0.99,
            margin: 0.1,
            least: 10,
            representative: 2.0,
            out_of_bounds: 0.5,
            forecast_margin: 0.15,
            learned: IdlePatterns::default(),
        }
    }
}

impl HybridHistogram {
    fn bins(&self) -> usize {
        let bins = self.range.as_nanos().div_ceil(self.bin.as_nanos().max(1));
        bins.min(BINS) as usize
    }

    /// How long after the end of an execution an instance is made again, and until when it is kept.
    fn windows(&self, histogram: &IdleHistogram) -> (SimDuration, SimDuration) {
        if histogram.is_mostly_beyond(self.out_of_bounds)
            && let Some(next) = histogram.forecast()
        {
            let margin = self.forecast_margin;
            return (next * (1.0 - margin), next * (1.0 + margin));
        }
        if histogram.within() >= u64::from(self.least)
            && histogram.is_concentrated(self.representative, self.bins())
        {
            let head = self.bin * histogram.bin_of(self.head) as u64;
            let tail = self.bin * (histogram.bin_of(self.tail) + 1) as u64;
            return (head * (1.0 - self.margin), tail * (1.0 + self.margin));
        }
        (SimDuration::ZERO, self.range)
    }
}

impl Named for HybridHistogram {
    const NAME: &'static str = "hybrid_histogram";
    const TYPE: &'static str = "HybridHistogram";
    const DOC: &'static str = "Learns the idle times of each function, and has an instance from shortly before the next request is likely.";
    const SOURCE: &'static str = "Serverless in the Wild (ATC 2020)";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "bin",
            doc: "the width of a bin; default: 1min",
        },
        PolicyParameter {
            name: "range",
            doc: "the longest idle time that is counted, and the keep-alive while nothing is known; default: 4h",
        },
        PolicyParameter {
            name: "head",
            doc: "the share of idle times that may end before the instance is made again; default: 0.05",
        },
        PolicyParameter {
            name: "tail",
            doc: "the share that ends before it is given up; default: 0.99",
        },
        PolicyParameter {
            name: "margin",
            doc: "the share by which both are moved apart; default: 0.1",
        },
        PolicyParameter {
            name: "least",
            doc: "how many idle times must be known before they count; default: 10",
        },
        PolicyParameter {
            name: "representative",
            doc: "the coefficient of variation of the bin counts above which they count; default: 2",
        },
        PolicyParameter {
            name: "out_of_bounds",
            doc: "the share of idle times beyond the range above which the next is forecast; default: 0.5",
        },
        PolicyParameter {
            name: "forecast_margin",
            doc: "the margin of a forecast; default: 0.15",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for HybridHistogram {
    fn mistake(&self) -> Option<String> {
        let shares = [
            ("head", self.head),
            ("tail", self.tail),
            ("margin", self.margin),
            ("out_of_bounds", self.out_of_bounds),
            ("forecast_margin", self.forecast_margin),
        ];
        let wrong = shares
            .into_iter()
            .find(|(_, share)| !(0.0..=1.0).contains(share));
        if let Some((name, share)) = wrong {
            return Some(format!("`{name}` is {share}; give it a share from 0 to 1"));
        }
        if !(self.representative >= 0.0 && self.representative.is_finite()) {
            return Some(format!(
                "`representative` is {}; give it a number that is not negative, such as 2",
                self.representative
            ));
        }
        if self.bin.is_zero() || self.range < self.bin || self.range / self.bin > BINS as f64 {
            return Some(format!(
                "`range` is {} and `bin` is {}; give the range at least one bin and at most {BINS}",
                self.range, self.bin
            ));
        }
        (self.head > self.tail).then(|| {
            format!(
                "`head` is {}, above `tail`, which is {}; let it be the smaller one",
                self.head, self.tail
            )
        })
    }

    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let (width, bins, now) = (self.bin, self.bins(), view.now());
        match *event {
            ServiceEvent::AttemptArrived { function, .. } => {
                let pattern = self.learned.functions.entry(function).or_default();
                if let Some(since) = pattern.idle_since.take() {
                    pattern.histogram.record(now.since(since), width, bins);
                }
                pattern.under_way += 1;
                pattern.next = None;
            }
            ServiceEvent::AttemptCompleted { function, .. } => {
                let pattern = self.learned.functions.entry(function).or_default();
                pattern.under_way = pattern.under_way.saturating_sub(1);
                if pattern.under_way == 0 {
                    pattern.idle_since = Some(now);
                }
            }
            _ => {}
        }
    }

    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        let IdlePatterns { functions, due } = &mut self.learned;
        while let Some((date, id)) = due.first().copied().filter(|(date, _)| *date <= view.now()) {
            due.pop_first();
            let Some(pattern) = functions.get_mut(&id) else {
                continue;
            };
            let next = pattern.next.filter(|(_, next)| *next == date);
            let has_any = view.function(id).is_none_or(|one| one.instances() > 0);
            if let Some((node, _)) = next
                && !has_any
            {
                actions.provision(id, node);
            }
        }
    }
}

impl KeepAlive for HybridHistogram {
    fn idle(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        let (now, function) = (view.now(), instance.function());
        let known = self.learned.functions.get(&function);
        if instance.uses() == 0 {
            let until = known.and_then(|pattern| pattern.until);
            return until.unwrap_or(now + self.range);
        }
        let standard = (SimDuration::ZERO, self.range);
        let (after, until) = known.map_or(standard, |pattern| self.windows(&pattern.histogram));
        let pattern = self.learned.functions.entry(function).or_default();
        pattern.until = Some(now + until);
        pattern.next = None;
        if after.is_zero() {
            return now + until;
        }
        pattern.next = Some((instance.node(), now + after));
        self.learned.due.insert((now + after, function));
        actions.wake_at(now + after);
        now
    }
}
