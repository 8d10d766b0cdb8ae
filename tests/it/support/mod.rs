//! What several modules need to set up a test: small worlds with round numbers, from
//! [`worlds`](coldstart::validation::worlds), and what is looked at in their reports.

pub(crate) mod chapters;
#[cfg(feature = "cli")]
pub(crate) mod command;
pub(crate) mod files;
pub(crate) mod lifetimes;
#[cfg(feature = "cli")]
pub(crate) mod programs;
pub(crate) mod random_platforms;
pub(crate) mod random_scenarios;
pub(crate) mod random_sharing;
pub(crate) mod random_worlds;
#[cfg(feature = "cli")]
pub(crate) mod reviewed;
pub(crate) mod soak;
pub(crate) mod sources;
pub(crate) mod watch;

use coldstart::prelude::*;
pub(crate) use coldstart::validation::replications;
pub(crate) use coldstart::validation::worlds::{
    IMAGE, OTHER, Plan, World, at, burst, call, disk, host, link, storage,
};

/// When each invocation was dispatched, in order of request.
pub(crate) fn dispatches(report: &Report) -> Vec<Option<SimTime>> {
    report.invocations.iter().map(|row| row.dispatch).collect()
}

/// Where each invocation went, in order of request.
pub(crate) fn nodes(report: &Report) -> Vec<&str> {
    let nodes = report.invocations.iter().map(|row| row.node.as_deref());
    nodes.map(|node| node.unwrap_or("nowhere")).collect()
}
