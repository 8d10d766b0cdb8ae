//! The shortest first.

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::Discipline;
use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::serverless::queue::Queued;
use crate::units::SimDuration;

/// The attempt comes first that is expected to run for the shortest time.
///
/// What is expected is what the function declares as `expected`, or estimated from how long its bodies have run on this
/// service, failed ones included. Until one has ended, an estimate is what is declared; without that an attempt is expected
/// to take no time, so that a function that is not known yet is soon. The place in the queue is given when the attempt begins
/// to wait: what is learnt later does not change it. Bodies are not interrupted. Source: Smith 1956; Conway, Maxwell and
/// Miller, "Theory of Scheduling", 1967, chapter 8.
///
/// ```
/// use sim_runtime::serverless::policy::ShortestFirst;
/// use sim_runtime::serverless::ServerlessSpec;
///
/// let service = ServerlessSpec { discipline: Box::new(ShortestFirst::weighted(0.1)), ..ServerlessSpec::default() };
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ShortestFirst {
    /// Where the expected time comes from. Default: what the function declares.
    pub estimate: Estimate,
    /// The share of the newest observation in a weighted mean, above 0 and at most 1. Default: 0.2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<f64>,
    /// By function: what has been observed.
    #[serde(skip)]
    observed: IndexVec<FunctionId, Observed>,
}

/// Where the expected time of a function comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Estimate {
    /// The function declares it.
    #[default]
    Known,
    /// The mean of all that has been observed.
    Mean,
    /// An exponentially weighted mean, in which what is newer counts for more.
    Weighted,
}

/// How long the bodies of a function have run.
#[derive(Clone, Copy, Debug, Default)]
struct Observed {
    count: u64,
    /// \[s\].
    mean: f64,
}

/// The share of the newest observation if none is given.
const NEWEST: f64 = 0.2;

impl ShortestFirst {
    /// By the time that functions declare.
    pub fn known() -> Self {
        Self::default()
    }

    /// By the mean of what has been observed.
    pub fn mean() -> Self {
        Self {
            estimate: Estimate::Mean,
            ..Self::default()
        }
    }

    /// By an exponentially weighted mean of what has been observed, with this share of the newest observation: above 0, and
    /// at most 1.
    pub fn weighted(newest: f64) -> Self {
        Self {
            estimate: Estimate::Weighted,
            newest: Some(newest),
            ..Self::default()
        }
    }

    fn learn(&mut self, function: FunctionId, ran: SimDuration) {
        if function.index() >= self.observed.len() {
            self.observed
                .resize(function.index() + 1, Observed::default());
        }
        let known = &mut self.observed[function];
        known.count += 1;
        let share = match self.estimate {
            // The first is all that is known.
            Estimate::Weighted if known.count > 1 => self.newest.unwrap_or(NEWEST),
            _ => 1.0 / known.count as f64,
        };
        known.mean += (ran.as_secs_f64() - known.mean) * share;
    }

    fn observed(&self, function: FunctionId) -> Option<SimDuration> {
        let known = self.observed.get(function)?;
        (known.count > 0).then(|| SimDuration::from_secs_f64(known.mean))
    }
}

