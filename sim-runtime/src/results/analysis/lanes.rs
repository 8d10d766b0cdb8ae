//! Invocations one by one: each node has lanes, and each slot of a container keeps to its lane.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::slots::Slots;
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::units::SimTime;

/// The lanes of all nodes.
#[derive(Debug, Default)]
pub(in crate::results) struct Lanes {
    /// Nodes with invocations, in order of declaration.
    pub(in crate::results) nodes: Vec<NodeLanes>,
    /// The spans of the slots, and the lane of each.
    pub(in crate::results) spans: Vec<Span>,
    /// The lane of each invocation, in order of request; `None` if it was never dispatched.
    pub(in crate::results) of_invocations: Vec<Option<usize>>,
}

/// The lanes of a node.
#[derive(Debug, Serialize)]
pub(in crate::results) struct NodeLanes {
    service: Arc<str>,
    node: Arc<str>,
    /// Its first lane; the others follow.
    pub(in crate::results) first: usize,
    pub(in crate::results) lanes: usize,
}

/// A slot of a container: from the container's creation to its end.
#[derive(Clone, Debug, Serialize)]
pub(in crate::results) struct Span {
    pub(in crate::results) lane: usize,
    pub(in crate::results) container: u32,
    pub(in crate::results) from: SimTime,
    pub(in crate::results) to: SimTime,
}

/// Service and number of a container, and which of its invocations at a time.
pub(in crate::results) type Slot = (Arc<str>, u32, usize);

/// The index of a node, a slot on it, and its span.
type Placed = (usize, Slot, Span);

impl Lanes {
    pub(in crate::results) fn new(report: &Report) -> Self {
        let slots = slots(report, |row| held(row, report.final_date));
        let spans = spans(report, &slots);
        let mut lanes = Self::default();
        let mut lane_of = BTreeMap::new();
        for node in &report.nodes {
            let first = lanes.nodes.iter().map(|node| node.lanes).sum();
            let here = |(at, _, _): &&Placed| {
                report.nodes[*at].node == node.node && report.nodes[*at].service == node.service
            };
            let mut mine: Vec<_> = spans.iter().filter(here).cloned().collect();
            mine.sort_by_key(|(_, slot, span)| (span.from, slot.1, slot.2));
            let count = pack(&mut mine, first);
            if count == 0 {
                continue;
            }
            lanes.nodes.push(NodeLanes {
                service: node.service.clone(),
                node: node.node.clone(),
                first,
                lanes: count,
            });
            for (_, slot, span) in mine {
                lane_of.insert(slot, span.lane);
                lanes.spans.push(span);
            }
        }
        let slots = slots.into_iter();
        lanes.of_invocations = slots
            .map(|slot| slot.and_then(|slot| lane_of.get(&slot).copied()))
            .collect();
        lanes
    }
}

/// When an invocation held its container.
pub(in crate::results) fn held(row: &InvocationRow, end: SimTime) -> Option<(SimTime, SimTime)> {
    let from = row.dispatch?;
    let to = row.end.or(row.completion).unwrap_or(end);
    Some((from, to.max(from)))
}

/// For each invocation that has a container, that container and the first of its slots that is free: a container that
/// serves several invocations at a time has several. `held` says from when to when an invocation has its slot.
pub(in crate::results) fn slots(
    report: &Report,
    held: impl Fn(&InvocationRow) -> Option<(SimTime, SimTime)>,
) -> Vec<Option<Slot>> {
    let mut dispatched: Vec<_> = (0..report.invocations.len()).collect();
    dispatched.sort_by_key(|index| report.invocations[*index].dispatch);
    let mut of_container: BTreeMap<(Arc<str>, u32), Slots> = BTreeMap::new();
    let mut slots = vec![None; report.invocations.len()];
    for index in dispatched {
        let row = &report.invocations[index];
        let (Some((from, to)), Some(container)) = (held(row), row.container) else {
            continue;
        };
        let key = (row.service.clone(), container);
        let slot = of_container.entry(key).or_default().take(from, to);
        slots[index] = Some((row.service.clone(), container, slot));
    }
    slots
}

/// The spans of the slots with invocations, with the index of the node of each.
fn spans(report: &Report, slots: &[Option<Slot>]) -> Vec<Placed> {
    let mut used: BTreeMap<Slot, (usize, SimTime, SimTime)> = BTreeMap::new();
    let nodes = report.nodes.iter().enumerate();
    let nodes: BTreeMap<_, _> = nodes
        .map(|(index, node)| ((&node.service, &node.node), index))
        .collect();
    for (row, slot) in report.invocations.iter().zip(slots) {
        let (Some(slot), Some((from, to)), Some(name)) =
            (slot, held(row, report.final_date), &row.node)
        else {
            continue;
        };
        let Some(node) = nodes.get(&(&row.service, name)) else {
            continue;
        };
        let span = used.entry(slot.clone()).or_insert((*node, from, to));
        span.1 = span.1.min(from);
        span.2 = span.2.max(to);
    }
    let containers = report.containers.iter();
    let containers: BTreeMap<_, _> = containers
        .map(|container| ((container.service.clone(), container.container), container))
        .collect();
    let whole = |(slot, (node, from, to)): (Slot, (usize, SimTime, SimTime))| {
        let mut span = Span {
            lane: 0,
            container: slot.1,
            from,
            to,
        };
        // With a sample of the rows, the container of an invocation may not be among them.
        if let Some(container) = containers.get(&(slot.0.clone(), slot.1)) {
            span.from = from.min(container.created);
            span.to = to.max(container.ended.unwrap_or(report.final_date));
        }
        (node, slot, span)
    };
    used.into_iter().map(whole).collect()
}

/// Gives each span the first lane that is free, from a lane on; says how many lanes that takes. The spans are in order of
/// their beginnings.
fn pack(spans: &mut [Placed], first: usize) -> usize {
    let mut lanes = Slots::default();
    for (_, _, span) in spans {
        span.lane = first + lanes.take(span.from, span.to);
    }
    lanes.len()
}
