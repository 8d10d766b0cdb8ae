//! The serverless service, as it stands in the file.

use super::object::{Object, objects};
use serde::{Deserialize, Deserializer, Serialize};

use super::platform::root;
use super::policy::{self, PolicyChoice};
use super::storage::BufferSize;
use crate::serverless::Tariff;
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
    /// Which requests are accepted.
    #[serde(
        default = "policy::admission::default",
        deserialize_with = "policy::admission::read"
    )]
    pub admission: PolicyChoice,
    /// In which order attempts wait.
    #[serde(
        default = "policy::discipline::default",
        deserialize_with = "policy::discipline::read"
    )]
    pub discipline: PolicyChoice,
    /// What decides where an invocation runs.
    #[serde(
        default = "policy::scheduler::default",
        deserialize_with = "policy::scheduler::read"
    )]
    pub scheduler: PolicyChoice,
    /// Which of the idle containers is used again.
    #[serde(
        default = "policy::reuse::default",
        deserialize_with = "policy::reuse::read"
    )]
    pub reuse: PolicyChoice,
    /// How long an idle container is kept, in the place of `container_idle_timeout`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "policy::keep_alive"
    )]
    pub keep_alive: Option<PolicyChoice>,
    /// How many containers each function should have.
    #[serde(
        default = "policy::scaler::default",
        deserialize_with = "policy::scaler::read"
    )]
    pub scaler: PolicyChoice,
    /// How long a container takes to start, in the place of `container_startup_overhead`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "policy::start_up"
    )]
    pub start_up: Option<PolicyChoice>,
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

impl Service {
    /// A service with the defaults of a file, over these hosts.
    ///
    /// ```
    /// use sim_runtime::scenario::schema::{PolicyChoice, Service};
    ///
    /// let service = Service {
    ///     reuse: PolicyChoice::new("first_idle"),
    ///     ..Service::over("gateway", ["worker"])
    /// };
    /// assert_eq!(service.scheduler.name, "fcfs");
    /// ```
    pub fn over<'a>(head_host: &str, compute_hosts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            head_host: head_host.to_owned(),
            head_mount: root(),
            compute_hosts: compute_hosts.into_iter().map(str::to_owned).collect(),
            admission: policy::admission::default(),
            discipline: policy::discipline::default(),
            scheduler: policy::scheduler::default(),
            reuse: policy::reuse::default(),
            keep_alive: None,
            scaler: policy::scaler::default(),
            start_up: None,
            properties: Properties::default(),
            tariff: None,
        }
    }
}

/// How long things take in the service, and how containers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Properties {
    /// What the service takes to accept an invocation.
    pub invocation_processing_overhead: SimDuration,
    /// What a cold start takes once the image is loaded; zero if it is absent and the service has no `start_up`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub container_startup_overhead: Option<SimDuration>,
    /// How long an idle container is kept; with zero it is shut down at completion. Zero if it is absent and the service
    /// has no `keep_alive`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub container_idle_timeout: Option<SimDuration>,
    /// Which idle containers make room for a new one.
    #[serde(deserialize_with = "policy::eviction::read")]
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
            container_startup_overhead: None,
            container_idle_timeout: None,
            idle_container_eviction_policy: policy::eviction::default(),
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

/// A time that may be absent, but not `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SimDuration>, D::Error> {
    SimDuration::deserialize(deserializer).map(Some)
}

objects!(Service, Properties);

#[cfg(test)]
mod tests {
    use super::*;

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
