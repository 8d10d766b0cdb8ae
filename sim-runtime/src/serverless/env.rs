//! The service's borders: what reaches it, and what it needs of its environment.

use super::attempt::{Arrived, Progress};
use super::event::ServiceEvent;
use super::function::Registration;
use super::policy::PolicyKind;
use super::{AttemptId, Failure, FunctionId, ImageId, InstanceId, InvocationId, NodeId};
use crate::fluid::TaskId;
use crate::platform::{Broken, HostId};
use crate::storage::{FileId, StorageId, StorageService, Transfer, TransferId};
use crate::units::{Bytes, Flops, SimTime};

/// What reaches a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A function is to be registered.
    Register {
        /// The function.
        function: FunctionId,
        /// Comes back with the answer.
        ticket: u64,
    },
    /// A function is to be invoked.
    Invoke(InvocationId),
    /// An invocation is to end before its time.
    Cancel(InvocationId),
    /// The processing overhead of a request for an invocation is over.
    Processed(InvocationId),
    /// A provisioned instance has started.
    Provisioned(InstanceId),
    /// A policy has asked to be woken.
    Wake(PolicyKind),
    /// The scaler looks at the functions.
    Scale,
    /// A fault has begun or is over that concerns the service.
    Disturbed,
    /// Something that the service has started is over.
    Notice(Notice),
    /// An attempt has waited to be dispatched for as long as it may.
    QueueTimeout(AttemptId),
}

/// Something that a service has started is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A download to the head host.
    Downloaded(ImageId),
    /// A copy to a node's disk.
    Copied {
        /// The node.
        node: NodeId,
        /// The image.
        image: ImageId,
        /// Whether it is there now.
        success: bool,
    },
    /// A load into a node's memory.
    Loaded {
        /// The node.
        node: NodeId,
        /// The image.
        image: ImageId,
        /// Whether it is there now.
        success: bool,
    },
    /// The body of an attempt.
    Completed(AttemptId),
    /// The time for which an instance may be idle; if it has been used since, the notice is stale.
    Expired(InstanceId),
    /// The start-up of a provisioned instance: it has failed.
    StartUpFailed(InstanceId),
}

/// A step of the start-up of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepId {
    /// The instance.
    pub instance: InstanceId,
    /// Its number, by order of beginning.
    pub number: u16,
}

/// What a service asks to be woken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The processing of a request takes no longer.
    Processed(InvocationId),
    /// The instance of an attempt has started.
    Started(AttemptId),
    /// A step of the start-up of an instance, of this number, is over, which was a delay. (As a [`StepId`], it would enlarge
    /// every event.)
    Step(InstanceId, u16),
    /// An instance has started that was provisioned, by this policy or as one of the minimum of its function.
    Provisioned(InstanceId, Option<PolicyKind>),
    /// The body of an attempt may run no longer.
    TimeLimit(AttemptId),
    /// An instance may stay idle no longer.
    Expiry(InstanceId),
    /// A policy has asked to be woken.
    Wake(PolicyKind),
    /// The scaler looks at the functions.
    Scale,
    /// An attempt may wait to be dispatched no longer.
    QueueTimeout(AttemptId),
}

impl Alarm {
    /// The policy that has asked for it, if one has.
    pub fn policy(self) -> Option<PolicyKind> {
        match self {
            Self::Wake(policy) => Some(policy),
            Self::Provisioned(_, policy) => policy,
            Self::Scale => Some(PolicyKind::Scaler),
            Self::Processed(_)
            | Self::Started(_)
            | Self::Step(..)
            | Self::TimeLimit(_)
            | Self::Expiry(_)
            | Self::QueueTimeout(_) => None,
        }
    }
}

/// A round of an instant (SEMANTICS 8.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The instant, counted from the start of the run.
    pub instant: u64,
    /// The round, counted from anywhere.
    pub number: u32,
}

/// Why bytes that an instance needs are on their way: those of its image, or of a step of its start-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageMove {
    /// From its storage to the head host's disk.
    Download(ImageId),
    /// From the head host's disk to a node's.
    Copy(NodeId, ImageId),
    /// From a node's disk to its memory.
    Load(NodeId, ImageId),
    /// A package, from a storage service to a node's disk.
    Fetch(NodeId, StepId, StorageId),
    /// A snapshot, from a node's disk to its memory.
    Restore(NodeId, StepId),
}

/// The storage that an image comes from, and whether it is the one that is asked to move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// A storage service of the user's.
    Storage {
        /// Which.
        id: StorageId,
        /// Whether it is asked; or else the destination.
        is_asked: bool,
    },
    /// That of the head host, or the disk of the node itself.
    Head,
}

/// What a service needs of its environment.
///
/// No method calls the service back; what it sets off comes as a message, a notice or an alarm.
pub trait ServiceEnv {
    /// The simulated date.
    fn now(&self) -> SimTime;

    /// The request for an invocation.
    fn request(&self, invocation: InvocationId) -> Arrived;

    /// Whether somebody wants an invocation to end.
    fn is_cancelled(&self, invocation: InvocationId) -> bool;

    /// The attempt at an invocation, from its acceptance on.
    fn attempt(&self, invocation: InvocationId) -> Option<AttemptId>;

    /// What was deployed on this service under the name of a function.
    fn deployment(&self, function: FunctionId) -> Registration;

