//! Traces as loads, as they stand in the file.

use super::Length;
use super::object::objects;
use crate::units::{Bytes, SimDuration};
use serde::{Deserialize, Serialize};

/// A trace: it brings its functions, and invokes them beside the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Trace {
    /// Its name, which no other trace has.
    pub name: String,
    /// Its format, such as `azure-2019`; told by the file if it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The file, or the folder where the format has several; from the folder of the scenario's file on.
    pub path: String,
    /// How many functions, drawn in strata of load; by default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functions: Option<usize>,
    /// The part of the invocations that is kept; by default all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Where the invocations of a minute are; by default uniformly distributed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<String>,
    /// What comes earlier is left out, and this is the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<SimDuration>,
    /// What comes from then on is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<SimDuration>,
    /// What is deployed as one function: `functions`, the default, or `apps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouping: Option<String>,
    /// The name of the image of its functions; by default they have one that takes no space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// How many invocations a container serves at once; by default as the trace says, or else one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// The name of the host that the invocations come from; by default the head host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// How long an invocation lasts whose duration is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero_duration: Option<SimDuration>,
    /// How long an invocation lasts of which the trace does not know it, as a time or a distribution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_duration: Option<Length>,
    /// The memory of a function of which the trace does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_memory: Option<Bytes>,
}

objects!(Trace);
