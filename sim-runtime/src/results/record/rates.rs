//! How many invocations were requested, started and failed, over time.

use crate::results::analysis::time_bins::TimeBins;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::invocation::InvocationRecord;

/// How many invocations of a service were requested, started and failed, over time.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Rates {
    pub(super) requests: TimeBins,
    pub(super) failures: TimeBins,
    pub(super) hot: TimeBins,
    pub(super) cold: [TimeBins; ColdCause::ALL.len()],
}

impl Rates {
    pub(super) fn add(&mut self, record: &InvocationRecord) {
        self.requests.add(record.requested, 1.0);
        if record.failed {
            let failed = record.completion.or(record.accepted);
            self.failures.add(failed.unwrap_or(record.requested), 1.0);
        }
        if let Some(dispatch) = record.dispatch {
            match record.cold_cause {
                Some(cause) => self.cold[cause as usize].add(dispatch, 1.0),
                None => self.hot.add(dispatch, 1.0),
            }
        }
    }
}
