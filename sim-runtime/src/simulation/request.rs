//! What a process asks of the world, what it is answered, and what it leaves at its end.

use std::any::Any;
use std::rc::Rc;

use thin_vec::ThinVec;

use super::identity::{Identity, MailboxId, SpawnId};
use super::input_type::CopyInput;
use super::parcel::Parcel;
use super::shared::Origin;
use super::stage::{Stage, StageId, StageUse, Visit, WorkflowEnd};
use super::workflow_failure::WorkflowFailure;
use crate::kernel;
use crate::platform::LinkId;
use crate::serverless::{Dates, Failure, FunctionId, InvocationId, Retry, ServiceId};
use crate::storage::{File, StorageId};
use crate::units::{Bytes, Flops, SimDuration};

/// A request. Each method of the context makes one.
pub(crate) enum Request {
    /// Let time pass.
    Sleep(SimDuration),
    /// Work on one core of the process's host.
    Compute(Flops),
    /// Do something with a file.
    File(Box<FileRequest>),
    /// Take memory of the container that the process runs in.
    Allocate(Bytes),
    /// Give memory of that container back.
    Free(Bytes),
    /// Place an invocation; answered when the service has accepted or refused it.
    Invoke(InvokeRequest),
    /// End an invocation before its time; answered with whether that may still be possible.
    Cancel(InvocationId),
    /// Whether an invocation is over.
    IsDone(InvocationId),
    /// Wait for invocations; answered with their outcomes.
    Wait(Wait),
    /// Wait until every invocation that the process has placed is over.
    Drain,
    /// Register a function.
    Register(ServiceId, FunctionId),
    /// What of a service is free; answered with a [`Capacity`](super::capacity::Capacity) as a value.
    Capacity(ServiceId),
    /// Whether the container of the body was made for its invocation.
    IsColdStart,
    /// Whether an invocation was refused, or its request not answered; answered with why.
    Refusal(InvocationId),
    /// Turn a link off, for good.
    TurnOff(LinkId),
    /// Start a process beside the one that asks.
    Spawn(ProcessCoroutine, Identity),
    /// Wait for the end of a process.
    Join(SpawnId),
    /// Put a message into a mailbox.
    Send(MailboxId, Box<dyn Any>),
    /// Take the oldest message out of a mailbox, waiting for one if there is none.
    Receive(MailboxId),
    /// From now on, interrupt what the process does when so much time has passed.
    Limit(SimDuration),
    /// The limit of this number no longer holds.
    Unlimit(u32),
    /// The number of the next invocation; answered with a `u64` as a value.
    NextInvocation,
    /// The body of an invocation is over; its coroutine goes on with the next [`Reply::Job`].
    Finish(Completion),
    /// An execution of a workflow begins; answered with a [`WorkflowBegun`] as a value.
    BeginWorkflow(WorkflowBegin),
    /// An execution of a workflow is over.
    EndWorkflow(Box<WorkflowReport>),
}

/// What all processes of a run share with the kernel.
pub(crate) type Exchange = kernel::Exchange<Request, Reply>;

/// The coroutine of a process, suspended.
pub(crate) type ProcessCoroutine = kernel::BoxedCoroutine<Request, Reply, Completion>;

/// What the world says to a request.
pub(crate) type Answer = kernel::Answer<Reply, Completion>;

/// Makes the coroutine of a process, once it is known who it is.
pub(crate) type StartProcess = Box<dyn FnOnce(Rc<Exchange>, Origin) -> ProcessCoroutine>;

/// Which function to invoke, where, with what.
pub(crate) struct InvokeRequest {
    /// The service.
    pub(crate) service: ServiceId,
    /// The function.
    pub(crate) function: FunctionId,
    /// Its input.
    pub(crate) input: Parcel,
    /// How large the input is on the network.
    pub(crate) input_size: Bytes,
    /// What the process wants to know of it.
    pub(crate) interest: Interest,
    /// What sort of invocation it is, unless it is as the function says of itself.
    pub(crate) form: Option<Box<InvokeForm>>,
    /// Where in a workflow it belongs.
    pub(crate) stage: Option<Box<StageUse>>,
}

/// An execution of a workflow that begins.
pub(crate) struct WorkflowBegin {
    /// The name of the workflow.
    pub(crate) workflow: Rc<str>,
    /// Its stages.
    pub(crate) stages: Rc<[Stage]>,
}

/// An execution of a workflow that has begun.
pub(crate) struct WorkflowBegun {
    /// Its number among all executions of the run.
    pub(crate) number: u64,
    /// Its number among those of its workflow.
    pub(crate) ordinal: u64,
    /// What its stages are known by in this run, in their order.
    pub(crate) stages: Rc<[StageId]>,
}

