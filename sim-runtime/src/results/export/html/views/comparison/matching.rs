//! Which function of one run is which of another.

use std::collections::BTreeSet;

use crate::results::schema::report::Report;
use crate::results::schema::summaries::FunctionSummary;

/// How many functions are listed.
pub(super) const MOST_FUNCTIONS: usize = 1_000;

/// A function of either run, or of both.
pub(super) type Matched<'a> = [Option<&'a FunctionSummary>; 2];

/// The functions of both runs: those of one service and name are one, then those whose name each run has once.
pub(super) fn matched<'a>(one: &'a Report, other: &'a Report) -> Vec<Matched<'a>> {
    let key = |of: &FunctionSummary| (of.service.clone(), of.function.clone());
    let of_name = |report: &'a Report, name: &str| {
        let mut found = report.functions.iter().filter(|of| *of.function == *name);
        let first = found.next();
        first.filter(|_| found.next().is_none())
    };
    let mut taken = BTreeSet::new();
    let mut matched: Vec<Matched<'a>> = Vec::new();
    for of in &one.functions {
        let same = other
            .functions
            .iter()
            .find(|another| key(another) == key(of));
        let alone = || of_name(one, &of.function).and_then(|_| of_name(other, &of.function));
        let found = same.or_else(alone);
        taken.extend(found.map(key));
        matched.push([Some(of), found]);
    }
    let added = other
        .functions
        .iter()
        .filter(|of| !taken.contains(&key(of)));
    matched.extend(added.map(|of| [None, Some(of)]));
    // The most invoked first, if there are too many.
    if matched.len() > MOST_FUNCTIONS {
        matched.sort_by_key(|both| {
            let invocations = both.iter().flatten().map(|of| of.counts.invocations);
            std::cmp::Reverse(invocations.sum::<u64>())
        });
    }
    matched
}
