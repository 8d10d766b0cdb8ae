//! Figures over many invocations: per function, per service, per node.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::cause::ColdCause;
use super::declare::row;
use super::object::objects;
use super::phases::Phases;
use super::retries::RetryFigures;
use crate::units::{Bytes, SimDuration};

/// How many invocations there were, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// All that were requested.
    pub invocations: u64,
    /// Those that succeeded.
    pub succeeded: u64,
    /// Those that failed, refused ones among them.
    pub failed: u64,
    /// Those that the run ended without.
    pub unfinished: u64,
    /// Dispatches to a new container.
    pub cold_starts: u64,
    /// Dispatches to a container that had served before.
    pub hot_starts: u64,
    /// Why containers were new, the causes that occurred, in order of declaration.
    pub cold_causes: IndexMap<ColdCause, u64>,
}

impl Counts {
    /// How many dispatches there were.
    pub fn starts(&self) -> u64 {
        self.cold_starts + self.hot_starts
    }

    /// The share of dispatches that went to a new container; `None` if there was none.
    pub fn cold_rate(&self) -> Option<f64> {
        let starts = self.starts();
        (starts > 0).then(|| self.cold_starts as f64 / starts as f64)
    }
}

/// How a duration was distributed over invocations.
///
/// With every invocation recorded the quantiles are exact: the smallest value that at least that share of the values does
/// not exceed (nearest rank). Otherwise they come from a histogram, and are at most 1 % above that, never below it. The
/// least, the greatest and the mean, which is rounded to the nearest nanosecond, are always exact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Distribution {
    /// How many values.
    pub count: u64,
    /// Their mean.
    pub mean: SimDuration,
    /// The least.
    pub min: SimDuration,
    /// Half of the values do not exceed this.
    pub p50: SimDuration,
    /// 90 % of the values do not exceed this.
    pub p90: SimDuration,
    /// 95 % of the values do not exceed this.
    pub p95: SimDuration,
    /// 99 % of the values do not exceed this.
    pub p99: SimDuration,
    /// 99.9 % of the values do not exceed this.
    pub p999: SimDuration,
    /// The greatest.
    pub max: SimDuration,
    /// The quantiles at 0 %, 2 %, .. 100 %, unless every invocation was recorded: the rows tell more.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub curve: Vec<SimDuration>,
}

objects! { Distribution }

/// How long it took until bodies started, with new containers and with such as had served before. With a new container,
/// these are the cold-start delays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StartDelays {
    /// From request to the start of the body, with new containers.
    pub wait_cold: Option<Distribution>,
    /// From request to the start of the body, with containers that had served before.
    pub wait_hot: Option<Distribution>,
    /// From dispatch to the start of the body, with new containers.
    pub startup_cold: Option<Distribution>,
    /// From dispatch to the start of the body, with containers that had served before.
    pub startup_hot: Option<Distribution>,
}

/// How response times and delays are distributed over the invocations of all services.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overall {
    /// From request to completion, of invocations that completed.
    #[serde(default)]
    pub response: Option<Distribution>,
    /// From request to completion, of invocations that completed, with new containers.
    pub response_cold: Option<Distribution>,
    /// From request to completion, of invocations that completed, with containers that had served before.
    pub response_hot: Option<Distribution>,
    /// How long it took until bodies started.
    #[serde(flatten)]
    pub delays: StartDelays,
}

