//! How busy services, nodes and links are over time.

use serde::Serialize;

use crate::results::{LinkTimeline, NodeSummary, NodeTimeline, Report, ServiceTimeline};
use crate::units::SimDuration;

/// How many nodes have series.
const MOST_NODES: usize = 64;

/// How many links have series.
const MOST_LINKS: usize = 12;

/// Series with one value an interval.
#[derive(Debug, Serialize)]
pub(super) struct Loads<'a> {
    /// The length of an interval.
    interval: SimDuration,
    intervals: u64,
    services: Vec<ServiceLoad>,
    /// In order of declaration; the busiest if there are many.
    nodes: Vec<NodeLoad<'a>>,
    /// The fullest first.
    links: Vec<LinkLoad<'a>>,
}

#[derive(Debug, Serialize)]
struct ServiceLoad {
    #[serde(flatten)]
    timeline: ServiceTimeline,
    cores: u64,
    /// \[B\]
    capacity: u64,
}

#[derive(Debug, Serialize)]
struct NodeLoad<'a> {
    service: &'a str,
    node: &'a str,
    cores: u32,
    /// \[B\]
    capacity: u64,
    busy_cores: Vec<f64>,
    memory: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct LinkLoad<'a> {
    link: &'a str,
    /// \[B/s\]
    bandwidth: f64,
    used: Vec<f64>,
}

impl<'a> Loads<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let timeline = &report.timeline;
        let services = timeline.services.iter();
        Self {
            interval: timeline.interval,
            intervals: timeline.intervals,
            services: services
                .map(|service| ServiceLoad::new(report, service))
                .collect(),
            nodes: nodes(report),
            links: links(report),
        }
    }

    /// What is left out, in sentences.
    pub(super) fn notes(&self, report: &Report) -> Vec<String> {
        let note = |what: &str, shown: usize, all: usize| {
            (shown < all).then(|| {
                format!("The load over time is shown for the {shown} busiest {what}, out of {all}.")
            })
        };
        let nodes = note("nodes", self.nodes.len(), report.timeline.nodes.len());
        let links = note("links", self.links.len(), report.timeline.links.len());
        nodes.into_iter().chain(links).collect()
    }
}

impl ServiceLoad {
    fn new(report: &Report, timeline: &ServiceTimeline) -> Self {
        let of_service = |node: &&NodeSummary| node.service == timeline.service;
        let nodes: Vec<_> = report.nodes.iter().filter(of_service).collect();
        let mut timeline = timeline.clone();
        for series in [
            &mut timeline.busy_cores,
            &mut timeline.containers,
            &mut timeline.memory,
        ] {
            *series = all_rounded(series);
        }
        Self {
            timeline,
            cores: nodes.iter().map(|node| u64::from(node.cores)).sum(),
            capacity: nodes.iter().map(|node| node.memory.get()).sum(),
        }
    }
}

fn nodes(report: &Report) -> Vec<NodeLoad<'_>> {
    let total = |series: &[f64]| series.iter().sum::<f64>();
    let timelines = &report.timeline.nodes;
    let mut busiest: Vec<usize> = (0..timelines.len()).collect();
    busiest.sort_by(|one, other| {
        let busy = |index: usize| total(&timelines[index].busy_cores);
        busy(*other).total_cmp(&busy(*one))
    });
    busiest.truncate(MOST_NODES);
    busiest.sort_unstable();
    let busiest = busiest.into_iter();
    busiest
        .filter_map(|index| NodeLoad::new(report, &timelines[index]))
        .collect()
}

impl<'a> NodeLoad<'a> {
    fn new(report: &'a Report, timeline: &'a NodeTimeline) -> Option<Self> {
        let mut nodes = report.nodes.iter();
        let node =
            nodes.find(|node| node.service == timeline.service && node.node == timeline.node)?;
        Some(Self {
            service: &timeline.service,
            node: &timeline.node,
            cores: node.cores,
            capacity: node.memory.get(),
            busy_cores: all_rounded(&timeline.busy_cores),
            memory: all_rounded(&timeline.memory),
        })
    }
}

fn links(report: &Report) -> Vec<LinkLoad<'_>> {
    let fill = |link: &LinkTimeline| link.used.iter().sum::<f64>() / link.bandwidth;
    let mut links: Vec<_> = report.timeline.links.iter().collect();
    links.sort_by(|one, other| fill(other).total_cmp(&fill(one)));
    links.truncate(MOST_LINKS);
    let links = links.into_iter();
    links
        .map(|link| LinkLoad {
            link: &link.link,
            bandwidth: link.bandwidth,
            used: all_rounded(&link.used),
        })
        .collect()
}

fn all_rounded(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| rounded(*value)).collect()
}

/// Five significant digits: more than a screen can show, and short in a file.
pub(super) fn rounded(value: f64) -> f64 {
    // The text of a number and its reading are the same on every machine, which logarithms are not.
    format!("{value:.4e}").parse().unwrap_or(value)
}
