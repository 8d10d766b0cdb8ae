//! How fast a function may get new instances.

use index_vec::IndexVec;
use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, Filling};
use super::scope::Scope;
use super::under_way::UnderWay;
use super::{Admission, Admit};
use crate::serverless::FunctionId;
use crate::serverless::attempt::Arrived;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::view::View;
use crate::units::SimDuration;

/// An attempt that needs a new instance takes a token out of a bucket; if there is none, it is throttled.
///
/// The bucket is full at the start, holds `burst` tokens at most, and gets `tokens` of them evenly in each `per`. An attempt needs
/// a new instance if those that wait, with it, need more of them than those that wait without it: instances that are idle, or
/// that start or run and have free slots, take attempts without a token. Instances that are to be provisioned count as soon as
/// they start.
///
/// ```
/// use sim_runtime::serverless::policy::{AllOf, ConcurrencyLimit, ScalingRate};
/// use sim_runtime::serverless::ServerlessSpec;
///
/// let limits = AllOf::new().and(ConcurrencyLimit::lambda()).and(ScalingRate::lambda());
/// let service = ServerlessSpec { admission: Box::new(limits), ..ServerlessSpec::default() };
/// ```
///
/// Source: AWS Lambda, "Lambda scaling behavior" of its developer guide, from memory (2025): each function gets 1000 execution
/// environments every 10 s, refilled continuously, and saves no more; announced on November 26, 2023. Before, an account had a
/// burst of 3000 (in large regions) and 500 more a minute.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ScalingRate {
    /// How many tokens come in each `per`; at least 1. Default: 1000.
    pub tokens: u32,
    /// In which time they come \[s\]; more than 0. Default: 10 s.
    pub per: SimDuration,
    /// How many tokens are saved at most; at least 1. Default: 1000.
    pub burst: u32,
    /// Whether each function has a bucket, the default, or all of the service have one.
    pub scope: Scope,
    /// What it has accepted, and the tokens that are left; all of them at first.
    #[serde(skip)]
    pub state: ScalingState,
}

/// What a [`ScalingRate`] has accepted, and the tokens that are left.
#[derive(Clone, Debug, Default)]
pub struct ScalingState {
    under_way: UnderWay,
    of: IndexVec<FunctionId, Option<Bucket>>,
    shared: Option<Bucket>,
    /// The attempt that has just been admitted needs a token, once all other policies have admitted it.
    takes: bool,
}

impl Default for ScalingRate {
    fn default() -> Self {
        Self {
            tokens: 1000,
            per: SimDuration::from_secs(10),
            burst: 1000,
            scope: Scope::Function,
            state: ScalingState::default(),
        }
    }
}

impl ScalingRate {
    /// AWS Lambda's since November 2023: 1000 every 10 s for each function; the default.
    pub fn lambda() -> Self {
        Self::default()
    }

    /// AWS Lambda's before: a burst of 3000, and 500 a minute, for all functions together.
    pub fn lambda_before_2023() -> Self {
        Self {
            tokens: 500,
            per: SimDuration::from_mins(1),
            burst: 3000,
            scope: Scope::Service,
            ..Self::default()
        }
    }

    fn filling(&self) -> Filling {
        Filling {
            tokens: self.tokens,
            per: self.per,
            most: self.burst,
        }
    }

    fn bucket(&mut self, function: FunctionId) -> &mut Bucket {
        let filling = self.filling();
        let bucket = match self.scope {
            Scope::Service => &mut self.state.shared,
            Scope::Function => {
                let of = &mut self.state.of;
                if function.index() >= of.len() {
                    of.resize(function.index() + 1, None);
                }
                &mut of[function]
            }
        };
        bucket.get_or_insert_with(|| Bucket::full(&filling))
    }

    /// Whether one more attempt of a function takes one more instance.
    fn needs_instance(&self, function: FunctionId, view: &View<'_>) -> bool {
        let Some(known) = view.function(function) else {
            return false;
        };
        let waiting = self.state.under_way.of(function);
        let waiting = waiting.saturating_sub(known.active());
        let free = known.free_slots();
        // Of those that find no free slot, as many share an instance as it has slots.
        waiting >= free && (waiting - free).is_multiple_of(known.concurrency())
    }
}

impl Named for ScalingRate {
    const NAME: &'static str = "scaling_rate";
    const TYPE: &'static str = "ScalingRate";
    const DOC: &'static str =
        "An attempt that needs a new instance takes a token out of a bucket, or is throttled.";
    const SOURCE: &'static str = "AWS Lambda since November 2023";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "tokens",
            doc: "how many come in each `per`, at least 1; default: 1000",
        },
        PolicyParameter {
            name: "per",
            doc: "in which time; default: 10s",
        },
        PolicyParameter {
            name: "burst",
            doc: "how many are saved, at least 1; default: 1000",
        },
        PolicyParameter {
            name: "scope",
            doc: "`function`, the default: a bucket each; `service`: one for all",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for ScalingRate {
    fn mistake(&self) -> Option<String> {
        if self.tokens == 0 {
            return Some("`tokens` is 0; give it at least 1".to_owned());
        }
        if self.burst == 0 {
            return Some(
                "`burst` is 0, so no instance would ever be made; give it at least 1".to_owned(),
            );
        }
        let message = || "`per` is 0; give it a time such as `10s`".to_owned();
        self.per.is_zero().then(message)
    }

    fn interests(&self) -> Interests {
        UnderWay::INTERESTS
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let accepted = self.state.under_way.observe(event);
        if let Some(function) = accepted
            && std::mem::take(&mut self.state.takes)
        {
            let filling = self.filling();
            self.bucket(function).take(&filling, view.now());
        }
    }
}

impl Admission for ScalingRate {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let function = arrived.function;
        self.state.takes = self.needs_instance(function, view);
        let filling = self.filling();
        if !self.state.takes || self.bucket(function).has_token(&filling, view.now()) {
            Admit::Accept
        } else {
            Admit::Throttle
        }
    }

    fn enforces_concurrency(&self) -> bool {
        false
    }
}
