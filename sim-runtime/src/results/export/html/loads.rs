//! How busy services, nodes and links are over time, as shares of what they have.

use std::sync::Arc;

use serde::Serialize;

use super::counted::{first_of, grouped};
use crate::results::analysis::ratio::share;
use crate::results::analysis::rounding::rounded;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::NodeSummary;
use crate::results::schema::timeline::{LinkTimeline, NodeTimeline, ServiceTimeline};
use crate::units::{Bytes, SimDuration};

/// How many services have series.
const MOST_SERVICES: usize = 8;

/// How many nodes have series.
const MOST_NODES: usize = 64;

/// How many links have series.
const MOST_LINKS: usize = 12;

/// Series with one value an interval.
#[derive(Debug, Serialize)]
pub(super) struct Loads {
    /// The length of an interval.
    interval: SimDuration,
    /// In order of declaration; the busiest if there are many.
    services: Vec<Load>,
    /// How many others there are.
    services_left_out: usize,
    /// In order of declaration; the busiest if there are many.
    nodes: Vec<Load>,
    /// The fullest first.
    links: Vec<LinkLoad>,
}

/// A service or a node.
#[derive(Debug, Serialize)]
struct Load {
    service: Arc<str>,
    /// `None` for a service.
    node: Option<Arc<str>>,
    /// The share of its cores that invocations hold, mean.
    cores: Vec<f64>,
    /// The share of its memory that is in use, mean; `None` if that is unlimited.
    memory: Option<Vec<f64>>,
}

#[derive(Debug, Serialize)]
struct LinkLoad {
    link: Arc<str>,
    /// The share of its bandwidth that is in use, mean.
    used: Vec<f64>,
}

impl Loads {
    pub(super) fn new(report: &Report) -> Self {
        let all = &report.timeline.services;
        let services = busiest(all, MOST_SERVICES, |service| &service.busy_cores);
        Self {
            interval: report.timeline.interval,
            services_left_out: all.len() - services.len(),
            services: services
                .into_iter()
                .map(|service| Load::of_service(report, service))
                .collect(),
            nodes: nodes(report),
            links: links(report),
        }
    }

    /// What is left out, in sentences.
    pub(super) fn notes(&self, report: &Report) -> Vec<String> {
        let note = |things: &str, shown: usize, all: usize| {
            first_of("their load over time here", shown, all, things, "busiest")
        };
        let timeline = &report.timeline;
        let services = note("services", self.services.len(), timeline.services.len());
        let (known, all) = (timeline.nodes.len(), report.nodes.len());
        let nodes = note("nodes with a load over time", self.nodes.len(), known);
        let unknown = (known < all && timeline.intervals > 0).then(|| {
            let (unknown, all) = (grouped((all - known) as u64), grouped(all as u64));
            format!("Of {all} nodes, {unknown} belong to services with so many that the load of each over time was not recorded.")
        });
        let links = note("links", self.links.len(), timeline.links.len());
        [services, nodes, unknown, links]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Load {
    fn of_service(report: &Report, timeline: &ServiceTimeline) -> Self {
        let of_service = |node: &&NodeSummary| node.service == timeline.service;
        let nodes = report.nodes.iter().filter(of_service);
        let cores: f64 = nodes.clone().map(|node| f64::from(node.cores)).sum();
        let memory: Option<f64> = nodes.map(memory).sum();
        Self {
            service: timeline.service.clone(),
            node: None,
            cores: shares(&timeline.busy_cores, cores),
            memory: memory.map(|memory| shares(&timeline.memory, memory)),
        }
    }

    fn of_node(report: &Report, timeline: &NodeTimeline) -> Option<Self> {
        let mut nodes = report.nodes.iter();
        let node =
            nodes.find(|node| node.service == timeline.service && node.node == timeline.node)?;
        Some(Self {
            service: timeline.service.clone(),
            node: Some(timeline.node.clone()),
            cores: shares(&timeline.busy_cores, f64::from(node.cores)),
            memory: memory(node).map(|memory| shares(&timeline.memory, memory)),
        })
    }
}

fn memory(node: &NodeSummary) -> Option<f64> {
    node.memory.map(Bytes::as_f64)
}

fn nodes(report: &Report) -> Vec<Load> {
    let nodes = busiest(&report.timeline.nodes, MOST_NODES, |node| &node.busy_cores);
    let nodes = nodes.into_iter();
    nodes
        .filter_map(|node| Load::of_node(report, node))
        .collect()
}

/// Those that kept most cores busy, at most so many, in their order.
fn busiest<T>(all: &[T], most: usize, busy: impl Fn(&T) -> &[f64]) -> Vec<&T> {
    let total = |index: &usize| busy(&all[*index]).iter().sum::<f64>();
    let mut busiest: Vec<usize> = (0..all.len()).collect();
    busiest.sort_by(|one, other| total(other).total_cmp(&total(one)));
    busiest.truncate(most);
    busiest.sort_unstable();
    busiest.into_iter().map(|index| &all[index]).collect()
}

fn links(report: &Report) -> Vec<LinkLoad> {
    let fill = |link: &LinkTimeline| link.used.iter().sum::<f64>() / link.bandwidth;
    let mut links: Vec<_> = report.timeline.links.iter().collect();
    links.sort_by(|one, other| fill(other).total_cmp(&fill(one)));
    links.truncate(MOST_LINKS);
    let links = links.into_iter();
    links
        .map(|link| LinkLoad {
            link: link.link.clone(),
            used: shares(&link.used, link.bandwidth),
        })
        .collect()
}

fn shares(values: &[f64], whole: f64) -> Vec<f64> {
    let values = values.iter();
    values
        .map(|value| rounded(share(*value, whole).unwrap_or(0.0)))
        .collect()
}
