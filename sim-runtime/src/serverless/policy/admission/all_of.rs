//! Several admission policies at once.

use std::cell::OnceCell;

use serde::de::{DeserializeOwned, Error as _, Unexpected};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::concurrency_limit::ConcurrencyLimit;
use super::pending_limit::PendingLimit;
use super::queue_limit::QueueLimit;
use super::scaling_rate::ScalingRate;
use super::{Admission, Admit};
use crate::serverless::attempt::Arrived;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::policy::actions::Actions;
use crate::serverless::policy::base::Policy;
#[cfg(feature = "schema")]
use crate::serverless::policy::forms;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::series::Series;
use crate::serverless::policy::view::View;

/// A request is accepted if all of these policies accept it. They are asked in their order, and the first that refuses it says
/// why; the others are not asked any more.
///
/// A policy that counts what is accepted does so when it is told that an attempt has
/// [arrived](crate::serverless::ServiceEvent::AttemptArrived), not when it is asked: so a request that another one refuses leaves
/// no traces. The times for which attempts [may wait](Admit::AcceptFor) are the shortest that any of them gives. All are woken
/// when one has asked for it.
///
/// ```
/// use sim_runtime::serverless::policy::{AllOf, ConcurrencyLimit, QueueLimit};
/// use sim_runtime::serverless::ServerlessSpec;
///
/// let limits = AllOf::new()
///     .and(ConcurrencyLimit::of_account(1000))
///     .and(QueueLimit { waiting: 50, ..QueueLimit::default() });
/// let service = ServerlessSpec { admission: Box::new(limits), ..ServerlessSpec::default() };
/// ```
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AllOf {
    #[serde(serialize_with = "write", deserialize_with = "read")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "listed"))]
    policies: Vec<Box<dyn Admission>>,
    /// How many figures each of them publishes.
    #[serde(skip)]
    figures: OnceCell<Vec<usize>>,
}

impl AllOf {
    /// None yet: it accepts whatever comes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same and this one, which is asked after the others.
    pub fn and(mut self, policy: impl Admission + 'static) -> Self {
        self.policies.push(Box::new(policy));
        self
    }
}

/// The names of the policies that a file may list.
const LISTED: &[&str] = &[
    ConcurrencyLimit::NAME,
    ScalingRate::NAME,
    QueueLimit::NAME,
    PendingLimit::NAME,
];

/// An entry of the list: a policy by its name alone, or as an object with its `kind`.
struct Entry(Box<dyn Admission>);

impl Entry {
    /// The policy of this name with these parameters.
    fn named(name: &str, parameters: Map<String, Value>) -> Result<Self, String> {
        fn made<P: Admission + DeserializeOwned + 'static>(
            parameters: Map<String, Value>,
        ) -> Result<Entry, String> {
            let made = serde_path_to_error::deserialize::<_, P>(Value::Object(parameters));
            let made = made.map_err(|error| error.to_string())?;
            Ok(Entry(Box::new(made)))
        }
        match name {
            ConcurrencyLimit::NAME => made::<ConcurrencyLimit>(parameters),
            ScalingRate::NAME => made::<ScalingRate>(parameters),
            QueueLimit::NAME => made::<QueueLimit>(parameters),
            PendingLimit::NAME => made::<PendingLimit>(parameters),
            other => Err(serde_json::Error::unknown_variant(other, LISTED).to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, parameters) = match Value::deserialize(deserializer)? {
            Value::Object(mut parameters) => (parameters.remove("kind"), parameters),
            name => (Some(name), Map::new()),
        };
        let kind = kind.ok_or_else(|| D::Error::missing_field("kind"))?;
        let Value::String(name) = &kind else {
            let found = kind.to_string();
            return Err(D::Error::invalid_type(
                Unexpected::Other(&found),
                &"the name of an admission policy, or an object with its `kind`",
            ));
        };
        Self::named(name, parameters).map_err(D::Error::custom)
    }
}

/// A list of those that can be listed, by their names alone or with parameters.
#[cfg(feature = "schema")]
fn listed(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let one = forms::choice(
        "admission policy",
        vec![
            forms::object::<ConcurrencyLimit>(generator),
            forms::object::<ScalingRate>(generator),
            forms::object::<QueueLimit>(generator),
            forms::object::<PendingLimit>(generator),
        ],
    );
    schemars::json_schema!({ "type": "array", "items": one })
}

/// A list of policies.
fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Box<dyn Admission>>, D::Error> {
    let entries = Vec::<Entry>::deserialize(deserializer)?;
    Ok(entries.into_iter().map(|Entry(one)| one).collect())
}

/// What was put together in Rust has no names.
fn write<S: Serializer>(policies: &[Box<dyn Admission>], serializer: S) -> Result<S::Ok, S::Error> {
    if policies.is_empty() {
        return serializer.collect_seq(std::iter::empty::<()>());
    }
    Err(S::Error::custom(
        "a list of policies is not written to a file",
    ))
}

impl Named for AllOf {
    const NAME: &'static str = "all_of";
    const TYPE: &'static str = "AllOf";
    const DOC: &'static str = "What all policies of a list accept.";
    const SOURCE: &'static str = "providers have several limits at once";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "policies",
        doc: "a list of other admission policies, such as `[{ \"kind\": \"concurrency_limit\", \"account\": 1000 }, \"scaling_rate\"]`; default: none",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for AllOf {
    fn mistake(&self) -> Option<String> {
        let mut policies = self.policies.iter().enumerate();
        policies.find_map(|(place, policy)| {
            let mistake = policy.mistake()?;
            Some(format!("policies[{place}]: {mistake}"))
        })
    }

    fn interests(&self) -> Interests {
        let interests = self.policies.iter().map(|policy| policy.interests());
        interests.fold(Interests::NONE, |all, one| all | one)
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        for policy in &mut self.policies {
            if policy.interests().includes(event.interest()) {
                policy.observe(event, view);
            }
        }
    }

    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        for policy in &mut self.policies {
            policy.wake(view, actions);
        }
    }

    fn series(&self) -> Vec<Series> {
        let series: Vec<Vec<Series>> = self.policies.iter().map(|one| one.series()).collect();
        self.figures
            .get_or_init(|| series.iter().map(Vec::len).collect());
        series.into_iter().flatten().collect()
    }

    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        let mut rest = values;
        let figures = self.figures.get().into_iter().flatten();
        for (policy, figures) in self.policies.iter().zip(figures) {
            // Fewer are kept than may be published.
            let (own, others) = rest.split_at_mut((*figures).min(rest.len()));
            if own.len() == *figures && *figures > 0 {
                policy.publish(view, own);
            }
            rest = others;
        }
    }
}

impl Admission for AllOf {
    fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        let mut longest = None;
        for policy in &mut self.policies {
            match policy.admit(arrived, view) {
                Admit::Accept => {}
                Admit::AcceptFor(time) => {
                    longest = Some(longest.map_or(time, |known| time.min(known)));
                }
                refusal => return refusal,
            }
        }
        longest.map_or(Admit::Accept, Admit::AcceptFor)
    }

    fn enforces_concurrency(&self) -> bool {
        self.policies.iter().any(|one| one.enforces_concurrency())
    }

    fn account(&self) -> Option<u32> {
        self.policies.iter().filter_map(|one| one.account()).min()
    }
}
