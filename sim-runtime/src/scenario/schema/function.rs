//! What is invoked and what its containers are made of, as they stand in the file.

use super::object::objects;
#[cfg(feature = "schema")]
use super::shape;
use super::{EventKeys, RetryKeys, Step, cpu};
use crate::distribution::Distribution;
use crate::serverless::Cpu;
use crate::units::{Bytes, SimDuration};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// What containers are made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Image {
    /// Its name, which no other image has.
    pub name: String,
    /// The size of its file.
    pub disk_size: Bytes,
    /// What it takes of a node's memory.
    pub ram_size: Bytes,
    /// The parts of its file that other images have, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Layer>,
}

/// A part of an image that other images have, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Layer {
    /// Its name: layers of one name are the same, and have one size.
    pub name: String,
    /// Its size, which is part of that of the image's file.
    pub size: Bytes,
}

/// What can be invoked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Function {
    /// Its name, which no other function has.
    pub name: String,
    /// The name of the image of its containers.
    pub image: String,
    /// How long its body may run; zero is no limit.
    #[serde(default)]
    pub time_limit: SimDuration,
    /// What a container reserves on the node's disk.
    pub disk_limit: Bytes,
    /// What a container reserves of the node's memory.
    pub ram_limit: Bytes,
    /// How many invocations a container serves at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 1)))]
    pub concurrency: u32,
    /// What it has of the cores of its node.
    #[serde(default, with = "cpu", skip_serializing_if = "cpu::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "shape::cpu", extend("default" = { "per_invocation": 1 })))]
    pub cpu: Cpu,
    /// How many GPUs a container holds.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub gpus: u32,
    /// Bytes that may come in. The reference ignores it.
    #[serde(default)]
    pub ingress: Bytes,
    /// Bytes that may go out. The reference ignores it.
    #[serde(default)]
    pub egress: Bytes,
    /// How many containers there are at least, from the registration on.
    #[serde(default)]
    pub min_instances: u32,
    /// How long its body is expected to run; zero if nobody knows.
    #[serde(default)]
    pub expected: SimDuration,
    /// How long after its arrival an invocation should be over; zero if it has no deadline.
    #[serde(default)]
    pub deadline: SimDuration,
    /// Its class; 0 goes first.
    #[serde(default)]
    pub priority: u32,
    /// Its share of the service in proportion to those of the others; at least 1.
    #[serde(default = "one")]
    pub weight: u32,
    /// How many of its invocations wait and run at most, if the admission policy asks; zero: no maximum.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub max_concurrency: u32,
    /// How much of the account's concurrency is kept for it, if the admission policy asks; zero: nothing.
    #[serde(default, skip_serializing_if = "is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub reserved_concurrency: u32,
    /// How long an invocation waits to be dispatched at most; zero: for as long as it takes.
    #[serde(default, skip_serializing_if = "is_unlimited")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub queue_timeout: SimDuration,
    /// How long callers are willing to wait for the dispatch; for as long as it takes if it is absent.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "time"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Distribution"))]
    pub patience: Option<Distribution>,
    /// How its clients repeat an invocation that fails; by default they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryKeys>,
    /// What the provider does with its asynchronous invocations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<EventKeys>,
    /// When it is registered.
    #[serde(default)]
    pub register: Registration,
    /// How long it lasts, drawn anew for each invocation, instead of a `body`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "time"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Distribution"))]
    pub lasts: Option<Distribution>,
    /// What it does, in sequence.
    #[serde(default)]
    pub body: Vec<Step>,
}

/// When a function is registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// At the start, before the timeline, in the order of declaration.
    #[default]
    Start,
    /// By an entry of the timeline.
    Timeline,
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == 1
}

fn is_unlimited(time: &SimDuration) -> bool {
    time.is_zero()
}

/// A distribution of times.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Distribution>, D::Error> {
    let time = Distribution::deserialize(deserializer)?;
    time.check_times().map_err(D::Error::custom)?;
    Ok(Some(time))
}

fn is_none(number: &u32) -> bool {
    *number == 0
}

objects!(Image, Layer, Function);
