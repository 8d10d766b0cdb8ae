//! The serverless service, as it stands in the file.

use super::noted::Noted;
use super::object::{Object, objects};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::platform::root;
use super::policy::{self, PolicyChoice};
#[cfg(feature = "schema")]
use super::shape;
use super::storage::BufferSize;
use crate::serverless::policy::PolicyKind;
use crate::serverless::{FunctionLimits, Provider, Tariff};
use crate::units::SimDuration;

/// The serverless service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    #[cfg_attr(feature = "schema", schemars(with = "shape::Admission"))]
    pub admission: PolicyChoice,
    /// In which order attempts wait.
    #[serde(
        default = "policy::discipline::default",
        deserialize_with = "policy::discipline::read"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::Discipline"))]
    pub discipline: PolicyChoice,
    /// What decides where an invocation runs.
    #[serde(
        default = "policy::scheduler::default",
        deserialize_with = "policy::scheduler::read"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::Scheduler"))]
    pub scheduler: PolicyChoice,
    /// Which of the idle containers is used again.
    #[serde(
        default = "policy::reuse::default",
        deserialize_with = "policy::reuse::read"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::Reuse"))]
    pub reuse: PolicyChoice,
    /// How long an idle container is kept, in the place of `container_idle_timeout`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "policy::keep_alive"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::KeepAlive"))]
    pub keep_alive: Option<PolicyChoice>,
    /// How many containers each function should have.
    #[serde(
        default = "policy::scaler::default",
        deserialize_with = "policy::scaler::read"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::Scaler"))]
    pub scaler: PolicyChoice,
    /// How long a container takes to start, in the place of `container_startup_overhead`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "policy::start_up"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "shape::StartUp"))]
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
    #[cfg_attr(feature = "schema", schemars(with = "Option<Tariff>"))]
    pub tariff: Option<Tariff>,
    /// The provider that gives what the file does not say of its policies, prices and limits.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "provider"
    )]
    #[cfg_attr(feature = "schema", schemars(schema_with = "shape::provider"))]
    pub provider: Option<String>,
    /// What functions may ask for; what the file does not say is not limited.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "limits"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "FunctionLimits"))]
    pub limits: Option<FunctionLimits>,
}

impl Service {
    /// Takes from its provider what was not given by one of these keys.
    fn complete(&mut self, given: &[String]) {
        let Some(provider) = self.provider.as_deref() else {
            return;
        };
        let Ok(provider) = Provider::named(provider) else {
            return;
        };
        let is_given = |key: &str| given.iter().any(|given| given == key);
        let choice = |kind| {
            let (name, parameters) = provider.policy(kind)?;
            let name = name.to_owned();
            Some(PolicyChoice { name, parameters })
        };
        let policies = [
            ("admission", PolicyKind::Admission, &mut self.admission),
            ("discipline", PolicyKind::Discipline, &mut self.discipline),
            ("scheduler", PolicyKind::Scheduler, &mut self.scheduler),
            ("reuse", PolicyKind::Reuse, &mut self.reuse),
            ("scaler", PolicyKind::Scaler, &mut self.scaler),
        ];
        for (key, kind, place) in policies {
            if let Some(choice) = choice(kind).filter(|_| !is_given(key)) {
                *place = choice;
            }
        }
        let times = &self.properties;
        if !is_given("keep_alive") && times.container_idle_timeout.is_none() {
            self.keep_alive = choice(PolicyKind::KeepAlive);
        }
        if !is_given("start_up") && times.container_startup_overhead.is_none() {
            self.start_up = choice(PolicyKind::StartUp);
        }
        if !is_given("tariff") {
            self.tariff = provider.tariff();
        }
        if !is_given("limits") {
            self.limits = Some(provider.limits());
        }
    }

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
            provider: None,
            limits: None,
        }
    }
}

/// How long things take in the service, and how containers are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, remote = "Self")]
pub struct Properties {
    /// What the service takes to accept an invocation.
    pub invocation_processing_overhead: SimDuration,
    /// What a cold start takes once the image is loaded; zero if it is absent and the service has no `start_up`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "schema", schemars(with = "SimDuration"))]
    pub container_startup_overhead: Option<SimDuration>,
    /// How long an idle container is kept; with zero it is shut down at completion. Zero if it is absent and the service
    /// has no `keep_alive`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "schema", schemars(with = "SimDuration"))]
    pub container_idle_timeout: Option<SimDuration>,
    /// Which idle containers make room for a new one.
    #[serde(deserialize_with = "policy::eviction::read")]
    #[cfg_attr(feature = "schema", schemars(with = "shape::Eviction"))]
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

/// The name of a provider that there is.
fn provider<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(deserializer)?;
    match Provider::named(&name) {
        Ok(_) => Ok(Some(name)),
        Err(mistake) => Err(serde::de::Error::custom(mistake)),
    }
}

fn limits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FunctionLimits>, D::Error> {
    let Object(limits) = Object::deserialize(deserializer)?;
    Ok(Some(limits))
}

/// A time that may be absent, but not `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SimDuration>, D::Error> {
    SimDuration::deserialize(deserializer).map(Some)
}

objects!(Properties);

/// A provider gives what the file does not: so it matters which keys there are.
impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut given = Vec::new();
        // The derived function, which is not that of the trait.
        let mut service = Self::deserialize(Noted::new(deserializer, &mut given))?;
        service.complete(&given);
        Ok(service)
    }
}

impl Serialize for Service {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

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
