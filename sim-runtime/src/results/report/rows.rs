//! One row a thing: invocations, containers, movements of bytes, registrations, events, processes, lines of log.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ColdCause, Phases};
use crate::serverless::InstanceEnd;
use crate::simulation::ProcessEnd;
use crate::units::{Bytes, SimDuration, SimTime};

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
    /// The process that asked for it: a controller, a spawned process, or the body of another invocation.
    pub caller: Arc<str>,
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
    /// Why its container was new, if it was.
    pub cold_cause: Option<ColdCause>,
    /// The function whose container took the place of the one that this invocation could have had, if the cause is
    /// [`ColdCause::Evicted`].
    pub evicted_by: Option<Arc<str>>,
    /// Where its time went.
    pub phases: Phases,
    /// What its caller pays for it, by the service's tariff; `None` without a tariff.
    pub cost: Option<f64>,
}

impl InvocationRow {
    /// Whether it came to an end in the run, successful or not.
    pub fn is_over(&self) -> bool {
        self.completion.is_some() || self.refused
    }

    /// From the request to the completion, if it is over and was not refused.
    pub fn response(&self) -> Option<SimDuration> {
        self.completion
            .map(|completion| completion.since(self.requested))
    }
}

/// A container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContainerRow {
    /// The service.
    pub service: Arc<str>,
    /// Its number, by order of creation in its service.
    pub container: u32,
    /// The only function that it runs.
    pub function: Arc<str>,
    /// Where it is.
    pub node: Arc<str>,
    /// Why it was made.
    pub cause: ColdCause,
    /// When it was made.
    pub created: SimTime,
    /// When it was shut down; `None` if the run ended before.
    pub ended: Option<SimTime>,
    /// Why.
    pub end: Option<InstanceEnd>,
    /// For the sake of which function, if it was evicted.
    pub evicted_by: Option<Arc<str>>,
    /// How many invocations were dispatched to it.
    pub invocations: u64,
    /// How long it started or ran invocations.
    pub busy: SimDuration,
    /// How long it waited for one.
    pub idle: SimDuration,
    /// The memory that it reserved \[B\].
    pub memory: Bytes,
}

/// What a movement of bytes is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// An image, from its storage service to the head host.
    Download,
    /// An image, from the head host to a node's disk.
    Copy,
    /// An image, from a node's disk to its memory.
    Load,
    /// A process reads a file.
    Read,
    /// A process writes a file.
    Write,
    /// A process copies a file from one storage service to another.
    FileCopy,
}

impl TransferKind {
    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::Copy => "copy",
            Self::Load => "load",
            Self::Read => "read",
            Self::Write => "write",
            Self::FileCopy => "file_copy",
        }
    }
}

/// Bytes of an image or a file that were moved, or should have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferRow {
    /// What it was for.
    pub kind: TransferKind,
    /// The image or the file.
    pub name: Arc<str>,
    /// The host that it came from.
    pub from: Arc<str>,
    /// The host that it went to.
    pub to: Arc<str>,
    /// How many bytes.
    pub bytes: Bytes,
    /// When it was asked for.
    pub start: SimTime,
    /// When it was over; `None` if the run ended before.
    pub end: Option<SimTime>,
    /// Whether all bytes arrived.
    pub success: bool,
    /// The service whose image it was.
    pub service: Option<Arc<str>>,
    /// The invocation whose body asked for it.
    pub invocation: Option<u64>,
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

/// A controller, or a process that was spawned; bodies of functions are invocations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessRow {
    /// Its name.
    pub process: String,
    /// The host that it ran on.
    pub host: Arc<str>,
    /// When it started.
    pub start: SimTime,
    /// When it ended; `None` if the run ended before.
    pub end: Option<SimTime>,
    /// How.
    pub outcome: ProcessEnd,
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
