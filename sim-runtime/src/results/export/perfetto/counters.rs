//! How busy nodes and links are.

use std::io;
use std::sync::Arc;

use indexmap::IndexMap;

use super::event::Events;
use super::places::Places;
use crate::results::Report;
use crate::units::SimTime;

const BUSY_CORES: &str = "busy cores";

/// The means of a host in each interval: busy cores, memory, disk.
type Means = [Vec<f64>; 3];

pub(super) fn write(
    report: &Report,
    places: &mut Places,
    events: &mut Events<'_>,
) -> io::Result<()> {
    let hosts = means(report);
    if report.recording.is_full() {
        exact_cores(report, places, events)?;
    } else {
        for (host, [busy_cores, ..]) in &hosts {
            series(places.host(host), BUSY_CORES, busy_cores, report, events)?;
        }
    }
    for (host, [_, memory, disk]) in &hosts {
        let pid = places.host(host);
        series(pid, "memory [B]", memory, report, events)?;
        series(pid, "disk [B]", disk, report, events)?;
    }
    for link in &report.timeline.links {
        let name = format!("{} [B/s]", link.link);
        series(places.nowhere(), &name, &link.used, report, events)?;
    }
    Ok(())
}

/// The loads of hosts; one that is a node of several services has the sum of what they hold.
fn means(report: &Report) -> IndexMap<&Arc<str>, Means> {
    let mut hosts: IndexMap<&Arc<str>, Means> = IndexMap::new();
    for node in &report.timeline.nodes {
        let sums = hosts.entry(&node.node).or_default();
        for (sums, values) in sums
            .iter_mut()
            .zip([&node.busy_cores, &node.memory, &node.disk])
        {
            sums.resize(values.len(), 0.0);
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
    }
    hosts
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

/// Cores that invocations hold, from each date on at which that changes; all invocations must be recorded.
fn exact_cores(report: &Report, places: &mut Places, events: &mut Events<'_>) -> io::Result<()> {
    let mut changes: IndexMap<&Arc<str>, Vec<(SimTime, i64)>> = IndexMap::new();
    for row in &report.invocations {
        if let (Some(node), Some(from)) = (&row.node, row.dispatch) {
            let of_node = changes.entry(node).or_default();
            of_node.push((from, 1));
            of_node.extend(row.completion.map(|to| (to, -1)));
        }
    }
    for (node, mut changes) in changes {
        changes.sort_unstable();
        let pid = places.host(node);
        let mut busy = 0;
        for (index, (date, change)) in changes.iter().enumerate() {
            busy += change;
            let is_last = changes.get(index + 1).is_none_or(|(next, _)| next != date);
            if is_last {
                events.counter(pid, BUSY_CORES, *date, busy as f64)?;
            }
        }
    }
    Ok(())
}
