//! The figures that people ask for first.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::summaries::Counts;
use crate::units::SimTime;

/// Counts and dates over all invocations of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many invocations, and what became of them.
    #[serde(flatten)]
    pub counts: Counts,
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
    /// What callers pay, by currency; empty without a tariff.
    #[serde(skip_serializing_if = "IndexMap::is_empty", default)]
    pub revenue: IndexMap<String, f64>,
    /// What nodes cost, by currency; empty without a tariff.
    #[serde(skip_serializing_if = "IndexMap::is_empty", default)]
    pub node_cost: IndexMap<String, f64>,
}

impl std::ops::Deref for Summary {
    type Target = Counts;

    fn deref(&self) -> &Counts {
        &self.counts
    }
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
        for (cause, count) in &self.cold_causes {
            writeln!(formatter, "  {count:>8} x {cause}")?;
        }
        writeln!(formatter, "hot starts   {}", self.hot_starts)?;
        for (currency, amount) in &self.revenue {
            writeln!(formatter, "bill         {amount:.6} {currency}")?;
        }
        for (currency, amount) in &self.node_cost {
            writeln!(formatter, "node cost    {amount:.6} {currency}")?;
        }
        writeln!(formatter, "requested    from {}", date(self.first_request))?;
        writeln!(formatter, "first start  {}", date(self.first_start))?;
        writeln!(formatter, "last end     {}", date(self.last_end))?;
        write!(formatter, "final date   {}", self.final_date)
    }
}
