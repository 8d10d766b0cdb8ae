//! Workflows: functions that are invoked one after the other, at the same time, by choice, for each item, again.
//!
//! A [`Workflow`] is a value; [`Ctx::run`](super::Ctx::run) runs it, invoking functions as its process.
//!
//! * [`chain`]: what a workflow is made of, without types; [`definition`]: a workflow as a value, with them; [`build`] and [`last`]: what
//!   users write; [`branches`]: several at once;
//!   [`passed`]: what goes from step to step;
//! * [`path`]: critical paths; [`walk`]: where an execution is in a chain; [`execution`]: what follows from what happens, with
//!   [`steps`], how one is taken, and [`ends`], what follows when it is over;
//! * [`run`]: places the invocations and waits for them.

mod branches;
mod build;
mod chain;
mod definition;
mod ends;
mod execution;
mod last;
mod passed;
mod path;
pub(super) mod run;
mod steps;
mod walk;

pub use branches::Branches;
pub use build::{task, workflow};
pub use chain::{MOST_BRANCHES, MOST_NESTED};
pub use definition::Workflow;
pub use passed::Passed;
