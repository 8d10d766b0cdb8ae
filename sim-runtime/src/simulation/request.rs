//! What a process asks of the world, and what it is answered.

use std::any::Any;
use std::rc::Rc;

use slotmap::new_key_type;
use thin_vec::ThinVec;

use super::context::Origin;
use super::function::{Body, Remains};
use super::identity::Identity;
use crate::kernel;
use crate::kernel::id::id_type;
use crate::platform::LinkId;
use crate::serverless::{Dates, Failure, FunctionId, InvocationId, ServiceId};
use crate::storage::{File, StorageId};
use crate::units::{Bytes, Flops, SimDuration};

/// A question. Each method of the context asks one.
pub enum Request {
    /// Let time pass.
    Sleep(SimDuration),
    /// Work on one core of the process's host.
    Compute(Flops),
    /// Do something with a file.
    File(Box<FileRequest>),
    /// Place an invocation; answered when the service has accepted or refused it.
    Invoke(InvokeRequest),
    /// Whether an invocation is over.
    IsDone(InvocationId),
    /// Wait for invocations.
    Wait(ThinVec<InvocationId>, WaitMode),
    /// Wait until every invocation that the process has placed is over.
    Drain,
    /// The outcome of an invocation that is over.
    Take(InvocationId),
    /// Register a function.
    Register(ServiceId, FunctionId),
    /// Turn a link off, for good.
    TurnOff(LinkId),
    /// Start a process beside the one that asks.
    Spawn(Body, Identity),
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
    /// The body of an invocation is over; answered, in another life, with the next [`Reply::Job`].
    Finish(Remains),
}

/// What all processes of a run share with the kernel.
pub type Pulse = kernel::Pulse<Request, Reply>;

new_key_type! {
    /// A process that another one has spawned.
    pub struct SpawnId;
}

id_type! {
    /// A mailbox, by order of declaration.
    MailboxId
}

/// Makes a process, once it is known who it is.
pub type StartProcess = Box<dyn FnOnce(Rc<Pulse>, Origin) -> Body>;

/// Which function to invoke, where, with what.
pub struct InvokeRequest {
    /// The service.
    pub service: ServiceId,
    /// The function.
    pub function: FunctionId,
    /// Its input.
    pub input: Box<dyn Any>,
    /// How large the input is on the network.
    pub input_size: Bytes,
    /// What the process wants to know of it.
    pub interest: Interest,
}

/// What a process wants to know of an invocation that it places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// Whether the service has accepted it, before the process goes on, and the outcome.
    Acceptance,
    /// The outcome.
    Outcome,
    /// Nothing.
    None,
}

/// How many of several things must be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitMode {
    /// One of them.
    Any,
    /// All of them.
    All,
}

/// What to do with which file, where.
#[derive(Debug)]
pub struct FileRequest {
    /// What to do.
    pub access: FileAccess,
    /// The file; its size matters to writes only.
    pub file: File,
    /// A storage service; `None` for the private storage of the container that the process runs in.
    pub at: Option<StorageId>,
}

/// What to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAccess {
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
/// It is moved from hand to hand right after it was written. With a tag of eight bytes it is moved in the words in which it
/// was written, and a processor reads those before they have reached its cache.
#[derive(Default)]
#[repr(u64)]
pub enum Reply {
    /// Go.
    #[default]
    Start,
    /// Run the body of the invocation of this number, with this input.
    Job(u64, Box<dyn Any>),
    /// It is done.
    Done,
    /// It could not be done.
    Failed(Box<Failure>),
    /// The invocation has been placed.
    Invoked(InvocationId),
    /// Yes or no.
    Flag(bool),
    /// This one of those waited for is over.
    Index(usize),
    /// What became of an invocation.
    Outcome(Box<RawOutcome>),
    /// The process has been started.
    Spawned(SpawnId),
    /// A message, or what a process has returned.
    Value(Box<dyn Any>),
    /// The number of a limit.
    Limited(u32),
}

/// What became of an invocation, before its output has its type back.
pub struct RawOutcome {
    /// The output, or why there is none.
    pub result: Result<Box<dyn Any>, Failure>,
    /// When it went through its steps.
    pub dates: Dates,
    /// The name of the node that it ran on.
    pub node: Option<std::rc::Rc<str>>,
    /// Whether its container had served before.
    pub reused: bool,
}
