//! Invocations one by one: each node has lanes, and a container keeps to its lane.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;
use serde::Serialize;

use crate::results::{InvocationRow, Report};
use crate::units::{SimDuration, SimTime};

/// Invocations in lanes. The columns have one value an invocation, in order of request.
#[derive(Debug, Default, Serialize)]
pub(super) struct Lanes {
    /// What functions, services and causes are called; the columns have indices.
    names: IndexSet<Arc<str>>,
    /// Nodes with invocations, in order of declaration.
    nodes: Vec<NodeLanes>,
    /// The lives of containers, and the lane of each.
    lives: Vec<Life>,
    id: Vec<u64>,
    function: Vec<usize>,
    service: Vec<usize>,
    /// `None` if it was never dispatched.
    lane: Vec<Option<usize>>,
    container: Vec<Option<u32>>,
    requested: Vec<SimTime>,
    dispatch: Vec<Option<SimTime>>,
    start: Vec<Option<SimTime>>,
    end: Vec<Option<SimTime>>,
    completion: Vec<Option<SimTime>>,
    success: Vec<u8>,
    refused: Vec<u8>,
    failure: Vec<Option<usize>>,
    cold: Vec<Option<&'static str>>,
    cost: Vec<Option<f64>>,
    phases: Vec<[SimDuration; 8]>,
}

/// The lanes of a node.
#[derive(Debug, Serialize)]
pub(super) struct NodeLanes {
    service: Arc<str>,
    node: Arc<str>,
    /// Its first lane; the others follow.
    pub(super) first: usize,
    pub(super) lanes: usize,
}

/// A container: from its creation to its end.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Life {
    pub(super) lane: usize,
    pub(super) container: u32,
    pub(super) from: SimTime,
    pub(super) to: SimTime,
}

/// Service and number of a container; with how many others of its invocations one overlaps.
type Strand = (Arc<str>, u32, usize);

impl Lanes {
    pub(super) fn new(report: &Report) -> Self {
        let strands = strands(report);
        let lives = lives(report, &strands);
        let mut lanes = Self::default();
        let mut lane_of = BTreeMap::new();
        for node in &report.nodes {
            let first = lanes.nodes.iter().map(|node| node.lanes).sum();
            let here = |(at, _, _): &&(usize, Strand, Life)| {
                report.nodes[*at].node == node.node && report.nodes[*at].service == node.service
            };
            let mut mine: Vec<_> = lives.iter().filter(here).cloned().collect();
            mine.sort_by_key(|(_, strand, life)| (life.from, strand.1, strand.2));
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
            for (_, strand, life) in mine {
                lane_of.insert(strand, life.lane);
                lanes.lives.push(life);
            }
        }
        for (row, strand) in report.invocations.iter().zip(strands) {
            let lane = strand.and_then(|strand| lane_of.get(&strand).copied());
            lanes.push(row, lane);
        }
        lanes
    }

    fn name(&mut self, name: &Arc<str>) -> usize {
        self.names.insert_full(name.clone()).0
    }

    fn push(&mut self, row: &InvocationRow, lane: Option<usize>) {
        let function = self.name(&row.function);
        let service = self.name(&row.service);
        let failure = row.failure_cause.as_deref();
        let failure = failure.map(|cause| self.name(&Arc::from(cause)));
        self.id.push(row.id);
        self.function.push(function);
        self.service.push(service);
        self.lane.push(lane);
        self.container.push(row.container);
        self.requested.push(row.requested);
        self.dispatch.push(row.dispatch);
        self.start.push(row.start);
        self.end.push(row.end);
        self.completion.push(row.completion);
        self.success.push(u8::from(row.success));
        self.refused.push(u8::from(row.refused));
        self.failure.push(failure);
        self.cold.push(row.cold_cause.map(|cause| cause.name()));
        self.cost.push(row.cost);
        self.phases.push(row.phases.durations());
    }
}

#[cfg(test)]
impl Lanes {
    pub(super) fn lives(&self) -> &[Life] {
        &self.lives
    }

    pub(super) fn nodes(&self) -> &[NodeLanes] {
        &self.nodes
    }

    pub(super) fn lane(&self) -> &[Option<usize>] {
        &self.lane
    }
}

/// When an invocation held its container.
pub(super) fn held(row: &InvocationRow, end: SimTime) -> Option<(SimTime, SimTime)> {
    let from = row.dispatch?;
    let to = row.end.or(row.completion).unwrap_or(end);
    Some((from, to.max(from)))
}

/// For each invocation that has a container, that container and the first of its strands that is free: a container that
/// serves several invocations at a time has several.
fn strands(report: &Report) -> Vec<Option<Strand>> {
    let mut dispatched: Vec<_> = (0..report.invocations.len()).collect();
    dispatched.sort_by_key(|index| report.invocations[*index].dispatch);
    let mut free_from: BTreeMap<(Arc<str>, u32), Vec<SimTime>> = BTreeMap::new();
    let mut strands = vec![None; report.invocations.len()];
    for index in dispatched {
        let row = &report.invocations[index];
        let (Some((from, to)), Some(container)) = (held(row, report.final_date), row.container)
        else {
            continue;
        };
        let ends = free_from
            .entry((row.service.clone(), container))
            .or_default();
        let strand = first_free(ends, from);
        ends[strand] = to;
        strands[index] = Some((row.service.clone(), container, strand));
    }
    strands
}

/// The lives of the containers with invocations, with the index of the node of each.
fn lives(report: &Report, strands: &[Option<Strand>]) -> Vec<(usize, Strand, Life)> {
    let mut spans: BTreeMap<Strand, (usize, SimTime, SimTime)> = BTreeMap::new();
    let nodes = report.nodes.iter().enumerate();
    let nodes: BTreeMap<_, _> = nodes
        .map(|(index, node)| ((&node.service, &node.node), index))
        .collect();
    for (row, strand) in report.invocations.iter().zip(strands) {
        let (Some(strand), Some((from, to)), Some(name)) =
            (strand, held(row, report.final_date), &row.node)
        else {
            continue;
        };
        let Some(node) = nodes.get(&(&row.service, name)) else {
            continue;
        };
        let span = spans.entry(strand.clone()).or_insert((*node, from, to));
        span.1 = span.1.min(from);
        span.2 = span.2.max(to);
    }
    let containers = report.containers.iter();
    let containers: BTreeMap<_, _> = containers
        .map(|container| ((container.service.clone(), container.container), container))
        .collect();
    let whole = |(strand, (node, from, to)): (Strand, (usize, SimTime, SimTime))| {
        let mut life = Life {
            lane: 0,
            container: strand.1,
            from,
            to,
        };
        // With a sample of the rows, the container of an invocation may not be among them.
        if let Some(container) = containers.get(&(strand.0.clone(), strand.1)) {
            life.from = from.min(container.created);
            life.to = to.max(container.ended.unwrap_or(report.final_date));
        }
        (node, strand, life)
    };
    spans.into_iter().map(whole).collect()
}

/// Gives each life the first lane that is free, from a lane on; says how many lanes that takes. The lives are in order of
/// their beginnings.
fn pack(lives: &mut [(usize, Strand, Life)], first: usize) -> usize {
    let mut ends = Vec::new();
    for (_, _, life) in lives {
        let lane = first_free(&mut ends, life.from);
        ends[lane] = life.to;
        life.lane = first + lane;
    }
    ends.len()
}

fn first_free(ends: &mut Vec<SimTime>, from: SimTime) -> usize {
    let free = ends.iter().position(|end| *end <= from);
    free.unwrap_or_else(|| {
        ends.push(SimTime::ZERO);
        ends.len() - 1
    })
}
