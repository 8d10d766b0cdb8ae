//! Start-ups that have failed of instances that nobody waited for: nothing is left of them but why.

use std::collections::BTreeMap;

use super::{Failure, FunctionId};

/// Start-ups that have failed of instances that nobody waited for.
#[derive(Debug, Default)]
pub(super) struct FailedStarts {
    /// How many there were.
    pub(super) count: u64,
    /// Why the last of each function failed, unless one has succeeded since.
    pub(super) last: BTreeMap<FunctionId, Failure>,
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
