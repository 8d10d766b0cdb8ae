//! Start-ups that have failed of instances that nobody waited for: nothing is left of them but why.

use std::collections::BTreeMap;

use super::Service;
use crate::serverless::{AttemptId, Failure, FunctionId};

/// Start-ups that have failed of instances that nobody waited for.
#[derive(Debug, Default)]
pub(super) struct FailedStarts {
    /// How many there were.
    pub(super) count: u64,
    /// Why the last of each function failed, unless one has succeeded since.
    last: BTreeMap<FunctionId, Failure>,
}

impl FailedStarts {
    /// A start-up has failed.
    pub(super) fn note(&mut self, function: FunctionId, failure: &Failure) {
        self.last.insert(function, failure.clone());
    }

    /// A start-up has succeeded.
    pub(super) fn forget(&mut self, function: FunctionId) {
        if !self.last.is_empty() {
            self.last.remove(&function);
        }
    }
}

impl Service {
    /// How many start-ups have failed of instances that nobody waited for.
    pub fn failed_starts(&self) -> u64 {
        self.failed_starts.count
    }

    /// Why the last instance of the function of an attempt did not start, if so.
    pub fn why_none_starts(&self, attempt: AttemptId) -> Option<&Failure> {
        let function = self.attempts.get(attempt)?.function;
        self.failed_starts.last.get(&function)
    }
}
