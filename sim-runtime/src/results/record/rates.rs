//! How many invocations were requested, started and failed, over time.

use super::buckets::Buckets;
use super::rows::InvocationRecord;
use crate::results::report::ColdCause;

/// How many invocations of a service were requested, started and failed, over time.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Rates {
    pub(super) requests: Buckets,
    pub(super) failures: Buckets,
    pub(super) hot: Buckets,
    pub(super) cold: [Buckets; ColdCause::ALL.len()],
}

impl Rates {
    pub(super) fn add(&mut self, row: &InvocationRecord) {
        self.requests.add(row.requested, 1.0);
        if row.failed {
            let failed = row.dates.completion.or(row.accepted);
            self.failures.add(failed.unwrap_or(row.requested), 1.0);
        }
        if let Some(dispatch) = row.dates.dispatch {
            match row.cold {
                Some(cold) => self.cold[cold.cause as usize].add(dispatch, 1.0),
                None => self.hot.add(dispatch, 1.0),
            }
        }
    }
}
