//! Series of a stored report have a value an interval.

use super::problem::{Checked, count, measure, problem};
use crate::results::schema::report::Report;
use crate::results::schema::timeline::{LinkTimeline, NodeTimeline, ServiceTimeline};

/// How many intervals a timeline may have; today it has 128.
const MOST_INTERVALS: u64 = 1 << 16;

pub(super) fn check(report: &Report) -> Checked {
    let timeline = &report.timeline;
    if timeline.intervals > MOST_INTERVALS {
        return problem(
            "timeline.intervals",
            format!(
                "is {}; expected at most {MOST_INTERVALS}",
                timeline.intervals
            ),
        );
    }
    if timeline.intervals > 0 && timeline.interval.is_zero() {
        return problem("timeline.interval", "is 0; an interval has a length");
    }
    let intervals = timeline.intervals as usize;
    for (index, service) in timeline.services.iter().enumerate() {
        of_service(&format!("timeline.services[{index}]"), service, intervals)?;
    }
    for (index, node) in timeline.nodes.iter().enumerate() {
        of_node(&format!("timeline.nodes[{index}]"), node, intervals)?;
    }
    for (index, link) in timeline.links.iter().enumerate() {
        of_link(&format!("timeline.links[{index}]"), link, intervals)?;
    }
    for (index, policy) in timeline.policies.iter().enumerate() {
        let path = format!("timeline.policies[{index}].values");
        length(&path, policy.values.len(), intervals)?;
    }
    Ok(())
}

fn of_service(path: &str, service: &ServiceTimeline, intervals: usize) -> Checked {
    let counted = [
        ("requests", &service.requests),
        ("failures", &service.failures),
        ("hot_starts", &service.hot_starts),
    ];
    for (name, values) in counted {
        counts(&format!("{path}.{name}"), values, intervals)?;
    }
    for (cause, values) in &service.cold_starts {
        counts(
            &format!("{path}.cold_starts.{}", cause.name()),
            values,
            intervals,
        )?;
    }
    measures(
        &format!("{path}.busy_cores"),
        &service.busy_cores,
        intervals,
    )?;
    measures(
        &format!("{path}.containers"),
        &service.containers,
        intervals,
    )?;
    measures(&format!("{path}.memory"), &service.memory, intervals)
}

fn of_node(path: &str, node: &NodeTimeline, intervals: usize) -> Checked {
    measures(&format!("{path}.busy_cores"), &node.busy_cores, intervals)?;
    measures(&format!("{path}.memory"), &node.memory, intervals)?;
    measures(&format!("{path}.disk"), &node.disk, intervals)
}

fn of_link(path: &str, link: &LinkTimeline, intervals: usize) -> Checked {
    measure(format!("{path}.bandwidth"), link.bandwidth)?;
    measures(&format!("{path}.used"), &link.used, intervals)
}

fn counts(path: &str, values: &[u64], intervals: usize) -> Checked {
    length(path, values.len(), intervals)?;
    let mut values = values.iter().enumerate();
    values.try_for_each(|(index, value)| count(format!("{path}[{index}]"), *value))
}

fn measures(path: &str, values: &[f64], intervals: usize) -> Checked {
    length(path, values.len(), intervals)?;
    let mut values = values.iter().enumerate();
    values.try_for_each(|(index, value)| measure(format!("{path}[{index}]"), *value))
}

fn length(path: &str, length: usize, intervals: usize) -> Checked {
    if length == intervals {
        return Ok(());
    }
    problem(
        path,
        format!(
            "has {length} values, but `timeline.intervals` is {intervals}: one for each interval"
        ),
    )
}
