//! Images, functions, instances, nodes, attempts, and the service that brings them together.
//!
//! This layer knows what a provider does with an invocation. It knows a body only as something to start and to hear back
//! from; it must not know coroutines, contexts, reports or scenario files.
//!
//! One attempt walks through the rooms in this order:
//!
//! ```text
//! Service::deliver(Invoke) -> arrival: Admission -> download -> queue: Discipline -> round: Scheduler, Reuse
//!                          -> apply -> lifecycle: Eviction, StartUp -> execution: the body (outside)
//!                          -> Service::body_ended -> complete -> lifecycle: KeepAlive
//! ```
//!
//! * [`image`], `layer`, [`function`], [`failure`], [`resources`], [`cpu`]: what is declared, what it takes, and why it
//!   fails;
//! * [`attempt`], [`instance`], [`node`]: one try of an invocation, what it runs in, and where;
//! * `calls`: what decides the order of what meets at one date;
//! * `patience`, `waiting`: how long attempts wait;
//! * `cluster`, `queue`, `expiry`: the indexes that make each step cheap;
//! * [`service`]: the mechanism, one file a step;
//! * [`policy`]: what is decided, one file a policy;
//! * [`mod@env`]: the borders of a service: messages, alarms, and what it needs of its environment;
//! * [`event`]: what the mechanism tells recorders and policies;
//! * `limits`: what a service lets functions ask for;
//! * [`tariff`]: what invocations and nodes cost;
//! * [`provider`]: policies, prices and limits that belong together;
//! * `retry`, `async_invoke`: how clients repeat what fails, and how a provider does for those that do not wait.

mod async_invoke;
pub mod attempt;
pub(crate) mod calls;
mod cluster;
pub mod cpu;
mod downloading;
pub mod env;
pub mod event;
mod expiry;
mod failed_starts;
pub mod failure;
pub mod function;
mod id;
pub mod image;
pub mod instance;
mod layer;
mod limits;
mod message_sizes;
pub mod node;
mod patience;
pub mod policy;
pub mod provider;
mod provisioning;
mod queue;
pub mod resources;
mod retry;
pub mod service;
mod starting;
mod state;
mod stopping;
mod targets;
pub mod tariff;
mod waiting;

pub use async_invoke::{AsyncInvoke, Destination};
pub use attempt::{Arrived, Attempt, AttemptId, Dates, InvocationId, Phase, Progress, Stage};
pub use cpu::Cpu;
pub use env::{Alarm, ImageMove, ImageSource, Message, Notice, Round, ServiceEnv, StepId};
pub use event::{Interests, Observer, ServiceEvent};
pub use failure::Failure;
pub use function::{ConcurrencyLimits, FunctionId, FunctionSpec, MOST_MIN_INSTANCES, Precedence};
pub use id::{InstanceId, NodeId, ServiceId};
pub use image::{Image, ImageId};
pub use instance::{Instance, InstanceEnd};
pub use layer::{Layer, Layers};
pub(crate) use limits::Asked;
pub use limits::FunctionLimits;
pub use message_sizes::MessageSizes;
pub use node::Node;
pub use patience::Patience;
pub use policy::{
    Eviction, Fcfs, FirstFit, FirstInFirstOut, GreedyDual, LargestMemory, LeastFrequentlyUsed,
    LeastRecentlyUsed, Scheduler, SmallestMemory,
};
pub use provider::Provider;
pub use queue::Queued;
pub use resources::{Charge, Cores, Resources};
pub use retry::{Backoff, FailureKind, Jitter, MOST_ATTEMPTS, Retry, RetryOn};
pub use service::{Obstacle, ServerlessSpec, Service};
pub use tariff::Tariff;
