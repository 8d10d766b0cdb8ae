//! The row of a service in tables: what it has, its counts, and its costs.

use std::sync::Arc;

use super::declare::row;
use super::report::Report;
use super::summaries::{Distribution, NodeSummary, ServiceSummary};
use crate::units::{Bytes, SimDuration};

row! {
    /// A service: what its nodes have together, counts, response times and costs.
    pub struct ServiceFigures {
        /// The service.
        service: Arc<str> [category],
        /// Its head host.
        head_host: Arc<str> [category],
        /// How many nodes it has.
        nodes: u64,
        /// How many cores its nodes have.
        cores: u64,
        /// How much memory its nodes have \[B\]; `None` if that is unlimited.
        memory: Option<Bytes>,
        /// How much disk its nodes have \[B\]; `None` if that is unlimited.
        disk: Option<Bytes>,
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
        /// The mean response.
        response_mean: Option<SimDuration>,
        /// Half of the responses do not exceed this.
        response_p50: Option<SimDuration>,
        /// 99 % of the responses do not exceed this.
        response_p99: Option<SimDuration>,
        /// The longest response.
        response_max: Option<SimDuration>,
        /// Containers that were made.
        containers: u64,
        /// Containers that were shut down because they had been idle for too long.
        expired: u64,
        /// Containers that were shut down to make room for others.
        evicted: u64,
        /// Images that reached the head host.
        downloads: u64,
        /// Images that reached a node's disk.
        copies: u64,
        /// Images that reached a node's memory.
        loads: u64,
        /// The share of all cores that invocations held, over the whole run.
        core_utilisation: f64,
        /// The share of all memory that images and containers used, over the whole run; `None` if that is unlimited.
        memory_utilisation: Option<f64>,
        /// Memory that idle containers reserved, over the whole run \[GiB s\].
        wasted_gib_seconds: f64 [unit("GiB s")],
        /// The currency of its tariff.
        currency: Option<String> [category],
        /// What the callers pay, less what is free, each part at the price of its volume; missing without a tariff.
        revenue: Option<f64> [unit("the tariff's currency")],
        /// What the nodes cost over the whole run; missing without a tariff.
        node_cost: Option<f64> [unit("the tariff's currency")],
        /// The energy that its nodes drew over the whole run; missing if the power of none is known.
        energy: Option<f64> [unit("J"), column("energy_joules")],
        /// What the generation of that energy emitted, of CO2 equivalent; missing if no carbon intensity is known.
        carbon: Option<f64> [unit("g"), column("carbon_grams")],
    }
}

impl ServiceFigures {
    /// The services of a report, in order of declaration.
    pub(in crate::results) fn all(report: &Report) -> impl Iterator<Item = Self> + '_ {
        // The nodes of a report are in the order of its services.
        let mut nodes = report.nodes.as_slice();
        report.services.iter().map(move |summary| {
            let count = usize::try_from(summary.nodes).unwrap_or(usize::MAX);
            let (own, rest) = nodes.split_at(count.min(nodes.len()));
            nodes = rest;
            Self::of(summary, own)
        })
    }

    fn of(summary: &ServiceSummary, nodes: &[NodeSummary]) -> Self {
        let counts = &summary.counts;
        let response =
            |figure: fn(&Distribution) -> SimDuration| summary.response.as_ref().map(figure);
        let memory = together(nodes, |node| node.memory);
        let used: f64 = nodes.iter().map(|node| node.memory_mean).sum();
        let utilisation = memory.filter(|memory| !memory.is_zero());
        Self {
            service: summary.service.clone(),
            head_host: summary.head.clone(),
            nodes: summary.nodes,
            cores: nodes.iter().map(|node| u64::from(node.cores)).sum(),
            memory,
            disk: together(nodes, |node| node.disk),
            invocations: counts.invocations,
            succeeded: counts.succeeded,
            failed: counts.failed,
            unfinished: counts.unfinished,
            cold_starts: counts.cold_starts,
            hot_starts: counts.hot_starts,
            response_mean: response(|one| one.mean),
            response_p50: response(|one| one.p50),
            response_p99: response(|one| one.p99),
            response_max: response(|one| one.max),
            containers: summary.containers,
            expired: summary.expired,
            evicted: summary.evicted,
            downloads: summary.downloads,
            copies: summary.copies,
            loads: summary.loads,
            core_utilisation: summary.utilisation,
            memory_utilisation: utilisation.map(|memory| used / memory.as_f64()),
            wasted_gib_seconds: summary.wasted_gib_seconds,
            currency: summary.currency.clone(),
            revenue: summary.revenue,
            node_cost: summary.node_cost,
            energy: summary.energy,
            carbon: summary.carbon,
        }
    }
}

/// What some nodes have together; `None` if one of them has no limit.
fn together(nodes: &[NodeSummary], of: fn(&NodeSummary) -> Option<Bytes>) -> Option<Bytes> {
    let sizes = nodes.iter().map(of);
    sizes.reduce(|one, other| Some(one?.saturating_add(other?)))?
}
