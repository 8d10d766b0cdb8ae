//! How things changed over time, in equal intervals.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::cause::ColdCause;
use super::object::objects;
use crate::units::{SimDuration, SimTime};

/// Loads and starts over the run, in intervals of equal length from date zero on: at most 128, whatever the length of the
/// run. Each series has one value an interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Timeline {
    /// The length of an interval.
    pub interval: SimDuration,
    /// How many intervals there are.
    pub intervals: u64,
    /// The load of each service.
    pub services: Vec<ServiceTimeline>,
    /// The load of each node, of services that have at most 256.
    pub nodes: Vec<NodeTimeline>,
    /// The load of each link that was used; empty if only a summary was recorded.
    pub links: Vec<LinkTimeline>,
    /// What policies publish, in order of service and kind.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub policies: Vec<PolicyTimeline>,
}

objects! { Timeline, ServiceTimeline, NodeTimeline, LinkTimeline, PolicyTimeline }

impl Timeline {
    /// When an interval starts.
    pub fn start(&self, interval: usize) -> SimTime {
        SimTime::from_nanos(self.interval.as_nanos().saturating_mul(interval as u64))
    }
}

/// A service over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct ServiceTimeline {
    /// The service.
    pub service: Arc<str>,
    /// Invocations requested.
    pub requests: Vec<u64>,
    /// Invocations that failed.
    pub failures: Vec<u64>,
    /// Dispatches to containers that had served before.
    pub hot_starts: Vec<u64>,
    /// Dispatches to new containers, by cause.
    pub cold_starts: IndexMap<ColdCause, Vec<u64>>,
    /// Cores that invocations hold, mean.
    pub busy_cores: Vec<f64>,
    /// Containers, busy or idle, mean.
    pub containers: Vec<f64>,
    /// Memory in use on all nodes, mean \[B\].
    pub memory: Vec<f64>,
}

/// A node over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct NodeTimeline {
    /// The service.
    pub service: Arc<str>,
    /// The node.
    pub node: Arc<str>,
    /// Cores that invocations hold, mean.
    pub busy_cores: Vec<f64>,
    /// Memory in use, mean \[B\].
    pub memory: Vec<f64>,
    /// Disk space in use, mean \[B\].
    pub disk: Vec<f64>,
}

/// A link over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct LinkTimeline {
    /// The link.
    pub link: Arc<str>,
    /// Its bandwidth \[B/s\].
    pub bandwidth: f64,
    /// How much of that is in use, mean \[B/s\].
    pub used: Vec<f64>,
}

/// A series that a policy publishes, over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct PolicyTimeline {
    /// The service.
    pub service: Arc<str>,
    /// The kind of the policy, such as `scheduler`.
    pub policy: String,
    /// What the series is.
    pub series: String,
    /// The unit of its values; empty for a plain number.
    pub unit: String,
    /// The greatest value, or zero.
    pub peak: f64,
    /// Its values, mean.
    pub values: Vec<f64>,
}
