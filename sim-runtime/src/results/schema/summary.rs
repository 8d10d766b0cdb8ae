//! The figures that people ask for first.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::retries::RetryFigures;
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
    /// Of the requests that may be attempted more than once; `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retries: Option<RetryFigures>,
}

impl std::ops::Deref for Summary {
    type Target = Counts;

    fn deref(&self) -> &Counts {
        &self.counts
    }
}
