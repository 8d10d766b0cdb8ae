//! Faults: what breaks with a node, a link, a storage service or a container, and what works again when it is repaired.
//!
//! A download, a copy and a load take a second each, so that the first body of a node starts at 3 s.

mod declared;
mod links_and_storages;
mod nodes;
mod random;
mod waiting;

use coldstart::prelude::*;
use coldstart::results::InvocationRow;

use crate::support::{IMAGE, World};

const NODE_DOWN: &str = "The node went down";

/// What breaks once, and for how long.
fn once(date: f64, time: f64) -> FaultTimes {
    let length = SimDuration::from_secs_f64(time);
    FaultTimes::at(SimDuration::from_secs_f64(date)).lasting(length)
}

fn sleeper(world: &mut World) -> Function<SimDuration, ()> {
    world.sleeper(FunctionSpec::new("f", IMAGE))
}

fn cause(row: &InvocationRow) -> &str {
    row.failure_cause.as_deref().unwrap_or_default()
}
