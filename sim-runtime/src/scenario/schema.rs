//! What a scenario file says: a whole simulation as plain values, key by key as they stand in the
//! file.
//!
//! ```text
//! Scenario ─┬─ platform: hosts, links, routes
//!           ├─ storage: where the images are
//!           ├─ service: the serverless service, its scheduler and its properties
//!           ├─ images, functions: what is invoked, each function with the steps of its body
//!           ├─ workflows: functions that are invoked one after the other, at once, by choice
//!           ├─ timeline: what the controller does, entry by entry
//!           ├─ faults: what breaks
//!           ├─ workloads: who invokes functions beside the timeline
//!           └─ traces: functions and invocations that have been measured
//! ```
//!
//! A quantity is a number of base units (seconds, bytes, flop, flop/s, B/s) or a text with a unit,
//! such as `"250 MB"`. A key that is not known is refused. Whether names exist and quantities make
//! sense is for [`load`](super::load) to check; what anything does is for the models.

mod body;
mod cpu;
mod fault;
mod for_editors;
#[cfg(feature = "schema")]
mod form;
mod function;
mod given;
mod message_sizes;
mod noted;
mod object;
mod platform;
mod policy;
mod repetition;
mod service;
#[cfg(feature = "schema")]
mod shape;
mod storage;
mod timeline;
mod trace;
mod workflow;
mod workload;

pub use body::Step;
pub(super) use cpu::key as cpu_key;
pub use fault::{Fault, Length};
pub use for_editors::ForEditors;
pub use function::{Function, Image, Layer, Registration};
pub use platform::{Disk, Host, Link, Platform, Route};
pub(super) use platform::{member, names, place_in_array};
pub use policy::PolicyChoice;
pub use repetition::{BackoffKeys, EventKeys, LetterKeys, RetryKeys, RetryOnKeys};
pub use service::{Properties, Service};
pub use storage::{BufferSize, Storage};
pub use timeline::{Action, Delay, Entry, InvocationKind};
pub use trace::Trace;
pub use workflow::{WorkflowBranch, WorkflowMap, WorkflowStep, WorkflowWork};
pub use workload::{Load, Pollers, Users, Workload};

use crate::serverless::MessageSizes;
use crate::units::SimTime;
use indexmap::IndexMap;
use object::objects;
use serde::{Deserialize, Serialize};

/// A scenario file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Scenario {
    /// The name that results carry; by default that of the file.
    #[serde(default)]
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub description: String,
    /// The seed of the run's random numbers, where the command line gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// When the simulation is over, whatever is left to happen; by default when the timeline is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<SimTime>,
    /// Whether a registration may be refused; if not, a run with a refused one has failed.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = false)))]
    pub allow_refusal: bool,
    /// Whether the timeline may go back to a date that is past, and so do at once what was to be done then. By default the
    /// files of the reference's format, `NAME.scenario.json`, may, and others may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_past_dates: Option<bool>,
    /// How bytes move over links.
    #[serde(default)]
    pub network_model: NetworkModel,
    /// Settings of the engine.
    #[serde(default)]
    pub engine: Engine,
    /// The host of the controller and of its function manager.
    pub controller_host: String,
    /// Hosts, links and routes.
    pub platform: Platform,
    /// The storage service that holds the images.
    pub storage: Storage,
    /// The serverless service.
    pub service: Service,
    /// What containers are made of.
    #[serde(default)]
    pub images: Vec<Image>,
    /// What can be invoked.
    #[serde(default)]
    pub functions: Vec<Function>,
    /// Workflows of functions, by name, which the timeline runs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub workflows: IndexMap<String, WorkflowStep>,
    /// What the controller does, in sequence. A last `wait_all` is implied.
    #[serde(default)]
    pub timeline: Vec<Entry>,
    /// What breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// Who invokes functions beside the timeline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workloads: Vec<Workload>,
    /// Functions of traces, and when they are invoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<Trace>,
    /// Where the schema of the file is, for editors.
    #[serde(default, rename = "$schema", skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub schema: ForEditors,
}

/// How bytes move over links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum NetworkModel {
    /// As TCP does, in SimGrid's LV08 model.
    #[default]
    Reference,
    /// Latency, then a fair share of the bandwidth.
    Ideal,
}

/// Settings of the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Engine {
    /// The size of every control message, or of each kind; messages of no size take no time.
    #[serde(with = "message_sizes")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "shape::message_sizes"))]
    pub control_message_size: MessageSizes,
    /// Whether the timeline may turn links off.
    pub link_shutdown: bool,
    /// Communication ports of the reference, of which each invocation uses one. Kept for files
    /// written for it: there is no such limit here.
    pub commport_pool_size: u64,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            control_message_size: MessageSizes::default(),
            link_shutdown: false,
            commport_pool_size: 5000,
        }
    }
}

objects!(Scenario, Engine);

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALLEST: &str = r#"{
        "controller_host": "user",
        "platform": {"hosts": []},
        "storage": {"host": "user"},
        "service": {"head_host": "user", "compute_hosts": []}
    }"#;

    #[test]
    fn what_a_scenario_does_not_say_is_the_default() {
        let scenario: Scenario = serde_json::from_str(SMALLEST).unwrap();
        assert_eq!(scenario.network_model, NetworkModel::Reference);
        assert_eq!(scenario.engine, Engine::default());
        assert_eq!(scenario.seed, None);
        assert_eq!(scenario.storage.mount, "/");
        assert_eq!(scenario.service.scheduler, PolicyChoice::new("fcfs"));
    }

    #[test]
    fn a_scenario_is_read_as_it_is_written() {
        let scenario: Scenario = serde_json::from_str(SMALLEST).unwrap();
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }
}
