//! Invocations one by one, as the page draws them: in lanes, with those that wait above.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexSet;
use serde::Serialize;

use super::tables::shortened;
use crate::results::analysis::lanes::{Lanes, NodeLanes, Span};
use crate::results::analysis::step_counts::{Step, waiting};
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::simulation::body_name;
use crate::units::{SimDuration, SimTime};

/// Invocations in lanes. The columns have one value an invocation, in order of request.
#[derive(Debug, Serialize)]
pub(super) struct Gantt {
    /// Whether these are some of the invocations only: then a container without one may have been busy.
    is_sample: bool,
    /// How many invocations wait to be dispatched, from each date on.
    waiting: Vec<Step>,
    /// The most that wait at once.
    most_waiting: i64,
    /// How many lanes there are.
    lanes: usize,
    /// Whether there are invocations that were refused.
    has_refused: bool,
    /// What functions, services, callers and causes are called; the columns have indices.
    names: IndexSet<Arc<str>>,
    /// The names of the functions, and how many of the invocations are of each; most first.
    functions: Vec<(usize, usize)>,
    /// Nodes with invocations, in order of declaration.
    nodes: Vec<NodeLanes>,
    /// Containers, and the lane of each.
    containers: Vec<Span>,
    #[serde(flatten)]
    columns: Columns,
}

#[derive(Debug, Default, Serialize)]
struct Columns {
    id: Vec<u64>,
    function: Vec<usize>,
    service: Vec<usize>,
    caller: Vec<usize>,
    /// The place of the invocation whose body asked for it, if there is one and it was recorded.
    caller_row: Vec<Option<usize>>,
    /// `None` if it was never dispatched.
    lane: Vec<Option<usize>>,
    container: Vec<Option<u32>>,
    requested: Vec<SimTime>,
    dispatch: Vec<Option<SimTime>>,
    start: Vec<Option<SimTime>>,
    end_of_body: Vec<Option<SimTime>>,
    completion: Vec<Option<SimTime>>,
    success: Vec<u8>,
    refused: Vec<u8>,
    failure: Vec<Option<usize>>,
    cold: Vec<Option<&'static str>>,
    cost: Vec<Option<f64>>,
    phases: Vec<[SimDuration; 8]>,
}

impl Gantt {
    pub(super) fn new(report: &Report) -> Self {
        let Lanes {
            nodes,
            spans,
            of_invocations,
        } = Lanes::new(report);
        let waiting = waiting(report);
        let most_waiting = waiting.iter().map(|(_, count)| *count).max();
        let mut names = IndexSet::new();
        let mut columns = Columns::default();
        for (row, lane) in report.invocations.iter().zip(&of_invocations) {
            columns.push(row, *lane, &mut names);
        }
        columns.caller_row = callers(&report.invocations);
        Self {
            is_sample: !report.recording.is_full(),
            waiting,
            most_waiting: most_waiting.unwrap_or(0),
            lanes: nodes.iter().map(|node| node.lanes).sum(),
            has_refused: report.invocations.iter().any(|row| row.refused),
            names,
            functions: functions(&columns.function),
            nodes,
            containers: spans,
            columns,
        }
    }
}

impl Columns {
    fn push(&mut self, row: &InvocationRow, lane: Option<usize>, names: &mut IndexSet<Arc<str>>) {
        let mut name = |name: &Arc<str>| names.insert_full(name.clone()).0;
        self.id.push(row.id);
        self.function.push(name(&row.function));
        self.service.push(name(&row.service));
        self.caller.push(name(&row.caller));
        self.lane.push(lane);
        self.container.push(row.container);
        self.requested.push(row.requested);
        self.dispatch.push(row.dispatch);
        self.start.push(row.start);
        self.end_of_body.push(row.end);
        self.completion.push(row.completion);
        self.success.push(u8::from(row.success == Some(true)));
        self.refused.push(u8::from(row.refused));
        let failure = row.failure_cause.as_deref();
        self.failure
            .push(failure.map(|cause| name(&Arc::from(shortened(cause)))));
        self.cold.push(row.cold_cause.map(|cause| cause.name()));
        self.cost.push(row.cost);
        self.phases.push(row.phases.durations());
    }
}

/// The place of the invocation whose body, or a process spawned in it, asked for each.
fn callers(rows: &[InvocationRow]) -> Vec<Option<usize>> {
    let bodies = rows.iter().enumerate();
    let bodies: BTreeMap<String, usize> = bodies
        .map(|(index, row)| (body_name(&row.function, row.id).to_string(), index))
        .collect();
    let caller = |row: &InvocationRow| {
        let name: &str = &row.caller;
        let ancestors = name.match_indices('/').map(|(end, _)| &name[..end]);
        let mut names = ancestors.chain([name]);
        names.find_map(|name| bodies.get(name).copied())
    };
    rows.iter().map(caller).collect()
}

/// How often each function occurs, most often first.
fn functions(column: &[usize]) -> Vec<(usize, usize)> {
    let mut counts = BTreeMap::new();
    for function in column {
        *counts.entry(*function).or_insert(0) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}
