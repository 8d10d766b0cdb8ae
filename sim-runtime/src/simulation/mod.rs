//! One world: the kernel, the platform and the services bound together, and what user code may ask of it.
//!
//! This layer knows coroutines and services, and introduces them to each other. It must not know traces, reports, files
//! of scenarios or command lines.
//!
//! From bottom to top; a file imports only from those before it:
//!
//! * what is passed around: `identity` (who a process is), [`parameter`], [`payload`], [`directory`](Directory)
//!   (what numbers stand for), [`outcome`](Conclusion) (how a run ended), `shared` (what all contexts of a run share),
//!   [`handle`](Invocation) (what users hold), `request` (what is asked and answered), `event` (what is scheduled),
//!   [`dead_letter`](DeadLetter) (what becomes of an event that is given up), `input_type` (what is done with inputs of unknown type),
//!   `parcel` (an input or an output on its way),
//!   `definition` (what a function is made of), [`return_kind`](ReturnKind) (what it may return), `stage` (what is told of
//!   workflows);
//! * `open_loop`: processes that only place requests, which the layer of loads gives them;
//! * what users write with: [`Ctx`], [`ServerlessFunction`], [`Workflow`], [`Builder`], [`Declaration`];
//! * what listens: [`Recorder`];
//! * `state`: the rooms of a world, each with the state that it owns;
//! * `world`: puts the rooms together, reaches services, tells the recorder;
//! * `run`: from a declaration to its outcome.

mod builder;
mod capacity;
mod context;
mod controller;
mod dead_letter;
mod declaration;
mod definition;
mod deployable;
mod directory;
mod event;
mod fault;
mod function;
mod handle;
mod identity;
mod input_type;
mod invocable;
pub(crate) mod open_loop;
mod outcome;
pub mod parameter;
mod parcel;
pub mod payload;
mod problem;
mod recorder;
pub(crate) mod request;
mod return_kind;
mod run;
mod shared;
mod stage;
mod state;
mod workflow;
mod workflow_failure;
mod world;

pub use builder::imported::ImportedPlatform;
pub use builder::{Builder, Hosts, StorageSpec};
pub use capacity::{Capacity, NodeCapacity};
pub use context::Ctx;
pub use controller::Termination;
pub use dead_letter::DeadLetter;
pub use declaration::{Declaration, Repeatable};
pub use deployable::Deployable;
pub use directory::{DeploymentFacts, Directory, LinkFacts, NodeFacts, ServiceFacts};
pub(crate) use fault::NEAREST;
pub use fault::{FaultKind, FaultLength, FaultTimes, NodeFault};
pub use function::{FunctionName, ServerlessFunction, cause};
pub use handle::{
    Completed, CompletedDates, Failed, Function, Invocation, Mailbox, Outcome, Process, Serverless,
    Storage, TimedOut,
};
pub use identity::{ControllerId, Identity, Lineage};
pub(crate) use identity::{Descent, body_name};
pub use invocable::{ByHandle, ByName, ByValue, Invocable};
pub use outcome::{AllWaiting, Conclusion, Halt, LogLine, Waiting};
pub use parameter::{Parameter, ParameterError, ParameterInfo, ParameterValue};
pub use payload::Payload;
pub use problem::{BuildError, Problem};
pub use recorder::{
    CallRecord, FaultRecord, FileAction, FileMoved, ProcessEnd, ProcessEnded, Recorder,
    RequestRecord, Snapshot,
};
pub use return_kind::{MayFail, ReturnKind, Succeeds};
pub use run::Prepared;
pub use stage::{
    StageFacts, StageId, StageKind, StageUse, Visit, VisitEnd, WorkflowEnd, WorkflowEnded,
};
pub use workflow::{Branches, MOST_BRANCHES, MOST_NESTED, Passed, Workflow, task, workflow};
pub use workflow_failure::WorkflowFailure;
