//! Policies, as a scenario names them.

use std::collections::BTreeSet;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::serverless::policy::PolicyKind;
use crate::serverless::policy::registry::{self, Parameters, PolicyError};

/// A policy of the [registry], by its name.
///
/// ```
/// use sim_runtime::scenario::schema::PolicyChoice;
///
/// let scheduler = PolicyChoice::new("random").with("seed", 7);
/// assert_eq!(scheduler.name, "random");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyChoice {
    /// Its name.
    pub name: String,
    /// The values of its parameters; the others have their defaults.
    pub parameters: Parameters,
}

impl PolicyChoice {
    /// A policy with the defaults of its parameters.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            parameters: Parameters::new(),
        }
    }

    /// The same with a value of a parameter.
    pub fn with(mut self, parameter: &str, value: impl Into<serde_json::Value>) -> Self {
        self.parameters.insert(parameter.to_owned(), value.into());
        self
    }

    /// The default of a kind.
    pub(super) fn default_of(kind: PolicyKind) -> Self {
        Self::new(registry::entries(kind)[0].name)
    }
}

/// The name of a policy of a kind, if there is one; an error in the words of serde.
fn known<E: Error>(kind: PolicyKind, name: String) -> Result<String, E> {
    let names: Vec<_> = registry::entries(kind)
        .iter()
        .map(|entry| entry.name)
        .collect();
    if names.contains(&&*name) {
        return Ok(name);
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let names = names.join(", ");
    Err(E::custom(format!(
        "unknown variant `{name}`, expected one of {names}"
    )))
}

/// What is wrong with the parameters of a policy, in the words of a file.
fn mistake(kind: PolicyKind, error: PolicyError) -> String {
    let PolicyError::NoParameter { parameter, .. } = &error else {
        return error.to_string();
    };
    let owners: Vec<String> = registry::entries(kind)
        .iter()
        .filter(|entry| entry.parameters.iter().any(|one| one.name == *parameter))
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    if owners.is_empty() {
        let known = registry::entries(kind)
            .iter()
            .flat_map(|one| one.parameters);
        let known: BTreeSet<String> = known.map(|one| format!("`{}`", one.name)).collect();
        let known = Vec::from_iter(known).join(", ");
        return format!("unknown field `{parameter}`, expected one of `kind`, {known}");
    }
    let owners = owners.join(" or ");
    format!(
        "only the {kind} of kind {owners} has a `{parameter}`; remove it, or make the kind {owners}"
    )
}

/// A scheduler: an object with its `kind` and its parameters.
pub(super) mod scheduler {
    use super::*;

    #[derive(Deserialize)]
    struct Kind(#[serde(deserialize_with = "kind")] String);

    fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        known(PolicyKind::Scheduler, String::deserialize(deserializer)?)
    }

    #[derive(Deserialize)]
    struct Keys {
        kind: Kind,
        #[serde(flatten)]
        parameters: Parameters,
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<PolicyChoice, D::Error> {
        let Keys { kind, parameters } = Keys::deserialize(deserializer)?;
        // What is not a number has become `null`, which would stand for the default.
        if let Some((name, _)) = parameters.iter().find(|(_, value)| value.is_null()) {
            let message = format!("`{name}` has no value; give it one, or leave it out");
            return Err(D::Error::custom(message));
        }
        let choice = PolicyChoice {
            name: kind.0,
            parameters,
        };
        match registry::scheduler(&choice.name, &choice.parameters) {
            Ok(_) => Ok(choice),
            Err(error) => Err(D::Error::custom(mistake(PolicyKind::Scheduler, error))),
        }
    }

    pub(in super::super) fn serialize<S: Serializer>(
        choice: &PolicyChoice,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut keys = Parameters::new();
        keys.insert("kind".to_owned(), choice.name.clone().into());
        keys.extend(choice.parameters.clone());
        keys.serialize(serializer)
    }
}

/// An eviction policy: its name.
pub(super) mod eviction {
    use super::*;

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<PolicyChoice, D::Error> {
        let name = String::deserialize(deserializer)?;
        known(PolicyKind::Eviction, name).map(|name| PolicyChoice::new(&name))
    }

    pub(in super::super) fn serialize<S: Serializer>(
        choice: &PolicyChoice,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        choice.name.serialize(serializer)
    }
}
