//! Policies, as a scenario names them: by their name alone, or as an object with their `kind` and their parameters.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::serverless::policy::PolicyKind;
use crate::serverless::policy::registry::{self, Parameters, PolicyError};

use super::given::Given;

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
    pub fn with(mut self, parameter: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(parameter.to_owned(), value.into());
        self
    }
}

/// The name alone if it has no parameters.
impl Serialize for PolicyChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.parameters.is_empty() {
            return self.name.serialize(serializer);
        }
        let mut keys = Parameters::new();
        keys.insert("kind".to_owned(), self.name.clone().into());
        keys.extend(self.parameters.clone());
        keys.serialize(serializer)
    }
}

/// For each kind a module for serde: how a field of this kind is read, and what stands for one that is absent.
macro_rules! fields {
    ($($field:ident: $kind:ident),+ $(,)?) => {$(
        pub(super) mod $field {
            use super::*;

            pub(in super::super) fn default() -> PolicyChoice {
                PolicyChoice::new(registry::entries(PolicyKind::$kind)[0].name)
            }

            pub(in super::super) fn read<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<PolicyChoice, D::Error> {
                deserializer.deserialize_any(Reader(PolicyKind::$kind))
            }
        }
    )+};
}

fields! {
    admission: Admission,
    discipline: Discipline,
    scheduler: Scheduler,
    reuse: Reuse,
    eviction: Eviction,
    scaler: Scaler,
}

/// How a field is read whose absence means something else than the default of its kind.
macro_rules! optional_fields {
    ($($field:ident: $kind:ident),+ $(,)?) => {$(
        pub(super) fn $field<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<PolicyChoice>, D::Error> {
            deserializer.deserialize_any(Reader(PolicyKind::$kind)).map(Some)
        }
    )+};
}

optional_fields! {
    keep_alive: KeepAlive,
    start_up: StartUp,
}

/// Reads a policy of a kind, and makes one to see whether that is possible.
struct Reader(PolicyKind);