/// A function on a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionSummary {
    /// The service.
    pub service: Arc<str>,
    /// The function.
    pub function: Arc<str>,
    /// The memory that each of its containers reserves \[B\].
    pub memory: Bytes,
    /// How many invocations, and what became of them.
    #[serde(flatten)]
    pub counts: Counts,
    /// How often each cause of failure occurred, most frequent first; beyond a hundred causes, the others together.
    #[serde(skip_serializing_if = "IndexMap::is_empty", default)]
    pub failures: IndexMap<String, u64>,
    /// From request to completion, of invocations that completed.
    #[serde(default)]
    pub response: Option<Distribution>,
    /// From request to completion, of invocations that completed, with new containers.
    pub response_cold: Option<Distribution>,
    /// From request to completion, of invocations that completed, with containers that had served before.
    pub response_hot: Option<Distribution>,
    /// From request to the start of the body.
    pub wait: Option<Distribution>,
    /// How long it took until bodies started, cold and hot starts apart.
    #[serde(flatten)]
    pub delays: StartDelays,
    /// From the start of the body to its end.
    pub body: Option<Distribution>,
    /// Where the time of all its invocations that completed went, summed up.
    pub phases: Phases,
    /// Bytes of all inputs.
    pub input_bytes: Bytes,
    /// Bytes of all outputs.
    pub output_bytes: Bytes,
    /// The most memory that a body held at once \[B\]; `None` if none allocated any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub peak_memory: Option<Bytes>,
    /// Billed memory and time of its invocations \[the tariff's GB s\]; `None` without a tariff.
    #[serde(alias = "billed_gib_seconds")]
    pub billed_gb_seconds: Option<f64>,
    /// What the callers pay at the list price, with its provisioned containers; `None` without a tariff.
    pub cost: Option<f64>,
    /// Of its requests that may be attempted more than once; `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retries: Option<RetryFigures>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceSummary {
    /// The service.
    pub service: Arc<str>,
    /// Its head host.
    pub head: Arc<str>,
    /// How many nodes it has.
    pub nodes: u64,
    /// How many invocations, and what became of them.
    #[serde(flatten)]
    pub counts: Counts,
    /// From request to completion, of invocations that completed.
    pub response: Option<Distribution>,
    /// From request to completion, of invocations that completed, with new containers.
    pub response_cold: Option<Distribution>,
    /// From request to completion, of invocations that completed, with containers that had served before.
    pub response_hot: Option<Distribution>,
    /// How long it took until bodies started, cold and hot starts apart.
    #[serde(flatten)]
    pub delays: StartDelays,
    /// Containers that were made.
    pub containers: u64,
    /// Containers that were shut down because they had been idle for too long.
    pub expired: u64,
    /// Containers that were shut down to make room for others.
    pub evicted: u64,
    /// Images that reached the head host.
    pub downloads: u64,
    /// Images that reached a node's disk.
    pub copies: u64,
    /// Images that reached a node's memory.
    pub loads: u64,
    /// The share of all cores that invocations held, over the whole run.
    pub utilisation: f64,
    /// Memory that idle containers reserved, over the whole run \[GiB s\].
    pub wasted_gib_seconds: f64,
    /// The currency of its tariff.
    pub currency: Option<String>,
    /// What the callers pay, less what is free, each part at the price of its volume; `None` without a tariff.
    pub revenue: Option<f64>,
    /// What the nodes cost over the whole run; `None` without a tariff.
    pub node_cost: Option<f64>,
    /// The energy that its nodes drew over the whole run, those whose power is known \[J\]; `None` if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub energy: Option<f64>,
    /// What the generation of that energy emitted, as far as the carbon intensity is known \[g\]; `None` if it is not of any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub carbon: Option<f64>,
}

row! {
    /// A node of a service.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct NodeSummary {
        /// The service.
        service: Arc<str> [category],
        /// The host.
        node: Arc<str> [category],
        /// How many cores it has.
        cores: u32,
        /// How much memory it has \[B\]; `None` if that is unlimited.
        memory: Option<Bytes>,
        /// How much disk it has \[B\]; `None` if that is unlimited.
        disk: Option<Bytes>,
        /// Invocations that were dispatched to it.
        invocations: u64,
        /// Containers that were made on it.
        containers: u64,
        /// How long invocations held cores, summed up over the cores.
        busy: SimDuration,
        /// The share of its cores that invocations held, over the whole run.
        utilisation: f64 [column("core_utilisation")],
        /// Memory in use by images and containers, mean over the whole run \[B\].
        memory_mean: f64 [unit("B")],
        /// Memory in use by images and containers, at most \[B\].
        memory_peak: Bytes,
        /// Disk space in use, at most \[B\].
        disk_peak: Bytes,
        /// Memory that idle containers reserved, over the whole run \[GiB s\].
        wasted_gib_seconds: f64 [unit("GiB s")],
        /// The energy that its host drew over the whole run; missing if its power is not known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        energy: Option<f64> [unit("J"), column("energy_joules")],
        /// What the generation of that energy emitted, of CO2 equivalent; missing if the carbon intensity is not known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        carbon: Option<f64> [unit("g"), column("carbon_grams")],
        /// For how long it was down; `None` if it never was.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        downtime: Option<SimDuration>,
    } in tables {
        /// The share of its memory that images and containers used, over the whole run; `None` if that is unlimited.
        memory_utilisation: Option<f64> = NodeSummary::memory_utilisation,
    }
}

impl NodeSummary {
    /// The share of its memory that images and containers used, over the whole run; `None` if that is unlimited.
    pub fn memory_utilisation(&self) -> Option<f64> {
        let memory = self.memory.filter(|memory| !memory.is_zero())?;
        Some(self.memory_mean / memory.as_f64())
    }
}
