//! Response times of all invocations, and why those of each function failed.

use std::sync::Arc;

use serde::Serialize;

use super::super::tables::shortened;
use crate::results::analysis::ratio::share;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Distribution, Overall};

/// How many causes are listed.
const MOST_CAUSES: usize = 1_000;

/// Of a function, how often a cause of failure occurred.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct CauseLine {
    service: Arc<str>,
    function: Arc<str>,
    cause: String,
    count: u64,
    /// The share of the function's invocations.
    share: Option<f64>,
}

/// The response times of all invocations. Their curves are elsewhere on the page, and so are those of services and functions.
pub(super) fn overall(report: &Report) -> Overall {
    let without_curve = |times: &Option<Distribution>| {
        times.clone().map(|times| Distribution {
            curve: Vec::new(),
            ..times
        })
    };
    let overall = &report.overall;
    Overall {
        response: without_curve(&overall.response),
        response_cold: without_curve(&overall.response_cold),
        response_hot: without_curve(&overall.response_hot),
        ..Overall::default()
    }
}

/// The causes of failure of each function, most frequent first.
pub(super) fn causes(report: &Report) -> Vec<CauseLine> {
    let each = report.functions.iter().flat_map(|one| {
        let causes = one.failures.iter();
        causes.map(|(cause, count)| CauseLine {
            service: one.service.clone(),
            function: one.function.clone(),
            cause: shortened(cause),
            count: *count,
            share: share(*count as f64, one.counts.invocations as f64),
        })
    });
    let mut lines: Vec<_> = each.collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines.truncate(MOST_CAUSES);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::{function, report};
    use crate::results::schema::summaries::FunctionSummary;

    #[test]
    fn causes_are_those_of_each_function_most_frequent_first() {
        let failing = |name, causes: &[(&str, u64)]| FunctionSummary {
            failures: causes
                .iter()
                .map(|(cause, count)| ((*cause).to_owned(), *count))
                .collect(),
            ..function("cloud", name, 10)
        };
        let mut report = report(Vec::new());
        report.functions = vec![
            failing("one", &[("timeout", 2)]),
            failing("other", &[("timeout", 5), ("refused", 1)]),
        ];
        let causes = causes(&report);
        let lines = causes.iter();
        let lines: Vec<_> = lines
            .map(|line| (&*line.function, line.cause.as_str(), line.count, line.share))
            .collect();
        assert_eq!(
            lines,
            [
                ("other", "timeout", 5, Some(0.5)),
                ("one", "timeout", 2, Some(0.2)),
                ("other", "refused", 1, Some(0.1)),
            ]
        );
    }
}
