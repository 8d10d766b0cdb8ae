//! What a function has of the cores of its node, as it stands in the file: `{ "per_instance": 0.5 }`, or `"shared"`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::serverless::Cpu;

/// The word for all cores of the node.
pub(super) const SHARED: &str = "shared";

/// The kinds with a number of cores, of which one is given.
#[derive(Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Cores", extend("minProperties" = 1, "maxProperties" = 1)))]
#[serde(default, deny_unknown_fields)]
pub(super) struct Bounded {
    /// Each invocation has so many cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    per_invocation: Option<f64>,
    /// The invocations of an instance share so many cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    per_instance: Option<f64>,
    /// All instances share the cores of the node, of which each has so many at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "f64"))]
    shared_within: Option<f64>,
}

impl Bounded {
    fn cpu(self) -> Option<Cpu> {
        let given = [
            self.per_invocation.map(Cpu::PerInvocation),
            self.per_instance.map(Cpu::PerInstance),
            self.shared_within.map(Cpu::SharedWithin),
        ];
        let mut given = given.into_iter().flatten();
        given.next().filter(|_| given.next().is_none())
    }
}

/// The key of its number of cores; `None` if it has none.
pub(in crate::scenario) fn key(cpu: &Cpu) -> Option<&'static str> {
    match cpu {
        Cpu::PerInvocation(_) => Some("per_invocation"),
        Cpu::PerInstance(_) => Some("per_instance"),
        Cpu::SharedWithin(_) => Some("shared_within"),
        Cpu::Shared => None,
    }
}

pub(super) fn is_default(cpu: &Cpu) -> bool {
    *cpu == Cpu::default()
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cpu, D::Error> {
    deserializer.deserialize_any(CpuVisitor)
}

pub(super) fn serialize<S: Serializer>(cpu: &Cpu, serializer: S) -> Result<S::Ok, S::Error> {
    let mut bounded = Bounded::default();
    match *cpu {
        Cpu::Shared => return SHARED.serialize(serializer),
        Cpu::PerInvocation(cores) => bounded.per_invocation = Some(cores),
        Cpu::PerInstance(cores) => bounded.per_instance = Some(cores),
        Cpu::SharedWithin(cores) => bounded.shared_within = Some(cores),
    }
    bounded.serialize(serializer)
}

struct CpuVisitor;

impl<'de> Visitor<'de> for CpuVisitor {
    type Value = Cpu;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "an object with one of `per_invocation`, `per_instance` and `shared_within`, such as {\"per_instance\": 0.5}, or the word \"shared\"",
        )
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Cpu, E> {
        if word == SHARED {
            return Ok(Cpu::Shared);
        }
        Err(E::invalid_value(serde::de::Unexpected::Str(word), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cpu, A::Error> {
        let given = Bounded::deserialize(MapAccessDeserializer::new(map))?;
        given.cpu().ok_or_else(|| {
            A::Error::custom(
                "give one number of cores: `per_invocation`, `per_instance` or `shared_within`",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Field(#[serde(with = "super")] Cpu);

    fn read(json: &str) -> Result<Cpu, String> {
        let read = serde_json::from_str::<Field>(json);
        read.map(|field| field.0).map_err(|error| error.to_string())
    }

    #[test]
    fn a_kind_has_its_number_of_cores() {
        assert_eq!(read(r#"{"per_invocation": 2}"#), Ok(Cpu::per_invocation(2)));
        assert_eq!(read(r#"{"per_instance": 0.5}"#), Ok(Cpu::per_instance(0.5)));
        assert_eq!(
            read(r#"{"shared_within": 1.5}"#),
            Ok(Cpu::shared_within(1.5))
        );
        assert_eq!(read(r#""shared""#), Ok(Cpu::shared()));
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        for json in [
            r#"{"per_invocation":2.0}"#,
            r#"{"per_instance":0.5}"#,
            r#"{"shared_within":1.5}"#,
            r#""shared""#,
        ] {
            let read: Field = serde_json::from_str(json).expect("a field");
            assert_eq!(serde_json::to_string(&read).expect("a text"), json);
        }
    }

    #[test]
    fn mistakes_are_told_with_what_there_is() {
        for (json, told) in [
            ("2", "expected an object with one of `per_invocation`"),
            (
                r#""exclusive""#,
                "expected an object with one of `per_invocation`",
            ),
            ("{}", "give one number of cores"),
            (
                r#"{"per_instance": 1, "shared_within": 2}"#,
                "give one number of cores",
            ),
            (
                r#"{"per_core": 1}"#,
                "unknown field `per_core`, expected one of `per_invocation`",
            ),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(told), "{json}: {error}");
        }
    }
}
