//! The rows of the timeline in tables: services, nodes and links, interval by interval.

use std::sync::Arc;

use super::cause::ColdCause;
use super::declare::row;
use super::report::Report;
use super::timeline::{LinkTimeline, NodeTimeline, ServiceTimeline};
use crate::units::SimTime;

row! {
    /// A service in an interval of the timeline: counts, and means over the interval.
    pub struct ServiceInterval {
        /// The service.
        service: Arc<str> [category],
        /// When the interval starts.
        started: SimTime,
        /// When the interval ends.
        ended: SimTime,
        /// Invocations requested.
        requests: u64,
        /// Invocations that failed.
        failures: u64,
        /// Dispatches to containers that had served before.
        hot_starts: u64,
        /// Dispatches to new containers.
        cold_starts: u64,
        /// Cores that invocations hold.
        busy_cores: f64 [unit("cores")],
        /// Containers, busy or idle.
        containers: f64,
        /// Memory in use on all nodes.
        memory: f64 [unit("B")],
    }
}

row! {
    /// A service in an interval of the timeline, and a cause of cold starts that occurred in the run.
    pub struct CauseInterval {
        /// The service.
        service: Arc<str> [category],
        /// Why containers were new.
        cold_cause: ColdCause,
        /// When the interval starts.
        started: SimTime,
        /// When the interval ends.
        ended: SimTime,
        /// Dispatches to new containers.
        cold_starts: u64,
    }
}

row! {
    /// A node in an interval of the timeline: means over the interval.
    pub struct NodeInterval {
        /// The service.
        service: Arc<str> [category],
        /// The node.
        node: Arc<str> [category],
        /// When the interval starts.
        started: SimTime,
        /// When the interval ends.
        ended: SimTime,
        /// Cores that invocations hold.
        busy_cores: f64 [unit("cores")],
        /// Memory in use.
        memory: f64 [unit("B")],
        /// Disk space in use.
        disk: f64 [unit("B")],
    }
}

row! {
    /// A link that was used, in an interval of the timeline: means over the interval.
    pub struct LinkInterval {
        /// The link.
        link: Arc<str> [category],
        /// When the interval starts.
        started: SimTime,
        /// When the interval ends.
        ended: SimTime,
        /// Its bandwidth.
        bandwidth: f64 [unit("B/s")],
        /// How much of that is in use.
        used: f64 [unit("B/s")],
    }
}

impl ServiceInterval {
    /// A service, interval by interval.
    pub(in crate::results) fn all<'a>(
        report: &'a Report,
        service: &'a ServiceTimeline,
    ) -> impl Iterator<Item = Self> + 'a {
        intervals(report).map(|(index, started, ended)| Self {
            service: service.service.clone(),
            started,
            ended,
            requests: service.requests[index],
            failures: service.failures[index],
            hot_starts: service.hot_starts[index],
            cold_starts: service
                .cold_starts
                .values()
                .map(|counts| counts[index])
                .sum(),
            busy_cores: service.busy_cores[index],
            containers: service.containers[index],
            memory: service.memory[index],
        })
    }
}

impl CauseInterval {
    /// A service, cause by cause, and each interval by interval.
    pub(in crate::results) fn all<'a>(
        report: &'a Report,
        service: &'a ServiceTimeline,
    ) -> impl Iterator<Item = Self> + 'a {
        service.cold_starts.iter().flat_map(move |(cause, counts)| {
            intervals(report).map(|(index, started, ended)| Self {
                service: service.service.clone(),
                cold_cause: *cause,
                started,
                ended,
                cold_starts: counts[index],
            })
        })
    }
}

impl NodeInterval {
    /// A node, interval by interval.
    pub(in crate::results) fn all<'a>(
        report: &'a Report,
        node: &'a NodeTimeline,
    ) -> impl Iterator<Item = Self> + 'a {
        intervals(report).map(|(index, started, ended)| Self {
            service: node.service.clone(),
            node: node.node.clone(),
            started,
            ended,
            busy_cores: node.busy_cores[index],
            memory: node.memory[index],
            disk: node.disk[index],
        })
    }
}

impl LinkInterval {
    /// A link, interval by interval.
    pub(in crate::results) fn all<'a>(
        report: &'a Report,
        link: &'a LinkTimeline,
    ) -> impl Iterator<Item = Self> + 'a {
        intervals(report).map(|(index, started, ended)| Self {
            link: link.link.clone(),
            started,
            ended,
            bandwidth: link.bandwidth,
            used: link.used[index],
        })
    }
}

/// The intervals of the timeline; the last ends with the run.
fn intervals(report: &Report) -> impl Iterator<Item = (usize, SimTime, SimTime)> + '_ {
    let timeline = &report.timeline;
    (0..timeline.intervals as usize).map(|index| {
        let end = timeline.start(index + 1).min(report.final_date);
        (index, timeline.start(index), end)
    })
}
