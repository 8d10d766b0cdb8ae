//! The rows of tables that are no lists of a report: functions with quantiles, and nodes and links interval by interval.

use std::sync::Arc;

use super::declare::row;
use super::report::Report;
use super::summaries::{Distribution, FunctionSummary};
use super::timeline::{LinkTimeline, NodeTimeline};
use crate::units::{Bytes, SimDuration, SimTime};

row! {
    /// A function on a service: counts, and quantiles of the time from request to completion.
    pub struct FunctionFigures {
        /// The service.
        service: Arc<str>,
        /// The function.
        function: Arc<str>,
        /// The memory that each of its containers reserves \[B\].
        memory: Bytes,
        /// All invocations that were requested.
        invocations: u64,
        /// Those that succeeded.
        succeeded: u64,
        /// Those that failed, refused ones among them.
        failed: u64,
        /// Those that the run ended without.
        unfinished: u64,
        /// Dispatches to a new container.
        cold_starts: u64,
        /// Dispatches to a container that had served before.
        hot_starts: u64,
        /// The mean response with new containers.
        response_cold_mean: Option<SimDuration>,
        /// Half of the responses with new containers do not exceed this.
        response_cold_p50: Option<SimDuration>,
        /// 99 % of the responses with new containers do not exceed this.
        response_cold_p99: Option<SimDuration>,
        /// The longest response with a new container.
        response_cold_max: Option<SimDuration>,
        /// The mean response with containers that had served before.
        response_hot_mean: Option<SimDuration>,
        /// Half of the responses with containers that had served before do not exceed this.
        response_hot_p50: Option<SimDuration>,
        /// 99 % of the responses with containers that had served before do not exceed this.
        response_hot_p99: Option<SimDuration>,
        /// The longest response with a container that had served before.
        response_hot_max: Option<SimDuration>,
        /// Bytes of all inputs.
        input_bytes: Bytes,
        /// Bytes of all outputs.
        output_bytes: Bytes,
        /// Billed memory and time; missing without a tariff.
        billed_gib_seconds: Option<f64> ["GiB s"],
        /// What the callers pay; missing without a tariff.
        cost: Option<f64> ["the tariff's currency"],
    }
}

impl From<&FunctionSummary> for FunctionFigures {
    fn from(summary: &FunctionSummary) -> Self {
        let counts = &summary.counts;
        let cold = |of: fn(&Distribution) -> SimDuration| summary.response_cold.as_ref().map(of);
        let hot = |of: fn(&Distribution) -> SimDuration| summary.response_hot.as_ref().map(of);
        Self {
            service: summary.service.clone(),
            function: summary.function.clone(),
            memory: summary.memory,
            invocations: counts.invocations,
            succeeded: counts.succeeded,
            failed: counts.failed,
            unfinished: counts.unfinished,
            cold_starts: counts.cold_starts,
            hot_starts: counts.hot_starts,
            response_cold_mean: cold(|one| one.mean),
            response_cold_p50: cold(|one| one.p50),
            response_cold_p99: cold(|one| one.p99),
            response_cold_max: cold(|one| one.max),
            response_hot_mean: hot(|one| one.mean),
            response_hot_p50: hot(|one| one.p50),
            response_hot_p99: hot(|one| one.p99),
            response_hot_max: hot(|one| one.max),
            input_bytes: summary.input_bytes,
            output_bytes: summary.output_bytes,
            billed_gib_seconds: summary.billed_gib_seconds,
            cost: summary.cost,
        }
    }
}

row! {
    /// A node in an interval of the timeline: means over the interval.
    pub struct NodeInterval {
        /// The service.
        service: Arc<str>,
        /// The node.
        node: Arc<str>,
        /// When the interval starts.
        start: SimTime,
        /// When the interval ends.
        end: SimTime,
        /// Cores that invocations hold.
        busy_cores: f64 ["cores"],
        /// Memory in use.
        memory: f64 ["B"],
        /// Disk space in use.
        disk: f64 ["B"],
    }
}

row! {
    /// A link that was used, in an interval of the timeline: means over the interval.
    pub struct LinkInterval {
        /// The link.
        link: Arc<str>,
        /// When the interval starts.
        start: SimTime,
        /// When the interval ends.
        end: SimTime,
        /// Its bandwidth.
        bandwidth: f64 ["B/s"],
        /// How much of that is in use.
        used: f64 ["B/s"],
    }
}

impl NodeInterval {
    /// A node, interval by interval.
    pub(in crate::results) fn all<'a>(
        report: &'a Report,
        node: &'a NodeTimeline,
    ) -> impl Iterator<Item = Self> + 'a {
        intervals(report).map(|(index, start, end)| Self {
            service: node.service.clone(),
            node: node.node.clone(),
            start,
            end,
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
        intervals(report).map(|(index, start, end)| Self {
            link: link.link.clone(),
            start,
            end,
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
