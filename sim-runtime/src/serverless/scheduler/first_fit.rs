//! First fit.

use super::round::{Readiness, Round};
use super::view::{NodeView, Pending, View};
use super::{Decisions, Footprint, Scheduler};
use crate::serverless::NodeId;
use crate::serverless::dense_set::DenseSet;
use crate::units::Bytes;

/// First come, first served, on the first node that has room for it.
///
/// For each invocation in order of arrival: an idle container of its function, on the first node with a core left; else the
/// first node with a core left where a new container fits into the memory and on the disk that are free, with the image if
/// that is not there yet; else, unless an idle container of its function waits somewhere for a core, the first node with a
/// core left where it would fit if idle containers were shut down. An invocation that waits for its image keeps a core and
/// the space in the round, as with [`Fcfs`](super::Fcfs); unlike there, nothing is tried that cannot succeed.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstFit;

impl Scheduler for FirstFit {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let mut round = Round::new(view);
        // Space and cores only shrink within a round: where one invocation of a function found no place, none will.
        let mut without_place = DenseSet::default();
        for pending in view.pending() {
            if !round.has_cores() {
                break;
            }
            let function = pending.function.index();
            if without_place.contains(function) {
                continue;
            }
            match place(&mut round, view, pending) {
                Some((node, readiness)) => {
                    round.take_core(node);
                    round.proceed(pending, node, readiness);
                }
                None => without_place.insert(function),
            }
        }
        round.into_decisions()
    }
}

/// The first node that has room for an invocation, whose space is then taken.
fn place(round: &mut Round<'_>, view: &View<'_>, pending: &Pending) -> Option<(NodeId, Readiness)> {
    if let Some((node, container)) = round.first_idle(pending) {
        return Some((node, Readiness::IdleContainer(container)));
    }
    let missing = |node: NodeId| missing(view, pending, view.node(node));
    let node = round
        .first(|round, node| fits(missing(node), free(round, view, node)))
        .or_else(|| {
            let waits = view.has_idle(pending.function);
            let room = |round: &Round<'_>, node| {
                let (free, idle) = (free(round, view, node), view.node(node).idle_space());
                let room = Footprint {
                    disk: free.disk + idle.disk,
                    memory: free.memory + idle.memory,
                };
                fits(missing(node), room)
            };
            if waits { None } else { round.first(room) }
        })?;
    round.take_space(node, missing(node));
    Some((node, round.readiness(pending, view.node(node))))
}

/// What a new container would take on a node: its own space, and that of the image unless it is there or on its way.
fn missing(view: &View<'_>, pending: &Pending, node: NodeView<'_>) -> Footprint {
    let image = view.image(pending.image);
    let absent = |present: bool, size: Bytes| if present { Bytes::ZERO } else { size };
    let on_disk = node.has_on_disk(pending.image) || node.is_copying(pending.image);
    let in_memory = node.has_in_memory(pending.image) || node.is_loading(pending.image);
    Footprint {
        disk: view.disk_limit(pending.function) + absent(on_disk, image.disk),
        memory: view.memory_limit(pending.function) + absent(in_memory, image.ram),
    }
}

/// What is free on a node and not taken in this round.
fn free(round: &Round<'_>, view: &View<'_>, node: NodeId) -> Footprint {
    let (taken, node) = (round.space(node), view.node(node));
    Footprint {
        disk: node.free_disk().saturating_sub(taken.disk),
        memory: node.free_memory().saturating_sub(taken.memory),
    }
}

fn fits(needed: Footprint, room: Footprint) -> bool {
    needed.disk <= room.disk && needed.memory <= room.memory
}
