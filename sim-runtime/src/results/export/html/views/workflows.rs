//! Workflows on the page: figures of their stages, and the executions that took longest.

use std::cmp::Reverse;

use serde::Serialize;

use crate::results::export::html::tables::shortened;
use crate::results::schema::report::Report;
use crate::results::schema::workflow::{StageSummary, WorkflowRow};
use crate::units::SimDuration;

/// How many executions are listed.
const LONGEST: usize = 50;

/// How many stages are listed.
const MOST_STAGES: usize = 1_000;

/// What the page knows of workflows; nothing where there are none.
#[derive(Debug, Serialize)]
pub(super) struct Workflows<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stages: &'a [StageSummary],
    /// Longest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    longest_workflows: Vec<WorkflowLine>,
}

/// An execution.
#[derive(Debug, Serialize)]
struct WorkflowLine {
    #[serde(flatten)]
    row: WorkflowRow,
    duration: SimDuration,
}

impl<'a> Workflows<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let rows = report.workflows.iter();
        let ended = rows.filter_map(|row| Some((row.end?.since(row.start), row)));
        let mut longest: Vec<_> = ended.collect();
        longest.sort_by_key(|(duration, row)| (Reverse(*duration), row.id));
        longest.truncate(LONGEST);
        let line = |(duration, row): (SimDuration, &WorkflowRow)| {
            let mut row = row.clone();
            let texts = [&mut row.failure_cause, &mut row.critical_path];
            for text in texts.into_iter().flatten() {
                *text = shortened(text);
            }
            WorkflowLine { row, duration }
        };
        Self {
            stages: &report.stages[..report.stages.len().min(MOST_STAGES)],
            longest_workflows: longest.into_iter().map(line).collect(),
        }
    }

    /// What is left out, in sentences.
    pub(super) fn note(report: &Report) -> Option<String> {
        let (stages, ended) = (report.stages.len(), report.workflows.len());
        let stages = (stages > MOST_STAGES).then(|| {
            format!("Only the first {MOST_STAGES} of {stages} stages are in their table.")
        });
        let rows = (ended > LONGEST).then(|| {
            format!("Of {ended} executions of workflows, the {LONGEST} longest are in their table.")
        });
        match (stages, rows) {
            (Some(stages), Some(rows)) => Some(format!("{stages} {rows}")),
            (one, other) => one.or(other),
        }
    }
}
