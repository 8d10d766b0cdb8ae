//! The figures that people ask for first.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::report::{InvocationRow, RegistrationRow};
use crate::units::SimTime;

/// Counts and dates over all invocations of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// All that were requested.
    pub invocations: u64,
    /// Those that succeeded.
    pub succeeded: u64,
    /// Those that failed, refused ones among them.
    pub failed: u64,
    /// Those that the run ended without.
    pub unfinished: u64,
    /// Dispatches to a new container.
    pub cold_starts: u64,
    /// Dispatches to a container that had served before.
    pub hot_starts: u64,
    /// Registrations that were refused, as `function: cause`: no invocation of these functions could be accepted.
    pub refused_registrations: Vec<String>,
    /// How often each cause of failure occurred, most frequent first.
    pub failures: IndexMap<String, u64>,
    /// When the first invocation was requested.
    pub first_request: Option<SimTime>,
    /// When the first body started.
    pub first_start: Option<SimTime>,
    /// When the last body ended.
    pub last_end: Option<SimTime>,
    /// When the last controller ended.
    pub final_date: SimTime,
}

impl Summary {
    pub(super) fn new(
        rows: &[InvocationRow],
        registrations: &[RegistrationRow],
        final_date: SimTime,
    ) -> Self {
        let count = |test: &dyn Fn(&InvocationRow) -> bool| {
            rows.iter().filter(|row| test(row)).count() as u64
        };
        Self {
            invocations: rows.len() as u64,
            succeeded: count(&|row| row.success),
            failed: count(&|row| row.is_over() && !row.success),
            unfinished: count(&|row| !row.is_over()),
            cold_starts: count(&|row| row.reused_container == Some(false)),
            hot_starts: count(&|row| row.reused_container == Some(true)),
            refused_registrations: refusals(registrations),
            failures: causes(rows),
            first_request: rows.iter().map(|row| row.requested).min(),
            first_start: rows.iter().filter_map(|row| row.start).min(),
            last_end: rows.iter().filter_map(|row| row.end).max(),
            final_date,
        }
    }
}

fn refusals(registrations: &[RegistrationRow]) -> Vec<String> {
    let refusal = |row: &RegistrationRow| {
        let cause = row.failure_cause.as_ref()?;
        Some(format!("{}: {cause}", row.function))
    };
    registrations.iter().filter_map(refusal).collect()
}

/// How often each cause occurred, most frequent first, then in order of first occurrence.
fn causes(rows: &[InvocationRow]) -> IndexMap<String, u64> {
    let mut causes = IndexMap::new();
    for cause in rows.iter().filter_map(|row| row.failure_cause.as_ref()) {
        *causes.entry(cause.clone()).or_insert(0) += 1;
    }
    causes.sort_by(|_, one, _, other| other.cmp(one));
    causes
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = |date: Option<SimTime>| {
            date.map_or_else(|| "never".to_owned(), |date| date.to_string())
        };
        for refusal in &self.refused_registrations {
            writeln!(formatter, "not registered  {refusal}")?;
        }
        writeln!(formatter, "invocations  {}", self.invocations)?;
        writeln!(formatter, "succeeded    {}", self.succeeded)?;
        writeln!(formatter, "failed       {}", self.failed)?;
        for (cause, count) in &self.failures {
            writeln!(formatter, "  {count:>8} x {cause}")?;
        }
        if self.unfinished > 0 {
            writeln!(formatter, "unfinished   {}", self.unfinished)?;
        }
        writeln!(formatter, "cold starts  {}", self.cold_starts)?;
        writeln!(formatter, "hot starts   {}", self.hot_starts)?;
        writeln!(formatter, "requested    from {}", date(self.first_request))?;
        writeln!(formatter, "first start  {}", date(self.first_start))?;
        writeln!(formatter, "last end     {}", date(self.last_end))?;
        write!(formatter, "final date   {}", self.final_date)
    }
}
