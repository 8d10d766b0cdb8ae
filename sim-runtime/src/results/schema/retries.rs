//! Figures of requests that may be attempted more than once.

use serde::{Deserialize, Serialize};

use crate::simulation::RequestRecord;

/// Requests that their client or the provider may attempt more than once, and what became of them. Each attempt is an invocation
/// with a row of its own, so that there are as many more of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryFigures {
    /// How many requests there were.
    pub requests: u64,
    /// Those among them that were asynchronous invocations.
    pub asynchronous: u64,
    /// Those that were attempted more than once.
    pub retried: u64,
    /// All attempts of them all.
    pub attempts: u64,
    /// Those that failed for good.
    pub exhausted: u64,
    /// Those that left a dead letter.
    pub dead_letters: u64,
    /// Those that the run ended without.
    pub unfinished: u64,
}

impl RetryFigures {
    /// How many attempts there were for each request; `None` if there was no request.
    pub fn attempts_per_request(&self) -> Option<f64> {
        (self.requests > 0).then(|| self.attempts as f64 / self.requests as f64)
    }

    /// These figures, unless there was no such request.
    pub(in crate::results) fn if_any(self) -> Option<Self> {
        Some(self).filter(|figures| figures.requests > 0)
    }

    pub(in crate::results) fn add(&mut self, request: &RequestRecord) {
        self.requests += 1;
        self.asynchronous += u64::from(request.is_event);
        self.retried += u64::from(request.attempts > 1);
        self.attempts += u64::from(request.attempts);
        self.exhausted += u64::from(request.success == Some(false));
        self.dead_letters += u64::from(request.is_dead);
        self.unfinished += u64::from(request.success.is_none());
    }

    pub(in crate::results) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.asynchronous += other.asynchronous;
        self.retried += other.retried;
        self.attempts += other.attempts;
        self.exhausted += other.exhausted;
        self.dead_letters += other.dead_letters;
        self.unfinished += other.unfinished;
    }
}
