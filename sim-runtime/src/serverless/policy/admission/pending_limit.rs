//! Requests that are pending for a while at most.

use std::collections::BTreeMap;

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::under_way::UnderWay;
use super::{Admission, Admit};
use crate::serverless::FunctionId;
use crate::serverless::attempt::Arrived;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::units::{SimDuration, SimTime};

/// An attempt waits to be dispatched for some times the mean start-up of the instances of its function, or for `least` if that
/// is longer; then it [is abandoned](crate::serverless::Failure::Abandoned). The mean is over the start-ups that have ended.
/// Besides, there may be so many attempts that wait for each instance of the function, one if there is none; the others are
/// throttled.
///
/// ```
/// use sim_runtime::serverless::policy::PendingLimit;
/// use sim_runtime::serverless::ServerlessSpec;
///
/// let service = ServerlessSpec { admission: Box::new(PendingLimit::default()), ..ServerlessSpec::default() };
/// ```
///
/// Source: Google Cloud Run, "About instance autoscaling", from memory (2025): requests are pending for 3.5 times the average
/// start-up time, or 10 s if that is longer, and are answered with 429 then.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PendingLimit {
    /// How many times the mean start-up; not negative. Default: 3.5.
    pub start_ups: f64,
    /// How long at least \[s\]. Default: 10 s.
    pub least: SimDuration,
    /// How many attempts wait for each instance at most. Zero, the default: no such limit.
    pub per_instance: u32,
    /// What it has accepted, and the start-ups that it has seen; none at first.
    #[serde(skip)]
    pub state: PendingState,
}

/// What a [`PendingLimit`] has accepted and seen.
#[derive(Clone, Debug, Default)]
pub struct PendingState {
    under_way: UnderWay,
    /// Since when an instance starts, by its number.
    starting: BTreeMap<u32, SimTime>,
    of: IndexVec<FunctionId, StartUps>,
}

/// The start-ups of a function that have ended.
#[derive(Clone, Copy, Debug, Default)]
struct StartUps {
    count: u64,
    /// \[s\].
    total: f64,
}

impl Default for PendingLimit {
    fn default() -> Self {
        Self {
            start_ups: 3.5,
            least: SimDuration::from_secs(10),
            per_instance: 0,
            state: PendingState::default(),
        }
    }
}

impl PendingLimit {
    /// How long an attempt of a function waits at most.
    fn longest(&self, function: FunctionId) -> SimDuration {
        let known = self.state.of.get(function).copied().unwrap_or_default();
        if known.count == 0 {
            return self.least;
        }
        let mean = known.total / known.count as f64;
        SimDuration::from_secs_f64(self.start_ups * mean).max(self.least)
    }
}

impl Named for PendingLimit {
    const NAME: &'static str = "pending_limit";
    const TYPE: &'static str = "PendingLimit";
    const DOC: &'static str =
        "An attempt waits for some times the mean start-up of its function at most.";
    const SOURCE: &'static str = "Google Cloud Run";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "start_ups",
            doc: "how many times; default: 3.5",
        },
        PolicyParameter {
            name: "least",
            doc: "how long at least; default: 10s",
        },
        PolicyParameter {
            name: "per_instance",
            doc: "how many wait for each instance at most; 0, the default: no limit",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for PendingLimit {
    fn mistake(&self) -> Option<String> {
        let is_number = self.start_ups.is_finite() && self.start_ups >= 0.0;
        (!is_number).then(|| {
            format!(
                "`start_ups` is {}; give it a number such as 3.5",
                self.start_ups
            )
        })
    }

    fn interests(&self) -> Interests {
        UnderWay::INTERESTS | Interests::INSTANCES
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let state = &mut self.state;
        state.under_way.observe(event);
        match *event {
            ServiceEvent::InstanceCreated { container, .. }
            | ServiceEvent::InstanceProvisioned { container, .. } => {
                state.starting.insert(container, view.now());
            }
            ServiceEvent::InstanceStarted {
                container,
                function,
                ..
            } => {
                let Some(since) = state.starting.remove(&container) else {
                    return;
                };
                if function.index() >= state.of.len() {
                    state.of.resize(function.index() + 1, StartUps::default());
                }
                let known = &mut state.of[function];
                known.count += 1;
                known.total += (view.now() - since).as_secs_f64();
            }
            ServiceEvent::InstanceShutDown { container, .. } => {
                state.starting.remove(&container);
            }
            _ => {}
        }
    }
}

impl Admission for PendingLimit {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let function = arrived.function;
        if self.per_instance > 0 {
            let known = view.function(function);
            let (active, instances) =
                known.map_or((0, 0), |known| (known.active(), known.instances()));
            let waiting = self.state.under_way.of(function).saturating_sub(active);
            if waiting >= self.per_instance.saturating_mul(instances.max(1)) {
                return Admit::Throttle;
            }
        }
        Admit::AcceptFor(self.longest(function))
    }

    fn enforces_concurrency(&self) -> bool {
        false
    }
}