impl Named for ShortestFirst {
    const NAME: &'static str = "shortest_first";
    const TYPE: &'static str = "ShortestFirst";
    const DOC: &'static str = "The shortest expected time first.";
    const SOURCE: &'static str = "Smith 1956; Conway, Maxwell and Miller 1967";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "estimate",
            doc: "`known`, the default: `expected` of the function; `mean`: of what has run; `weighted`: exponentially",
        },
        PolicyParameter {
            name: "newest",
            doc: "the share of the newest in a weighted mean, above 0 and at most 1; default: 0.2",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for ShortestFirst {
    fn mistake(&self) -> Option<String> {
        let newest = self.newest?;
        if self.estimate != Estimate::Weighted {
            return Some(
                "newest: is a share in a weighted mean; make the `estimate` `weighted`, or leave it out"
                    .to_owned(),
            );
        }
        let is_share = newest > 0.0 && newest <= 1.0;
        (!is_share).then(|| {
            format!("newest: is {newest}; give it a share above 0 and at most 1, such as 0.2")
        })
    }

    fn interests(&self) -> Interests {
        match self.estimate {
            Estimate::Known => Interests::NONE,
            Estimate::Mean | Estimate::Weighted => Interests::ATTEMPTS,
        }
    }

    fn observe(&mut self, event: &ServiceEvent, _: &View<'_>) {
        if let ServiceEvent::AttemptCompleted {
            function,
            ran: Some(ran),
            ..
        } = event
        {
            self.learn(*function, *ran);
        }
    }
}

impl Discipline for ShortestFirst {
    fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        let observed = match self.estimate {
            Estimate::Known => None,
            Estimate::Mean | Estimate::Weighted => self.observed(queued.function),
        };
        let declared = || {
            let function = view.function(queued.function);
            function.map_or(SimDuration::ZERO, |function| function.precedence().expected)
        };
        observed.unwrap_or_else(declared).as_nanos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serverless::policy::ClusterSketch;
    use crate::serverless::{Charge, Image, Precedence};
    use crate::units::short::{mb, millis, secs};

    fn sketch() -> (ClusterSketch, [FunctionId; 2]) {
        let mut sketch = ClusterSketch::new([], [Image::new("image", mb(1))]);
        let image = sketch.images()[0];
        let functions = [5, 3].map(|seconds| {
            let function = sketch.function(image, Charge::default());
            let precedence = Precedence {
                expected: secs(seconds),
                ..Precedence::default()
            };
            sketch.set_precedence(function, precedence);
            function
        });
        (sketch, functions)
    }

    /// The place of a function after its bodies have run for so many seconds.
    fn key(discipline: &mut ShortestFirst, ran: &[u64]) -> SimDuration {
        let (mut sketch, [function, _]) = sketch();
        for seconds in ran {
            let event = ServiceEvent::AttemptCompleted {
                function,
                invocation: 0,
                success: true,
                ran: Some(secs(*seconds)),
            };
            discipline.observe(&event, &sketch.view());
        }
        sketch.enqueue_by(discipline, function);
        SimDuration::from_nanos(sketch.view().queue()[0].key)
    }

    #[test]
    fn the_declared_time_decides() {
        let (mut sketch, [long, short]) = sketch();
        for function in [long, short, long, short] {
            sketch.enqueue_by(&mut ShortestFirst::known(), function);
        }
        let order = sketch.view().queue().iter().map(|one| one.function);
        assert_eq!(order.collect::<Vec<_>>(), [short, short, long, long]);
    }

    #[test]
    fn estimates_begin_with_what_is_declared_and_follow_what_is_observed() {
        assert_eq!(key(&mut ShortestFirst::mean(), &[]), secs(5));
        assert_eq!(key(&mut ShortestFirst::mean(), &[1, 2, 6]), secs(3));
        // 8, then 8 + (4 - 8) / 4 = 7, then 7 + (5 - 7) / 4 = 6.5.
        assert_eq!(key(&mut ShortestFirst::weighted(0.25), &[8]), secs(8));
        let newest = key(&mut ShortestFirst::weighted(0.25), &[8, 4, 5]);
        assert_eq!(newest, millis(6500));
    }

    #[test]
    fn a_share_is_one_of_a_weighted_mean() {
        for share in [f64::NAN, -0.1, 0.0, 1.1, f64::INFINITY] {
            assert!(ShortestFirst::weighted(share).mistake().is_some());
        }
        assert_eq!(ShortestFirst::weighted(1.0).mistake(), None);
        let unused = ShortestFirst {
            newest: Some(0.5),
            ..ShortestFirst::mean()
        };
        assert!(unused.mistake().is_some());
    }
}