/// An execution of a workflow that is over.
pub(crate) struct WorkflowReport {
    /// Its number.
    pub(crate) number: u64,
    pub(crate) outcome: WorkflowEnd,
    pub(crate) failure: Option<WorkflowFailure>,
    pub(crate) critical_path: Vec<(StageId, SimDuration)>,
    pub(crate) visits: Vec<Visit>,
}

/// Sorts of invocations.
pub(crate) enum InvokeForm {
    /// The client repeats it so.
    Retrying(Retry, CopyInput),
    /// The provider accepts it at once, and runs it as the function says of its events.
    Event(CopyInput),
}

/// What a process wants to know of an invocation that it places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interest {
    /// Whether the service has accepted it, before the process goes on, and the outcome.
    Acceptance,
    /// The outcome.
    Outcome,
    /// Nothing.
    None,
}

/// What a process waits for: the end or the outcome of one or several invocations.
#[derive(Debug)]
pub(crate) enum Wait {
    /// The outcome of one: [`Reply::Outcome`].
    Outcome(InvocationId),
    /// The end of one, whose outcome stays where it is: [`Reply::Done`].
    End(InvocationId),
    /// The outcomes of all: [`Reply::Outcomes`], in the same order.
    All(ThinVec<InvocationId>),
    /// The outcome of the first of them that is over: [`Reply::First`].
    Any(ThinVec<InvocationId>),
}

impl Wait {
    /// The invocations, in the order in which they were given.
    pub(crate) fn invocations(&self) -> &[InvocationId] {
        match self {
            Self::Outcome(invocation) | Self::End(invocation) => std::slice::from_ref(invocation),
            Self::All(invocations) | Self::Any(invocations) => invocations,
        }
    }
}

/// What to do with which file, where.
#[derive(Debug)]
pub(crate) struct FileRequest {
    /// What to do.
    pub(crate) access: FileAccess,
    /// The file; its size matters to writes only.
    pub(crate) file: File,
    /// A storage service; `None` for the private storage of the container that the process runs in.
    pub(crate) at: Option<StorageId>,
}

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileAccess {
    /// Read it all.
    Read,
    /// Write it anew.
    Write,
    /// Make it exist, in no time.
    Create,
    /// Remove it, in no time.
    Delete,
    /// Copy it to another storage service.
    CopyTo(StorageId),
}

/// An answer.
///
/// It is read right after it was written. With a tag of eight bytes it is moved in the words in which it was written, and
/// the processor forwards them from its store buffer; a narrower tag would make it wait until they are in its cache.
#[derive(Default)]
#[repr(u64)]
pub(crate) enum Reply {
    /// Go.
    #[default]
    Start,
    /// Run the body of the invocation of this number, with this input.
    Job(u64, Parcel),
    /// It is done.
    Done,
    /// It could not be done.
    Failed(Box<Failure>),
    /// The invocation has been placed.
    Invoked(InvocationId),
    /// Yes or no.
    Flag(bool),
    /// What became of an invocation.
    Outcome(Box<RawOutcome>),
    /// What became of several.
    Outcomes(ThinVec<RawOutcome>),
    /// Which of several is over, and what became of it.
    First(usize, Box<RawOutcome>),
    /// The process has been started.
    Spawned(SpawnId),
    /// A message, or what a process has returned.
    Value(Box<dyn Any>),
    /// The number of a limit.
    Limited(u32),
}

/// What became of an invocation, before its output has its type back.
pub(crate) struct RawOutcome {
    /// The output, or why there is none.
    pub(crate) result: RawResult,
    /// When it went through its steps.
    pub(crate) dates: Dates,
    /// The name of the node that it ran on.
    pub(crate) node: Option<Rc<str>>,
    /// Whether its container had served before.
    pub(crate) reused: bool,
}

/// What an invocation has come to.
pub(crate) enum RawResult {
    /// What its function returned as a value.
    Output(Parcel),
    /// The error that its function returned.
    Error(Box<dyn Any>),
    /// Something else went wrong.
    Failed(Failure),
}

/// An error that a function returned, in the place of its output.
pub(crate) struct ReturnedError {
    /// What it says, for reports: the invocation has failed with it, unless something else came to overrule it.
    pub(crate) cause: Failure,
    /// The error.
    pub(crate) error: Box<dyn Any>,
}

/// What a process leaves at its end.
#[derive(Default)]
pub(crate) struct Completion {
    /// The output of a function or its [`ReturnedError`], or what a spawned process returned.
    pub(crate) output: Option<Parcel>,
    /// How large the output of a function is on the network.
    pub(crate) output_size: Bytes,
    /// What it says went wrong.
    pub(crate) failure: Option<Box<Failure>>,
}
