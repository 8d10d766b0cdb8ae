//! Workflows: functions that are invoked one after the other, at the same time, by choice, for each item, again.
//!
//! A [`Workflow`] is a value; [`Ctx::run`](super::Ctx::run) runs it, invoking functions as its process.
//!
//! * [`chain`]: what a workflow is made of, without types; [`build`]: what users write, with them; [`branches`]: several at once;
//!   [`passed`]: what goes from step to step;
//! * [`path`]: critical paths; [`walk`]: where an execution is in a chain; [`execution`]: what follows from what happens, with
//!   [`steps`], how one is taken, and [`ends`], what follows when it is over;
//! * [`run`]: places the invocations and waits for them.

mod branches;
mod build;
mod chain;
mod ends;
mod execution;
mod passed;
mod path;
pub(super) mod run;
mod steps;
mod walk;

pub use branches::Branches;
pub use build::{Workflow, task, workflow};
pub use chain::{MOST_BRANCHES, MOST_NESTED};
pub use passed::Passed;
