//! How busy nodes and links are.

use std::io;

use super::event::Events;
use super::places::Places;
use crate::results::analysis::step_counts;
use crate::results::schema::report::Report;

pub(super) fn write(
    report: &Report,
    places: &mut Places,
    events: &mut Events<'_>,
) -> io::Result<()> {
    busy_cores(report, places, events)?;
    let timeline = &report.timeline;
    for node in &timeline.nodes {
        let pid = places.host(&node.node);
        for (name, values) in [("memory [B]", &node.memory), ("disk [B]", &node.disk)] {
            series(pid, name, values, report, events)?;
        }
    }
    for link in &timeline.links {
        let name = format!("{} [B/s]", link.link);
        series(places.nowhere(), &name, &link.used, report, events)?;
    }
    Ok(())
}

/// The changes of a series: a counter keeps its value until it gets another.
fn series(
    pid: u64,
    name: &str,
    values: &[f64],
    report: &Report,
    events: &mut Events<'_>,
) -> io::Result<()> {
    let mut latest = None;
    for (index, value) in values.iter().enumerate() {
        if latest != Some(*value) {
            events.counter(pid, name, report.timeline.start(index), *value)?;
            latest = Some(*value);
        }
    }
    Ok(())
}

/// Cores that are held: exactly if all invocations are recorded and each holds one, means of intervals otherwise.
fn busy_cores(report: &Report, places: &mut Places, events: &mut Events<'_>) -> io::Result<()> {
    const NAME: &str = "busy cores";
    if !report.recording.is_full() || !step_counts::are_whole(report) {
        for node in &report.timeline.nodes {
            series(
                places.host(&node.node),
                NAME,
                &node.busy_cores,
                report,
                events,
            )?;
        }
        return Ok(());
    }
    for (node, steps) in step_counts::busy_cores(report) {
        let pid = places.host(node);
        for (date, busy) in steps {
            events.counter(pid, NAME, date, busy as f64)?;
        }
    }
    Ok(())
}
