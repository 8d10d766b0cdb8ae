//! What breaks in a random world: nodes, links, storages and containers, at dates and at random.

use coldstart::prelude::*;

use super::functions::Job;

/// A fault, before it is known of what.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// A node, by its place.
    Node(usize, NodeFault, FaultTimes),
    /// The link of all nodes to the gateway, or that to the user.
    Link(bool, FaultTimes),
    /// The storage of the packages.
    Storage(FaultTimes),
    /// The containers of a function, by its place.
    Containers(usize, FaultTimes),
}

/// The things that may break.
pub(super) struct Things<'a> {
    pub(super) nodes: &'a [HostId],
    pub(super) lan: LinkId,
    pub(super) direct: LinkId,
    pub(super) packages: Storage,
    pub(super) cloud: Serverless,
}

fn time(random: &mut Stream, most: u64) -> SimDuration {
    // Now and then at the very date of something else.
    match random.chance(0.5) {
        true => secs(random.uniform(1..=most)),
        false => millis(random.uniform(1..=most * 1_000)),
    }
}

fn times(random: &mut Stream, length: u64) -> FaultTimes {
    if random.chance(0.5) {
        return FaultTimes::at(time(random, 40)).lasting(time(random, length));
    }
    let every = Exponential(time(random, 60));
    FaultTimes::every(every).lasting(Exponential(time(random, length)))
}

/// What breaks in a world of so many nodes and functions; in half of all worlds nothing.
pub(super) fn troubles(nodes: usize, functions: usize, random: &mut Stream) -> Vec<Trouble> {
    if random.chance(0.5) {
        return Vec::new();
    }
    let mut troubles = Vec::new();
    for node in 0..nodes {
        if random.chance(0.5) {
            troubles.push(Trouble::Node(node, NodeFault::Down, times(random, 10)));
        }
        if random.chance(0.2) {
            let slow = NodeFault::Slow(random.uniform(1..=9u64) as f64 / 10.0);
            troubles.push(Trouble::Node(node, slow, times(random, 20)));
        }
    }
    for is_lan in [true, false] {
        if random.chance(0.2) {
            troubles.push(Trouble::Link(is_lan, times(random, 5)));
        }
    }
    if random.chance(0.2) {
        troubles.push(Trouble::Storage(times(random, 5)));
    }
    for function in 0..functions {
        if random.chance(0.3) {
            let every = Exponential(time(random, 20));
            troubles.push(Trouble::Containers(function, FaultTimes::every(every)));
        }
    }
    troubles
}

/// Declares it.
pub(super) fn declare(sim: &mut Builder, troubles: Vec<Trouble>, things: &Things<'_>) {
    for trouble in troubles {
        match trouble {
            Trouble::Node(node, what, times) => sim.node_fault(things.nodes[node], what, times),
            Trouble::Link(true, times) => sim.link_fault(things.lan, times),
            Trouble::Link(false, times) => sim.link_fault(things.direct, times),
            Trouble::Storage(times) => sim.storage_fault(things.packages, times),
            Trouble::Containers(0, times) => sim.container_fault(Job::<0>, things.cloud, times),
            Trouble::Containers(1, times) => sim.container_fault(Job::<1>, things.cloud, times),
            Trouble::Containers(_, times) => sim.container_fault(Job::<2>, things.cloud, times),
        }
    }
}
