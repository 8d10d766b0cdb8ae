//! Who listens to a run as a whole.

use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::event::Token;
use super::fault::FaultKind;
use super::identity::Identity;
use super::stage::{StageFacts, StageUse, WorkflowEnded};
use crate::platform::{Fabric, HostId, LinkId, Platform};
use crate::serverless::{Dates, Failure, FunctionId, NodeId, Observer, Service, ServiceId};
use crate::units::{Bytes, SimTime};

/// An invocation, as far as it has come, with what its caller saw.
#[derive(Clone, Copy)]
pub struct CallRecord<'a> {
    /// Its number, by order of request in the whole simulation.
    pub number: u64,
    /// The service that it was placed on.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// When its steps happened.
    pub dates: Dates,
    /// The node that it was dispatched to.
    pub node: Option<NodeId>,
    /// The number of its container, by order of creation in its service.
    pub container: Option<u32>,
    /// Whether its container had served before.
    pub reused: bool,
    /// The process that asked for it; [`Directory::process`] has its name.
    pub caller: &'a Identity,
    /// When its caller asked for it.
    pub requested: SimTime,
    /// When its caller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// Whether the service refused it, or its answer was lost.
    pub refused: bool,
    /// Why it failed, as far as its caller knows, if it did.
    pub failure: Option<&'a Failure>,
    /// The size of its input.
    pub input: Bytes,
    /// The size of its output.
    pub output: Bytes,
    /// The most memory that its body held at once; zero if it allocated none.
    pub peak_memory: Bytes,
    /// Which attempt of its request it is, from 1 on, if the request may be attempted more than once.
    pub attempt: Option<u32>,
    /// The number of the first attempt, if it is another.
    pub retry_of: Option<u64>,
    /// Where in a workflow it belongs, if it was placed by one.
    pub stage: Option<StageUse>,
}

/// A request that might be attempted more than once, and is over.
#[derive(Clone, Copy, Debug)]
pub struct RequestRecord {
    /// The number of its first attempt.
    pub number: u64,
    /// The service.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// Whether the provider made the attempts, and not the client.
    pub is_event: bool,
    /// How many there were.
    pub attempts: u32,
    /// Whether the last one succeeded; `None` if the run has ended before.
    pub success: Option<bool>,
    /// Whether it left a dead letter.
    pub is_dead: bool,
}

/// What a process did with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAction {
    /// Read it.
    Read,
    /// Wrote it.
    Write,
    /// Copied it from one storage service to another.
    Copy,
}

/// A file that a process read, wrote or copied.
#[derive(Clone, Copy, Debug)]
pub struct FileMoved<'a> {
    /// What was done.
    pub action: FileAction,
    /// The file.
    pub file: &'a str,
    /// Where the bytes came from.
    pub from: HostId,
    /// Where they went.
    pub to: HostId,
    /// How many.
    pub bytes: Bytes,
    /// When it was asked for.
    pub start: SimTime,
    /// When it was over; `None` if the run ended before.
    pub end: Option<SimTime>,
    /// Whether all bytes arrived.
    pub success: bool,
    /// The number of the invocation whose body asked for it, if one did.
    pub invocation: Option<u64>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcessEnd {
    /// It returned.
    Returned,
    /// It returned an error, panicked, or awaited what nothing would ever wake: the run ended with it.
    Failed,
    /// It ended with the process that had spawned it.
    Killed,
    /// The run ended before it.
    Unfinished,
}

/// A controller or a spawned process that is over. The bodies of functions are told as invocations.
#[derive(Clone, Copy)]
pub struct ProcessEnded<'a> {
    /// Who it is; [`Directory::process`] has its name.
    pub identity: &'a Identity,
    /// The host that it ran on.
    pub host: HostId,
    /// When it started.
    pub start: SimTime,
    /// When it ended; `None` if the run ended before.
    pub end: Option<SimTime>,
    /// How.
    pub outcome: ProcessEnd,
}

/// A fault that is over, or that the run has ended with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaultRecord<'a> {
    /// What it was.
    pub kind: FaultKind,
    /// What it befell: a host, a link, a storage service, or the containers of a function on a service.
    pub target: &'a str,
    /// The share of its speed at which a node that was slow computed.
    pub share: Option<f64>,
    /// When it began.
    pub begin: SimTime,
    /// When it was over; `None` if it lasted to the end of the run.
    pub end: Option<SimTime>,
}

/// The state of a world between two instants, for reading.
pub struct Snapshot<'a> {
    pub(super) network_changed: bool,
    pub(super) events: u64,
    pub(super) services: &'a [Service],
    pub(super) publishing: &'a [ServiceId],
    pub(super) fabric: &'a Fabric<Token>,
}

impl<'a> Snapshot<'a> {
    /// The services, in order of declaration: their nodes have the free cores, the disks and the memories.
    pub fn services(&self) -> &'a [Service] {
        self.services
    }

    /// The services whose policies publish series ([`Service::series`]).
    pub fn publishing(&self) -> &'a [ServiceId] {
        self.publishing
    }

    /// The platform.
    pub fn platform(&self) -> &'a Platform {
        self.fabric.platform()
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Whether any link or disk has another load than at the last snapshot.
    pub fn network_changed(&self) -> bool {
        self.network_changed
    }

    /// The links that may have another load than at the last snapshot, some of them several times.
    pub fn changed_links(&self) -> impl Iterator<Item = LinkId> {
        self.fabric.changed_links()
    }

    /// How much of a link is in use \[B/s\].
    pub fn link_load(&self, link: LinkId) -> f64 {
        self.fabric.link_load(link)
    }

    /// How much of a disk's read and write bandwidth is in use \[B/s\]; `None` for a host without a disk.
    pub fn disk_load(&self, host: HostId) -> Option<(f64, f64)> {
        self.fabric.disk_load(host)
    }
}

/// Listens to what happens in a run, and is handed back at its end.
pub trait Recorder: Observer {
    /// The run begins: what the numbers stand for that will be told.
    fn began(&mut self, directory: &Directory) {
        let _ = directory;
    }

    /// A registration was answered.
    fn registered(
        &mut self,
        at: SimTime,
        service: ServiceId,
        function: FunctionId,
        outcome: &Result<(), Failure>,
    );

    /// An invocation is over, or the run has ended without it; once for each invocation.
    fn called(&mut self, call: CallRecord<'_>);

    /// A request that might be attempted more than once is over, or the run has ended before; its attempts are told as
    /// invocations.
    fn request_ended(&mut self, request: RequestRecord) {
        let _ = request;
    }

    /// A process has read, written or copied a file, or the run has ended before.
    fn file_moved(&mut self, moved: FileMoved<'_>) {
        let _ = moved;
    }

    /// A controller or a spawned process is over, or the run has ended before.
    fn process_ended(&mut self, process: ProcessEnded<'_>) {
        let _ = process;
    }

    /// A stage of a workflow is gone through for the first time; once for each, before anything else is told of it.
    fn staged(&mut self, stage: &StageFacts) {
        let _ = stage;
    }

    /// An execution of a workflow is over, or the run has ended without it; once for each execution.
    fn workflow_ended(&mut self, workflow: WorkflowEnded<'_>) {
        let _ = workflow;
    }

    /// A fault is over, or the run has ended with it.
    fn fault(&mut self, fault: FaultRecord<'_>) {
        let _ = fault;
    }

    /// All that happens at a date has happened, and time is about to move on.
    fn settled(&mut self, at: SimTime, snapshot: Snapshot<'_>) {
        let _ = (at, snapshot);
    }
}
