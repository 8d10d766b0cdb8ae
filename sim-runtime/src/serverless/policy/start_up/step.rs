//! A step of a start-up as it is declared.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::steps::Activity;
use crate::distribution::Distribution;
use crate::kernel::Stream;
use crate::units::{Bytes, Flops};

/// A step of a [`StartUpPlan`](super::StartUpPlan). In files it is an object with one key: `{"delay": "LogNormal(0, 1)"}`, `{"fetch": "50MB"}`,
/// `{"together": [{"fetch": "50MB"}, {"restore": "200MB"}]}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Time passes \[s\]: a sandbox boots, a runtime starts.
    Delay(Distribution),
    /// A package of this size \[B\] travels from the storage service that the function is deployed from to the node's disk,
    /// over the network.
    Fetch(Bytes),
    /// The same from another storage service.
    FetchFrom {
        /// Its name.
        storage: String,
        /// The size \[B\].
        size: Bytes,
    },
    /// A snapshot of this size \[B\] is read from the node's disk into its memory.
    Restore(Bytes),
    /// Initialisation that computes so much on one core of the node, which others may slow down.
    Initialise(Flops),
    /// These begin at the same date, and the next step when all of them are over.
    Together(Vec<Step>),
}

impl Step {
    /// What comes of it for one instance.
    pub(super) fn draw(&self, stream: &mut Stream, activities: &mut Vec<Activity>) {
        activities.push(match self {
            Self::Delay(delay) => Activity::Wait(stream.sample_duration(delay)),
            Self::Fetch(size) => Activity::Fetch {
                storage: None,
                size: *size,
            },
            Self::FetchFrom { storage, size } => Activity::Fetch {
                storage: Some(storage.clone()),
                size: *size,
            },
            Self::Restore(size) => Activity::Read(*size),
            Self::Initialise(work) => Activity::Compute(*work),
            Self::Together(steps) => {
                return steps.iter().for_each(|step| step.draw(stream, activities));
            }
        });
    }

    pub(super) fn mistake(&self) -> Option<String> {
        match self {
            Self::Delay(delay) => delay.check_times().err().map(|error| error.to_string()),
            Self::Together(steps) => steps.iter().find_map(Self::mistake),
            Self::Fetch(_) | Self::FetchFrom { .. } | Self::Restore(_) | Self::Initialise(_) => {
                None
            }
        }
    }

    /// It, or the steps that it is made of.
    pub(crate) fn each(&self, see: &mut impl FnMut(&Self)) {
        match self {
            Self::Together(steps) => steps.iter().for_each(|step| step.each(see)),
            step => see(step),
        }
    }
}

/// The keys of a step in a file, of which it has one.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "StartUpStep", extend("minProperties" = 1, "maxProperties" = 1)))]
#[serde(default, deny_unknown_fields)]
struct Keys {
    /// Time passes.
    #[cfg_attr(feature = "schema", schemars(with = "Distribution"))]
    delay: Option<Distribution>,
    /// A package of this size travels from the storage service of the function.
    #[cfg_attr(feature = "schema", schemars(with = "Bytes"))]
    fetch: Option<Bytes>,
    /// A package travels from another storage service.
    #[cfg_attr(feature = "schema", schemars(with = "Package"))]
    fetch_from: Option<Package>,
    /// A snapshot of this size is read from the node's disk.
    #[cfg_attr(feature = "schema", schemars(with = "Bytes"))]
    restore: Option<Bytes>,
    /// Initialisation computes so much on one core of the node.
    #[cfg_attr(feature = "schema", schemars(with = "Flops"))]
    initialise: Option<Flops>,
    /// These begin at once, and the next step when all of them are over.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Step>"))]
    together: Option<Vec<Step>>,
}

/// A package in another storage service.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "StartUpPackage"))]
#[serde(deny_unknown_fields)]
struct Package {
    /// The name of the storage service.
    storage: String,
    /// The size of the package.
    size: Bytes,
}

impl Keys {
    /// The step, if there is one key.
    fn step(self) -> Option<Step> {
        let package = |Package { storage, size }| Step::FetchFrom { storage, size };
        let mut given = [
            self.delay.map(Step::Delay),
            self.fetch.map(Step::Fetch),
            self.fetch_from.map(package),
            self.restore.map(Step::Restore),
            self.initialise.map(Step::Initialise),
            self.together.map(Step::Together),
        ]
        .into_iter()
        .flatten();
        given.next().filter(|_| given.next().is_none())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Step {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Keys::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Keys::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "an object with one of `delay`, `fetch`, `fetch_from`, `restore`, `initialise` and `together`, such as {\"fetch\": \"50MB\"}",
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Step, A::Error> {
        let keys = Keys::deserialize(MapAccessDeserializer::new(map))?;
        keys.step().ok_or_else(|| {
            A::Error::custom(
                "a step does one thing; give it one of `delay`, `fetch`, `fetch_from`, `restore`, `initialise` and `together`",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_in_a_file_does_one_thing() {
        let told = |json: &str| {
            let read = serde_json::from_str::<Step>(json);
            read.expect_err("it is no step").to_string()
        };
        for (json, part) in [
            ("{}", "a step does one thing; give it one of `delay`"),
            (
                r#"{"fetch": "1MB", "restore": "1MB"}"#,
                "a step does one thing",
            ),
            (
                r#"{"kind": "fetch"}"#,
                "unknown field `kind`, expected one of `delay`",
            ),
            (
                r#""fetch""#,
                "invalid type: string \"fetch\", expected an object with one of `delay`",
            ),
            ("5", "expected an object with one of `delay`"),
            (
                r#"{"fetch_from": {"storage": "s"}}"#,
                "missing field `size`",
            ),
        ] {
            let told = told(json);
            assert!(told.contains(part), "{json}: {told}");
        }
    }
}
