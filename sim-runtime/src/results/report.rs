//! The report: what happened, with names, in an order that never changes.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::record::{InvocationRecord, Record, RegistrationRecord};
use super::summary::Summary;
use crate::kernel::Seed;
use crate::serverless::{Happening, ImageId, NodeId, ServiceId};
use crate::simulation::run::Directory;
use crate::simulation::{Conclusion, ParameterValue};
use crate::units::{Bytes, SimTime};

/// What happened in a run.
///
/// Two runs of one program with one seed give equal reports, which serialise to the same bytes. Dates are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The name of the simulation.
    pub simulation: String,
    /// The values of its parameters.
    pub parameters: IndexMap<String, ParameterValue>,
    /// The seed of its random numbers.
    pub seed: Seed,
    /// When the last controller ended.
    pub final_date: SimTime,
    /// Why the run ended before all its controllers had, if it did.
    pub error: Option<String>,
    /// The figures that people ask for first.
    pub summary: Summary,
    /// Registrations, in the order in which they were answered.
    pub registrations: Vec<RegistrationRow>,
    /// Invocations, in the order in which they were requested.
    pub invocations: Vec<InvocationRow>,
    /// What happened to images and containers, in order.
    pub events: Vec<EventRow>,
    /// What the processes wrote.
    pub log: Vec<LogRow>,
}

/// A registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistrationRow {
    /// When it was answered.
    pub date: SimTime,
    /// The function.
    pub function: Arc<str>,
    /// The service.
    pub service: Arc<str>,
    /// Whether it was accepted.
    pub success: bool,
    /// Why not.
    pub failure_cause: Option<String>,
}

/// An invocation. A date is `None` if the invocation did not come to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvocationRow {
    /// Its number, by order of request.
    pub id: u64,
    /// The function.
    pub function: Arc<str>,
    /// The service.
    pub service: Arc<str>,
    /// When its caller asked for it.
    pub requested: SimTime,
    /// When its caller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// When the service took it.
    pub submit: Option<SimTime>,
    /// When it got a core and a container.
    pub dispatch: Option<SimTime>,
    /// When its body started.
    pub start: Option<SimTime>,
    /// When its body ended; `None` for a body that was killed.
    pub end: Option<SimTime>,
    /// When the service knew that it was over; `None` if the run ended before.
    pub completion: Option<SimTime>,
    /// Whether it succeeded.
    pub success: bool,
    /// Why it failed.
    pub failure_cause: Option<String>,
    /// Whether the service refused it.
    pub refused: bool,
    /// The size of its input \[B\].
    pub input_bytes: Bytes,
    /// The size of its output \[B\].
    pub output_bytes: Bytes,
    /// The node that it ran on.
    pub node: Option<Arc<str>>,
    /// Its container, numbered by order of creation in its service.
    pub container: Option<u32>,
    /// Whether its container had served before (a hot start).
    pub reused_container: Option<bool>,
}

impl InvocationRow {
    /// Whether it came to an end in the run, successful or not.
    pub fn is_over(&self) -> bool {
        self.completion.is_some() || self.refused
    }
}

/// What can happen to an image or a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// An image reached the head host.
    ImageDownloaded,
    /// An image left for a node's disk.
    CopyStarted,
    /// An image reached a node's disk.
    CopyDone,
    /// An image did not reach a node's disk.
    CopyFailed,
    /// An image left a node's disk for its memory.
    LoadStarted,
    /// An image reached a node's memory.
    LoadDone,
    /// An image did not reach a node's memory.
    LoadFailed,
    /// A container did not fit on a node.
    SpawnFailed,
    /// An idle container made room for another.
    IdleContainerEvicted,
    /// A container was shut down.
    ContainerShutdown,
}

/// Something that happened to an image or a container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// When.
    pub date: SimTime,
    /// At which service.
    pub service: Arc<str>,
    /// What.
    pub event: EventKind,
    /// To which image.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image: Option<Arc<str>>,
    /// On which node.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub node: Option<Arc<str>>,
    /// To a container of which function.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub function: Option<Arc<str>>,
}

/// A line that a process wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRow {
    /// When.
    pub date: SimTime,
    /// Who.
    pub process: String,
    /// What.
    pub text: String,
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary.fmt(formatter)
    }
}

