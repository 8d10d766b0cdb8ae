//! How many attempts are under way.

use index_vec::IndexVec;

use crate::serverless::FunctionId;
use crate::serverless::event::{Interests, ServiceEvent};

/// How many attempts have been accepted and are not over: those that wait and those that run.
#[derive(Clone, Debug, Default)]
pub struct UnderWay {
    of: IndexVec<FunctionId, u32>,
    total: u32,
}

impl UnderWay {
    /// What a policy must be told of that counts them.
    pub(super) const INTERESTS: Interests = Interests::ATTEMPTS;

    /// Counts; returns the function of an attempt that has been accepted.
    pub(super) fn observe(&mut self, event: &ServiceEvent) -> Option<FunctionId> {
        match *event {
            ServiceEvent::AttemptArrived { function, .. } => {
                if function.index() >= self.of.len() {
                    self.of.resize(function.index() + 1, 0);
                }
                self.of[function] += 1;
                self.total += 1;
                Some(function)
            }
            ServiceEvent::AttemptCompleted { function, .. } => {
                if let Some(count) = self.of.get_mut(function) {
                    *count = count.saturating_sub(1);
                }
                self.total = self.total.saturating_sub(1);
                None
            }
            _ => None,
        }
    }

    /// Those of a function.
    pub(super) fn of(&self, function: FunctionId) -> u32 {
        self.of.get(function).copied().unwrap_or_default()
    }

    /// Those of all functions.
    pub(super) fn total(&self) -> u32 {
        self.total
    }
}
