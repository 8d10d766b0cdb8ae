//! The serverless service, as it stands in the file.

use super::object::{Object, objects};
use serde::{Deserialize, Deserializer, Serialize};

use super::platform::root;
use super::policy::{self, PolicyChoice};
use super::storage::BufferSize;
use crate::serverless::Tariff;
use crate::serverless::policy::PolicyKind;
use crate::units::SimDuration;

/// The serverless service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Service {
    /// The name of the host that takes the invocations and keeps downloaded images.
    pub head_host: String,
    /// Where the files of the head host's disk are.
    #[serde(default = "root")]
    pub head_mount: String,
    /// The names of the hosts that run functions; their order matters to the schedulers.
    pub compute_hosts: Vec<String>,
    /// What decides where an invocation runs.
    #[serde(default = "default_scheduler", with = "policy::scheduler")]
    pub scheduler: PolicyChoice,
    /// How long things take and how containers are kept.
    #[serde(default)]
    pub properties: Properties,
    /// What is billed; nothing if it is absent.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "tariff"
    )]
    pub tariff: Option<Tariff>,
}

/// How long things take in the service, and how containers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Properties {
    /// What the service takes to accept an invocation.
    pub invocation_processing_overhead: SimDuration,
    /// What a cold start takes once the image is loaded.
    pub container_startup_overhead: SimDuration,
    /// How long an idle container is kept; with zero it is shut down at completion.
    pub container_idle_timeout: SimDuration,
    /// Which idle containers make room for a new one.
    #[serde(with = "policy::eviction")]
    pub idle_container_eviction_policy: PolicyChoice,
    /// How the head's and the nodes' disks and the containers' private storages transfer files.
    pub storage_services_buffer_size: BufferSize,
    /// Whether the head downloads the images; if not, it has them from the start.
    pub simulate_remote_image_downloads: bool,
    /// How long an answer of the service, or of a storage service, is waited for.
    pub network_timeout: SimDuration,
}

impl Default for Properties {
    fn default() -> Self {
        Self {
            invocation_processing_overhead: SimDuration::ZERO,
            container_startup_overhead: SimDuration::ZERO,
            container_idle_timeout: SimDuration::ZERO,
            idle_container_eviction_policy: PolicyChoice::default_of(PolicyKind::Eviction),
            storage_services_buffer_size: BufferSize::Fluid,
            simulate_remote_image_downloads: true,
            network_timeout: SimDuration::from_secs(30),
        }
    }
}

fn tariff<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Tariff>, D::Error> {
    let tariff = Option::<Object<Tariff>>::deserialize(deserializer)?;
    Ok(tariff.map(|Object(tariff)| tariff))
}

fn default_scheduler() -> PolicyChoice {
    PolicyChoice::default_of(PolicyKind::Scheduler)
}

objects!(Service, Properties);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheduler_has_a_kind_and_the_parameters_of_that_kind() {
        let read = |json: &str| {
            policy::scheduler::deserialize(&mut serde_json::Deserializer::from_str(json))
        };
        for name in ["fcfs", "first_fit", "random", "random_stream"] {
            let read = read(&format!(r#"{{"kind": "{name}"}}"#)).unwrap();
            assert_eq!(read, PolicyChoice::new(name));
        }
        assert_eq!(
            read(r#"{"kind": "random", "seed": 7}"#).unwrap(),
            PolicyChoice::new("random").with("seed", 7)
        );
        let mistake = |json| read(json).unwrap_err().to_string();
        let told = mistake(r#"{"kind": "fcfs", "seed": 7}"#);
        assert!(
            told.contains(
                "only the scheduler of kind `random` or `random_stream` has a `seed`; remove it, or make the kind `random` or `random_stream`"
            ),
            "{told}"
        );
        let told = mistake(r#"{"kind": "random", "sed": 7}"#);
        assert!(told.contains("unknown field `sed`"), "{told}");
    }

    #[test]
    fn properties_have_the_defaults_of_the_reference() {
        let properties: Properties = serde_json::from_str("{}").unwrap();
        assert_eq!(properties, Properties::default());
        assert_eq!(
            properties.idle_container_eviction_policy,
            PolicyChoice::new("LRU")
        );
        assert!(properties.simulate_remote_image_downloads);
    }
}