impl Report {
    pub(super) fn new(
        simulation: String,
        parameters: IndexMap<String, ParameterValue>,
        seed: Seed,
        conclusion: Conclusion<Record>,
    ) -> Self {
        let Conclusion {
            recorder,
            date,
            log,
            directory,
            halt,
            ..
        } = conclusion;
        let names = Names::new(&directory);
        let mut records = recorder.invocations;
        records.sort_unstable_by_key(|record| record.number);
        let invocations: Vec<InvocationRow> = records
            .into_iter()
            .map(|record| names.invocation(record))
            .collect();
        let registrations: Vec<RegistrationRow> = recorder
            .registrations
            .into_iter()
            .map(|record| names.registration(record))
            .collect();
        Self {
            simulation,
            parameters,
            seed,
            final_date: date,
            error: halt.map(|halt| halt.to_string()),
            summary: Summary::new(&invocations, &registrations, date),
            registrations,
            invocations,
            events: recorder
                .happenings
                .into_iter()
                .map(|(at, service, what)| names.event(at, service, what))
                .collect(),
            log: log
                .into_iter()
                .map(|line| LogRow {
                    date: line.date,
                    process: line.process,
                    text: line.text,
                })
                .collect(),
        }
    }
}

/// The names of a run, shared by the rows of its report.
struct Names {
    functions: Vec<Arc<str>>,
    images: Vec<Arc<str>>,
    services: Vec<Arc<str>>,
    nodes: Vec<Vec<Arc<str>>>,
}

impl Names {
    fn new(directory: &Directory) -> Self {
        let shared =
            |names: &Vec<String>| names.iter().map(|name| Arc::from(name.as_str())).collect();
        Self {
            functions: shared(&directory.functions),
            images: shared(&directory.images),
            services: shared(&directory.services),
            nodes: directory.nodes.iter().map(shared).collect(),
        }
    }

    fn service(&self, service: ServiceId) -> Arc<str> {
        self.services[service.index()].clone()
    }

    fn node(&self, service: ServiceId, node: NodeId) -> Arc<str> {
        self.nodes[service.index()][node.index()].clone()
    }

    fn registration(&self, record: RegistrationRecord) -> RegistrationRow {
        RegistrationRow {
            date: record.date,
            function: self.functions[record.function.index()].clone(),
            service: self.service(record.service),
            success: record.outcome.is_ok(),
            failure_cause: record.outcome.err().map(|failure| failure.to_string()),
        }
    }

    fn invocation(&self, record: InvocationRecord) -> InvocationRow {
        let dates = record.dates;
        let over = dates.completion.is_some();
        InvocationRow {
            id: record.number,
            function: self.functions[record.function.index()].clone(),
            service: self.service(record.service),
            requested: record.requested,
            accepted: record.accepted,
            submit: dates.submit,
            dispatch: dates.dispatch,
            start: dates.start,
            end: dates.end,
            completion: dates.completion,
            success: over && record.failure.is_none(),
            failure_cause: record.failure.map(|failure| failure.to_string()),
            refused: record.refused,
            input_bytes: record.input,
            output_bytes: record.output,
            node: record
                .place
                .map(|(node, _)| self.node(record.service, node)),
            container: record.place.map(|(_, container)| container),
            reused_container: record.place.map(|_| record.reused),
        }
    }

    fn event(&self, date: SimTime, service: ServiceId, what: Happening) -> EventRow {
        let (event, image, node, function) = match what {
            Happening::ImageDownloaded { image } => {
                (EventKind::ImageDownloaded, Some(image), None, None)
            }
            Happening::CopyStarted { image, node } => {
                (EventKind::CopyStarted, Some(image), Some(node), None)
            }
            Happening::CopyEnded {
                image,
                node,
                success,
            } => {
                let event = if success {
                    EventKind::CopyDone
                } else {
                    EventKind::CopyFailed
                };
                (event, Some(image), Some(node), None)
            }
            Happening::LoadStarted { image, node } => {
                (EventKind::LoadStarted, Some(image), Some(node), None)
            }
            Happening::LoadEnded {
                image,
                node,
                success,
            } => {
                let event = if success {
                    EventKind::LoadDone
                } else {
                    EventKind::LoadFailed
                };
                (event, Some(image), Some(node), None)
            }
            Happening::SpawnFailed { function, node } => {
                (EventKind::SpawnFailed, None, Some(node), Some(function))
            }
            Happening::ContainerEvicted { function, .. } => {
                (EventKind::IdleContainerEvicted, None, None, Some(function))
            }
            Happening::ContainerShutDown { function, .. } => {
                (EventKind::ContainerShutdown, None, None, Some(function))
            }
        };
        EventRow {
            date,
            service: self.service(service),
            event,
            image: image.map(|image: ImageId| self.images[image.index()].clone()),
            node: node.map(|node| self.node(service, node)),
            function: function.map(|function| self.functions[function.index()].clone()),
        }
    }
}
