//! Response times of services and functions in a table, and why their invocations failed.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::results::analysis::ratio::share;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::{Distribution, FunctionSummary};

/// How many functions are listed.
const MOST_FUNCTIONS: usize = 1_000;

/// How many causes are listed.
const MOST_CAUSES: usize = 1_000;

/// The response times of a service or a function.
#[derive(Debug, Serialize)]
pub(super) struct PercentileLine<'a> {
    service: Option<&'a Arc<str>>,
    /// `None` for a whole service.
    function: Option<&'a Arc<str>>,
    /// `all`, `cold` or `hot`.
    starts: &'static str,
    #[serde(flatten)]
    times: Cow<'a, Distribution>,
}

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

/// All invocations, each service if there are several, and the functions with most invocations: after all starts, cold ones
/// and hot ones.
pub(super) fn lines<'a>(report: &'a Report) -> Vec<PercentileLine<'a>> {
    let overall = &report.overall;
    let mut lines = Vec::new();
    let mut add = |service, function, kinds: [&'a Option<Distribution>; 3]| {
        for (starts, times) in ["all", "cold", "hot"].into_iter().zip(kinds) {
            lines.extend(times.as_ref().map(|times| PercentileLine {
                service,
                function,
                starts,
                times: without_curve(times),
            }));
        }
    };
    add(
        None,
        None,
        [
            &overall.response,
            &overall.response_cold,
            &overall.response_hot,
        ],
    );
    for one in report.services.iter().filter(|_| report.services.len() > 1) {
        let kinds = [&one.response, &one.response_cold, &one.response_hot];
        add(Some(&one.service), None, kinds);
    }
    for one in most_invoked(report) {
        let kinds = [&one.response, &one.response_cold, &one.response_hot];
        add(Some(&one.service), Some(&one.function), kinds);
    }
    lines
}

fn without_curve(times: &Distribution) -> Cow<'_, Distribution> {
    if times.curve.is_empty() {
        return Cow::Borrowed(times);
    }
    Cow::Owned(Distribution {
        curve: Vec::new(),
        ..times.clone()
    })
}

/// The functions with most invocations, in order of declaration if they are not too many.
fn most_invoked(report: &Report) -> Vec<&FunctionSummary> {
    let mut functions: Vec<_> = report.functions.iter().collect();
    if functions.len() > MOST_FUNCTIONS {
        functions.sort_by_key(|one| std::cmp::Reverse(one.counts.invocations));
        functions.truncate(MOST_FUNCTIONS);
    }
    functions
}

/// The causes of failure of each function, most frequent first.
pub(super) fn causes(report: &Report) -> Vec<CauseLine> {
    let each = report.functions.iter().flat_map(|one| {
        let causes = one.failures.iter();
        causes.map(|(cause, count)| CauseLine {
            service: one.service.clone(),
            function: one.function.clone(),
            cause: cause.clone(),
            count: *count,
            share: share(*count as f64, one.counts.invocations as f64),
        })
    });
    let mut lines: Vec<_> = each.collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    lines.truncate(MOST_CAUSES);
    lines
}