    /// The name of a function.
    fn function_name(&self, function: FunctionId) -> String;

    /// The name of a file.
    fn file_name(&self, file: FileId) -> String;

    /// A storage service of the user's.
    fn storage(&mut self, storage: StorageId) -> &mut StorageService;

    /// The storage service of the user's of this name.
    fn storage_named(&self, name: &str) -> Option<StorageId>;

    /// Starts to move bytes; their arrival comes back through [`super::Service::image_moved`].
    fn transfer(
        &mut self,
        plan: Transfer,
        purpose: ImageMove,
        source: ImageSource,
    ) -> Result<TransferId, Broken>;

    /// Stops moving bytes.
    fn cancel_transfer(&mut self, transfer: TransferId);

    /// Starts to compute on one core of a host; the end comes back through [`super::Service::step_over`].
    fn compute(&mut self, host: HostId, work: Flops, step: StepId) -> TaskId;

    /// Stops computing.
    fn cancel_computation(&mut self, host: HostId, task: TaskId);

    /// Sets an alarm; returns its place among the sleeps that have begun at this date.
    fn wake(&mut self, at: SimTime, alarm: Alarm) -> u32;

    /// A sleep begins on a host: its processor keeps the time of it (SEMANTICS 8.2).
    fn begin_on(&mut self, host: HostId);

    /// A sleep ends on a host.
    fn end_on(&mut self, host: HostId);

    /// An instance is to expire at a date: before time moves there, [`super::Service::arm_expiries`] is called. Returns the
    /// place of its alarm among the sleeps that have begun at this date.
    fn expires(&mut self, at: SimTime) -> u32;

    /// The service makes so many calls before it goes on: what it sets off next comes so many rounds later.
    fn spend(&mut self, calls: u32);

    /// Whether nobody else has anything to do at this date, so that nobody can tell how many rounds something takes.
    fn is_alone(&self) -> bool;

    /// Sends the service a notice, which reaches it at this date, so many rounds after the next.
    fn notify(&mut self, notice: Notice, rounds: u32);

    /// The same, after all others of that round.
    fn notify_last(&mut self, notice: Notice, rounds: u32);

    /// An image appears on the head host at this date, so many rounds after the next; this comes back through
    /// [`super::Service::image_appears`].
    fn appear(&mut self, image: ImageId, rounds: u32);

    /// What holds a body up to its time limit is told in two rounds, through [`super::Service::time_is_up`].
    fn time_up(&mut self, attempt: AttemptId);

    /// The service has its [turn](super::Service::turn) in the next round, or so many rounds later.
    fn take_turn(&mut self, rounds: u32);

    /// The service [listens](super::Service::listen) in this round, which is to come.
    fn listen_at(&mut self, round: Round);

    /// The round of this instant in which the service has made its calls.
    fn ready(&self) -> Round;

    /// How often somebody who waited has been told something: whoever is, may send the next message.
    fn told(&self) -> u64;

    /// Whether a round is still to come.
    fn is_to_come(&self, round: Round) -> bool;

    /// The same, once a storage service has answered to whoever moves an image, from one host to another.
    fn report(&mut self, notice: Notice, from: HostId, to: HostId);

    /// The same for an image that is not moved, which a storage service says when it is asked to, on the host of who asks.
    fn refuse(&mut self, notice: Notice, asker: HostId);

    /// Whether it takes time to stop the private storage of an instance.
    fn stops_slowly(&self) -> bool;

    /// Tells the private storage of an instance to stop, or one that has been of no use; that it has comes back through
    /// [`super::Service::stopped`].
    fn stop(&mut self, instance: Option<InstanceId>, node: NodeId);

    /// The service has done with a message, and is ready for the next one from the network.
    fn receives_next(&mut self);

    /// Sends the input of an invocation from the head host to its node; false if it has no size and is there already.
    ///
    /// Its arrival comes back through [`super::Service::input_fetched`].
    fn fetch_input(&mut self, invocation: InvocationId, node: HostId) -> bool;

    /// Sends the output of an invocation from its node to the head host; false if it has no size and is there already.
    ///
    /// Its arrival comes back through [`super::Service::output_returned`].
    fn return_output(&mut self, invocation: InvocationId, node: HostId) -> bool;

    /// Whether the output of an invocation is on its way from its node to the head host.
    fn is_returning(&self, invocation: InvocationId) -> bool;

    /// The size of the output of an invocation.
    fn output_size(&mut self, invocation: InvocationId) -> Bytes;

    /// Starts the body of an invocation on a host, so many rounds after the next.
    fn start_body(&mut self, invocation: InvocationId, host: HostId, rounds: u32);

    /// Kills the body of an invocation where it stands.
    fn kill_body(&mut self, invocation: InvocationId);

    /// Answers a registration.
    fn registered(&mut self, function: FunctionId, ticket: u64, outcome: Result<(), Failure>);

    /// Answers the request for an invocation: accepted, as this attempt, or refused.
    fn answer(&mut self, invocation: InvocationId, outcome: Result<AttemptId, Failure>);

    /// Tells the function manager what has become of an accepted invocation that is over.
    fn completed(&mut self, invocation: InvocationId, progress: Progress);

    /// Tells recorders what happened.
    fn observe(&mut self, event: ServiceEvent);
}
