//! Images, functions, containers, nodes, invocations, and the service that brings them together.
//!
//! This layer knows what a provider does with an invocation. It knows a body only as something to start and to hear back
//! from; it must not know coroutines, contexts, reports or scenario files.
//!
//! One invocation walks through the rooms in this order:
//!
//! ```text
//! Service::deliver(Invoke) -> admission -> image: download, copy, load -> Scheduler -> dispatch -> container
//!                          -> body (outside) -> Service::body_ended -> completion -> idle container or shut-down
//! ```
//!
//! * [`image`], [`function`], [`invocation`], [`failure`]: what is declared and what becomes of it;
//! * [`container`], [`node`]: where it runs;
//! * [`service`]: the mechanism, one file a step;
//! * [`scheduler`], [`eviction`]: the policies, one file each;
//! * [`tariff`]: what invocations and nodes cost;
//! * [`observer`]: what the mechanism tells to whoever listens.

mod cluster;
pub mod container;
mod dense_set;
pub mod eviction;
pub mod failure;
pub mod function;
pub mod image;
pub mod invocation;
pub mod node;
pub mod observer;
pub mod scheduler;
pub mod service;
mod sorted_map;
pub mod tariff;

pub use container::{Container, ContainerEnd, ContainerId};
pub use eviction::{Eviction, IdleContainer, LeastRecentlyUsed, Need, SmallestMemory};
pub use failure::Failure;
pub use function::{FunctionId, FunctionSpec};
pub use image::{Image, ImageId};
pub use invocation::{Dates, Invocation, InvocationId, State};
pub use node::{Node, NodeId};
pub use observer::{Happening, Observer};
pub use scheduler::{Decisions, Fcfs, FirstFit, Scheduler, View};
pub use service::{
    Alarm, ImageMove, Message, Notice, ServerlessSpec, Service, ServiceId, Surroundings,
};
pub use tariff::Tariff;
