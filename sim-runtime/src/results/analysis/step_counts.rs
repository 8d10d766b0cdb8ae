//! Counts that change from date to date: how many invocations wait, how many cores are busy.

use indexmap::IndexMap;

use std::sync::Arc;

use crate::results::schema::report::Report;
use crate::units::SimTime;

/// A count from a date on.
pub(in crate::results) type Step = (SimTime, i64);

/// The count after all changes of each date, in order of date; it begins with zero.
pub(in crate::results) fn steps(mut changes: Vec<Step>) -> Vec<Step> {
    changes.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    let mut count = 0;
    for (date, change) in changes {
        count += change;
        match steps.last_mut() {
            Some((latest, value)) if *latest == date => *value = count,
            _ => steps.push((date, count)),
        }
    }
    steps
}

/// How many invocations wait to be dispatched; those that were refused do not wait.
pub(in crate::results) fn waiting(report: &Report) -> Vec<Step> {
    let rows = report.invocations.iter().filter(|row| !row.refused);
    let changes = rows.flat_map(|row| {
        let until = row.dispatch.or(row.completion);
        [(row.requested, 1), (until.unwrap_or(report.final_date), -1)]
    });
    steps(changes.collect())
}

/// Whether each invocation held one core of its node, and nothing else any: as often as the nodes say.
pub(in crate::results) fn are_whole(report: &Report) -> bool {
    let mut held: IndexMap<(&Arc<str>, &Arc<str>), u64> = IndexMap::new();
    for row in &report.invocations {
        if let (Some(node), Some(from)) = (&row.node, row.dispatch) {
            let to = row.completion.unwrap_or(report.final_date);
            *held.entry((&row.service, node)).or_default() += to.since(from).as_nanos();
        }
    }
    report.nodes.iter().all(|node| {
        let held = held.get(&(&node.service, &node.node)).copied();
        let (held, busy) = (held.unwrap_or_default(), node.busy.as_nanos());
        // The sum of a node is a floating-point number.
        held.abs_diff(busy) <= 1000 + busy / 1_000_000
    })
}

/// How many cores of each node are busy, in order of the nodes' first dispatches: exact if all invocations were recorded and
/// [each held one](are_whole).
pub(in crate::results) fn busy_cores(report: &Report) -> IndexMap<&Arc<str>, Vec<Step>> {
    let mut changes: IndexMap<&Arc<str>, Vec<Step>> = IndexMap::new();
    for row in &report.invocations {
        if let (Some(node), Some(from)) = (&row.node, row.dispatch) {
            let of_node = changes.entry(node).or_default();
            of_node.push((from, 1));
            of_node.extend(row.completion.map(|to| (to, -1)));
        }
    }
    let nodes = changes.into_iter();
    nodes
        .map(|(node, changes)| (node, steps(changes)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_at_one_date_are_one_step() {
        let at = SimTime::from_nanos;
        let changes = vec![(at(5), -1), (at(0), 1), (at(5), 1), (at(5), 1)];
        assert_eq!(steps(changes), [(at(0), 1), (at(5), 2)]);
    }
}
