//! The serverless service, as it stands in the file.

use super::platform::root;
use super::storage::BufferSize;
use crate::serverless::Tariff;
use crate::units::SimDuration;
use serde::{Deserialize, Serialize};

/// The serverless service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The name of the host that takes the invocations and keeps downloaded images.
    pub head_host: String,
    /// Where the files of the head host's disk are.
    #[serde(default = "root")]
    pub head_mount: String,
    /// The names of the hosts that run functions; their order matters to the schedulers.
    pub compute_hosts: Vec<String>,
    /// What decides where an invocation runs.
    #[serde(default)]
    pub scheduler: Scheduler,
    /// How long things take and how containers are kept.
    #[serde(default)]
    pub properties: Properties,
    /// What is billed; nothing if it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<Tariff>,
}

/// What decides where an invocation runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SchedulerKeys", into = "SchedulerKeys")]
pub enum Scheduler {
    /// The invocations in the order they came, each on the first node that has room.
    #[default]
    Fcfs,
    /// The same with an eye on memory and disk: nothing is tried that cannot succeed.
    FirstFit,
    /// Nodes and invocations at random.
    Random {
        /// The seed of its random numbers; `None` draws them from the run's.
        seed: Option<u64>,
    },
    /// The nodes shared among the functions by the work that waits for each.
    WorkloadBalancing,
}

/// How long things take in the service, and how containers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Properties {
    /// What the service takes to accept an invocation.
    pub invocation_processing_overhead: SimDuration,
    /// What a cold start takes once the image is loaded.
    pub container_startup_overhead: SimDuration,
    /// How long an idle container is kept; with zero it is shut down at completion.
    pub container_idle_timeout: SimDuration,
    /// Which idle containers make room for a new one.
    pub idle_container_eviction_policy: EvictionPolicy,
    /// How the head's and the nodes' disks and the containers' private storages transfer files.
    pub storage_services_buffer_size: BufferSize,
    /// Whether the head downloads the images; if not, it has them from the start.
    pub simulate_remote_image_downloads: bool,
}

impl Default for Properties {
    fn default() -> Self {
        Self {
            invocation_processing_overhead: SimDuration::ZERO,
            container_startup_overhead: SimDuration::ZERO,
            container_idle_timeout: SimDuration::ZERO,
            idle_container_eviction_policy: EvictionPolicy::Lru,
            storage_services_buffer_size: BufferSize::Fluid,
            simulate_remote_image_downloads: true,
        }
    }
}

/// Which idle containers make room for a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvictionPolicy {
    /// Those that have been idle for longest.
    #[default]
    #[serde(rename = "LRU")]
    Lru,
    /// Those whose memory fits best.
    #[serde(rename = "RAM")]
    Ram,
}

/// The scheduler as it stands in the file.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchedulerKeys {
    kind: SchedulerKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SchedulerKind {
    Fcfs,
    FirstFit,
    Random,
    WorkloadBalancing,
}

impl TryFrom<SchedulerKeys> for Scheduler {
    type Error = &'static str;

    fn try_from(keys: SchedulerKeys) -> Result<Self, Self::Error> {
        match (keys.kind, keys.seed) {
            (SchedulerKind::Random, seed) => Ok(Scheduler::Random { seed }),
            (_, Some(_)) => Err(
                "only the scheduler of kind `random` has a `seed`; remove it, or make the kind `random`",
            ),
            (SchedulerKind::Fcfs, None) => Ok(Scheduler::Fcfs),
            (SchedulerKind::FirstFit, None) => Ok(Scheduler::FirstFit),
            (SchedulerKind::WorkloadBalancing, None) => Ok(Scheduler::WorkloadBalancing),
        }
    }
}

impl From<Scheduler> for SchedulerKeys {
    fn from(scheduler: Scheduler) -> Self {
        match scheduler {
            Scheduler::Fcfs => Self {
                kind: SchedulerKind::Fcfs,
                seed: None,
            },
            Scheduler::FirstFit => Self {
                kind: SchedulerKind::FirstFit,
                seed: None,
            },
            Scheduler::Random { seed } => Self {
                kind: SchedulerKind::Random,
                seed,
            },
            Scheduler::WorkloadBalancing => Self {
                kind: SchedulerKind::WorkloadBalancing,
                seed: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_random_scheduler_has_a_seed() {
        let read = |json: &str| serde_json::from_str::<Scheduler>(json);
        assert_eq!(read(r#"{"kind": "fcfs"}"#).unwrap(), Scheduler::Fcfs);
        assert_eq!(
            read(r#"{"kind": "first_fit"}"#).unwrap(),
            Scheduler::FirstFit
        );
        assert_eq!(
            read(r#"{"kind": "random", "seed": 7}"#).unwrap(),
            Scheduler::Random { seed: Some(7) }
        );
        assert_eq!(
            read(r#"{"kind": "workload_balancing"}"#).unwrap(),
            Scheduler::WorkloadBalancing
        );
        assert!(
            read(r#"{"kind": "fcfs", "seed": 7}"#)
                .unwrap_err()
                .to_string()
                .contains("only the scheduler of kind `random`")
        );
    }

    #[test]
    fn properties_have_the_defaults_of_the_reference() {
        let properties: Properties = serde_json::from_str("{}").unwrap();
        assert_eq!(properties, Properties::default());
        assert_eq!(
            properties.idle_container_eviction_policy,
            EvictionPolicy::Lru
        );
        assert!(properties.simulate_remote_image_downloads);
    }
}
