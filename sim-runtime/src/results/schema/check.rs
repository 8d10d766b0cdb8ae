//! What was checked of a run.

use serde::{Deserialize, Serialize};

use super::object::objects;

/// What became of a check of a run, such as `p99 < 500ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Verdict {
    /// The check, as it was written.
    pub check: String,
    /// Whether the run is as it should be; not if that cannot be decided.
    pub passed: bool,
    /// What was measured: times in seconds, shares from 0 to 1; `None` if there is nothing to measure.
    pub value: Option<f64>,
    /// What was measured, or why nothing was, for people.
    pub explanation: String,
}

objects! { Verdict }
