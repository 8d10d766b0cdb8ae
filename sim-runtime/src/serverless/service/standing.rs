//! How a service stands: what tells whether anything changes while its scaler goes on looking.

use super::Service;
use crate::serverless::{AttemptId, Failure};
use crate::units::SimDuration;

impl Service {
    /// What may change while nothing is scheduled but looks of scalers, in numbers: what the scaler wants, the instances
    /// (without those whose start-up has failed and that nobody waited for), those that are to come, and the attempts.
    pub fn standing(&self) -> [u64; 5] {
        let (made, alive) = self.state.cluster.instance_counts();
        [
            self.targets.changes,
            made - self.failed_starts.count,
            alive,
            self.provisions.len() as u64,
            self.attempts.len() as u64,
        ]
    }

    /// After how long without any change the scaler wants the same for ever; `None` if that is not known.
    pub fn settles_after(&self) -> Option<SimDuration> {
        match self.scaling {
            true => self.targets.settles_after,
            false => Some(SimDuration::ZERO),
        }
    }

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
