//! One world: the kernel, the platform and the services bound together, and what user code may ask of it.
//!
//! This layer knows coroutines and services, and introduces them to each other. It must not know traces, reports, files
//! of scenarios or command lines.
//!
//! * [`Builder`]: the one way to declare a simulation, used by hand and by the macros;
//! * [`Ctx`]: what a controller or a function body may do;
//! * [`function`]: user code as the world sees it;
//! * [`request`]: the questions behind the methods of [`Ctx`];
//! * [`world`]: the answers, one file a kind: waits, files, letters, what services need;
//! * [`run`]: from a built simulation to its outcome.

pub mod builder;
pub mod context;
pub mod declaration;
pub mod deployable;
pub mod directory;
pub mod function;
pub mod handle;
mod identity;
pub mod payload;
pub mod problem;
pub mod recorder;
pub mod request;
pub mod run;
mod shared;
pub mod world;

pub use builder::{Builder, Hosts, ImportedPlatform, Serverless, Storage, StorageSpec};
pub use context::{Ctx, Mailbox, Process, TimedOut};
pub use declaration::{Declaration, Parameter, ParameterError, ParameterInfo, ParameterValue};
pub use deployable::Deployable;
pub use directory::{DeploymentFacts, Directory, LinkFacts, NodeFacts, ServiceFacts};
pub use function::{Ending, Function, Invocable, ServerlessFunction, cause};
pub use handle::{Completed, Failed, Invocation, Outcome};
pub use identity::{ControllerId, Identity, Lineage};
pub(crate) use identity::{body_name, spawned_name};
pub use payload::Payload;
pub use problem::{BuildError, Problem};
pub use recorder::{
    CallRecord, FileAction, FileMoved, ProcessEnd, ProcessEnded, Recorder, Snapshot,
};
pub use run::{Conclusion, Halt, LogLine, Prepared, Waiting};