impl<'de> Visitor<'de> for Reader {
    type Value = PolicyChoice;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.0.with_article();
        write!(
            formatter,
            "an object with the `kind` and the parameters of {kind}, or its name alone"
        )
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<PolicyChoice, E> {
        let Self(kind) = self;
        made(kind, PolicyChoice::new(&known(kind, name)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PolicyChoice, A::Error> {
        let Self(kind) = self;
        let (mut name, mut parameters) = (None, Parameters::new());
        while let Some(key) = map.next_key::<String>()? {
            if key == "kind" {
                if name.replace(map.next_value_seed(Name(kind))?).is_some() {
                    return Err(A::Error::duplicate_field("kind"));
                }
                continue;
            }
            let value = map.next_value_seed(Given)?;
            if parameters.contains_key(&key) {
                let message = format!("key `{key}` is given twice; remove one");
                return Err(A::Error::custom(message));
            }
            parameters.insert(key, value);
        }
        let name = name.ok_or_else(|| A::Error::missing_field("kind"))?;
        made(kind, PolicyChoice { name, parameters })
    }
}

/// Reads the name of a policy of a kind, so that an error has the path of its key.
struct Name(PolicyKind);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<String, E> {
        known(self.0, name)
    }
}

/// The name of a policy of a kind, if there is one; an error in the words of serde.
fn known<E: Error>(kind: PolicyKind, name: &str) -> Result<String, E> {
    let entries = registry::entries(kind);
    if entries.iter().any(|entry| entry.name == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<String> = entries
        .iter()
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    let names = names.join(", ");
    Err(E::custom(format!(
        "unknown variant `{name}`, expected one of {names}"
    )))
}

/// A choice of which a policy can be made.
fn made<E: Error>(kind: PolicyKind, choice: PolicyChoice) -> Result<PolicyChoice, E> {
    match registry::check(kind, &choice.name, &choice.parameters) {
        Ok(()) => Ok(choice),
        Err(error) => Err(E::custom(mistake(&choice.name, error))),
    }
}

/// What is wrong with the parameters of a policy, in the words of a file.
fn mistake(name: &str, error: PolicyError) -> String {
    let PolicyError::NoParameter {
        kind, parameter, ..
    } = &error
    else {
        return error.to_string();
    };
    let entries = registry::entries(*kind).iter();
    let owners: Vec<String> = entries
        .clone()
        .filter(|entry| entry.parameters.iter().any(|one| one.name == *parameter))
        .map(|entry| format!("`{}`", entry.name))
        .collect();
    if owners.is_empty() {
        let own = entries.filter(|entry| entry.name == name);
        let own = own.flat_map(|entry| entry.parameters).map(|one| one.name);
        let keys: Vec<String> = std::iter::once("kind")
            .chain(own)
            .map(|key| format!("`{key}`"))
            .collect();
        let keys = keys.join(", ");
        return format!("unknown field `{parameter}`, expected one of {keys}");
    }
    let owners = owners.join(" or ");
    format!(
        "only the {kind} of kind {owners} has a `{parameter}`; remove it, or make the kind {owners}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: PolicyKind, json: &str) -> Result<PolicyChoice, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let read = deserializer.deserialize_any(Reader(kind));
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn every_policy_is_read_by_its_name_alone_and_as_an_object() {
        for entry in registry::all() {
            let choice = Ok(PolicyChoice::new(entry.name));
            assert_eq!(read(entry.kind, &format!("{:?}", entry.name)), choice);
            let object = format!(r#"{{"kind": "{}"}}"#, entry.name);
            assert_eq!(read(entry.kind, &object), choice);
        }
    }

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        for choice in [
            PolicyChoice::new("random"),
            PolicyChoice::new("random").with("seed", 7),
        ] {
            let json = serde_json::to_string(&choice).unwrap();
            assert_eq!(read(PolicyKind::Scheduler, &json), Ok(choice));
        }
    }

    #[test]
    fn a_scheduler_has_a_kind_and_the_parameters_of_that_kind() {
        let mistake = |json| read(PolicyKind::Scheduler, json).unwrap_err();
        let told = mistake(r#"{"kind": "fcfs", "seed": 7}"#);
        let owners = "only the scheduler of kind `random` or `random_stream` has a `seed`; \
                      remove it, or make the kind `random` or `random_stream`";
        assert!(told.contains(owners), "{told}");
        for (json, part) in [
            (
                r#"{"kind": "random", "sed": 7}"#,
                "unknown field `sed`, expected one of `kind`, `seed`",
            ),
            (r#"{"seed": 7}"#, "missing field `kind`"),
            (
                r#"{"kind": "random", "kind": "fcfs"}"#,
                "duplicate field `kind`",
            ),
            (
                r#"{"kind": "random", "seed": 1, "seed": 2}"#,
                "key `seed` is given twice",
            ),
            (
                r#"{"kind": "random", "seed": null}"#,
                "has no value; give it one, or leave it out",
            ),
            (
                "[]",
                "expected an object with the `kind` and the parameters of a scheduler",
            ),
        ] {
            let told = mistake(json);
            assert!(told.contains(part), "{told}");
        }
    }

    #[test]
    fn a_parameter_may_have_a_unit() {
        let json = r#"{"kind": "fixed_timeout", "timeout": "10min"}"#;
        let choice = read(PolicyKind::KeepAlive, json).unwrap();
        let policy = registry::keep_alive(&choice.name, &choice.parameters).unwrap();
        let timeout = crate::units::short::mins(10);
        let expected = crate::serverless::policy::FixedTimeout { timeout };
        assert_eq!(format!("{policy:?}"), format!("{expected:?}"));
        let json = r#"{"kind": "fixed_timeout", "timeout": "10"}"#;
        let told = read(PolicyKind::KeepAlive, json).unwrap_err();
        assert!(told.contains("has no unit; write `10s`"), "{told}");
    }
}
