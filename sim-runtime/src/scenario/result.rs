//! The result of a scenario, in the scenario files' own terms.

use std::fmt;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

use crate::results::{EventKind, FaultRow, InvocationRow, RegistrationRow, Report};
use crate::scenario::schema::Scenario;
use crate::simulation::Halt;
use crate::units::SimTime;

/// The outcome of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// The name of the scenario.
    pub scenario: String,
    /// Why the run ended early, if it did.
    pub error: Option<String>,
    /// When the controller ended.
    pub final_date: SimTime,
    /// In the order in which they were answered.
    pub registrations: Vec<RegistrationResult>,
    /// In the order in which they were requested, without those of workflows.
    pub invocations: Vec<InvocationResult>,
    /// In order.
    pub waits: Vec<WaitResult>,
    /// How often each kind of event happened; the events themselves are the report's.
    pub event_counts: IndexMap<EventKind, u64>,
    /// The faults that happened, in the order in which they began.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub faults: Vec<FaultRow>,
}

/// A registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistrationResult {
    /// The function.
    pub function: Arc<str>,
    /// Whether it was accepted.
    pub success: bool,
    /// Why not.
    pub failure_cause: Option<String>,
    /// When the controller knew.
    pub date: SimTime,
}

/// An invocation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvocationResult {
    /// Its name in the timeline.
    pub id: String,
    /// The function.
    pub function: Arc<str>,
    /// When the controller asked for it.
    pub requested: SimTime,
    /// When the controller knew that it was accepted, or refused.
    pub accepted: Option<SimTime>,
    /// When the service took it.
    pub submit: Option<SimTime>,
    /// When it got a core and a container.
    pub dispatch: Option<SimTime>,
    /// When its body started.
    pub start: Option<SimTime>,
    /// When its body ended; `None` for a body that was killed.
    pub end: Option<SimTime>,
    /// Whether it succeeded; `None` if the run ended before it was over.
    pub success: Option<bool>,
    /// Why it failed.
    pub failure_cause: Option<String>,
    /// The node that it ran on.
    pub node: Option<Arc<str>>,
    /// Its container, numbered by order of first use.
    pub container: Option<u32>,
    /// Whether its container had served before.
    pub reused_container: Option<bool>,
    /// Why it was refused, if it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<String>,
    /// Which attempt it is, from 1 on, if it might be attempted more than once: all have the same name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attempt: Option<u32>,
}

/// A wait of the controller that has returned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WaitResult {
    /// For one invocation.
    One {
        /// Which.
        wait: String,
        /// When it returned.
        date: SimTime,
    },
    /// For all so far.
    All {
        /// Always true.
        wait_all: bool,
        /// When it returned.
        date: SimTime,
    },
}

/// What the timeline notes while it is played, beyond what a report holds.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// The names of the invocations, by their number in the whole simulation.
    pub(super) ids: IndexMap<u64, String>,
    /// The waits that have returned, in order.
    pub(super) waits: Vec<WaitResult>,
    /// The entries whose date was past when their turn came, in order.
    pub(super) late: Vec<LateEntry>,
}

/// An entry of the timeline whose date was past when its turn came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateEntry {
    /// Its place in the timeline.
    pub place: usize,
    /// The date that it gives.
    pub at: SimTime,
    /// When its turn came, and it was done.
    pub done: SimTime,
}

/// Where it is and what is the matter, such as `timeline[2].at: is 2s, and its turn comes at 37.7s`.
impl fmt::Display for LateEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, at, done } = self;
        write!(
            formatter,
            "timeline[{place}].at: is {at}, and its turn comes at {done}, after what stands before it"
        )
    }
}

impl ScenarioResult {
    pub(super) fn new(
        scenario: &Scenario,
        report: &Report,
        played: &Played,
        halt: Option<&Halt>,
    ) -> Self {
        let mut event_counts = IndexMap::new();
        for event in &report.events {
            *event_counts.entry(event.event).or_insert(0) += 1;
        }
        Self {
            scenario: scenario.name.clone(),
            error: halt.map(ToString::to_string),
            final_date: report.final_date,
            registrations: report.registrations.iter().map(registration).collect(),
            invocations: invocations(played, report),
            waits: played.waits.clone(),
            event_counts,
            faults: report.faults.clone(),
        }
    }
}

fn registration(row: &RegistrationRow) -> RegistrationResult {
    RegistrationResult {
        function: Arc::clone(&row.function),
        success: row.success,
        failure_cause: row.failure_cause.clone(),
        date: row.date,
    }
}

/// The rows, with containers renumbered by date of first dispatch, and then by order of request.
fn invocations(played: &Played, report: &Report) -> Vec<InvocationResult> {
    let mut dispatched: Vec<&InvocationRow> = report.invocations.iter().collect();
    dispatched.sort_by_key(|row| row.dispatch);
    let numbers: IndexSet<u32> = dispatched.iter().filter_map(|row| row.container).collect();
    let number = |container| numbers.get_index_of(&container).map(|index| index as u32);
    // Not every invocation has a row. Each attempt has the name of the first, and a dead letter's invocation and those of workflows have
    // none.
    let named = |row: &InvocationRow| {
        let first = row.retry_of.unwrap_or(row.id);
        Some(invocation(played.ids.get(&first)?, row))
    };
    let rows = report.invocations.iter().filter_map(named);
    rows.map(|row| InvocationResult {
        container: row.container.and_then(number),
        ..row
    })
    .collect()
}

fn invocation(id: &str, row: &InvocationRow) -> InvocationResult {
    let cause = row.failure_cause.clone();
    let (error, failure_cause) = if row.refused {
        (cause, None)
    } else {
        (None, cause)
    };
    InvocationResult {
        id: id.to_owned(),
        function: Arc::clone(&row.function),
        requested: row.requested,
        accepted: row.accepted,
        submit: row.submit,
        dispatch: row.dispatch,
        start: row.start,
        end: row.end,
        success: row.success,
        failure_cause,
        node: row.node.clone(),
        container: row.container,
        reused_container: row.reused_container,
        error,
        attempt: row.attempt,
    }
}
