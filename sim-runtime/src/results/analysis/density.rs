//! Many invocations: how busy each node was, interval by interval.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::lanes::held;
use super::rounding::{all_rounded, rounded};
use crate::results::schema::invocation::InvocationRow;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::NodeSummary;
use crate::units::{SimDuration, SimTime};

/// How many bands there are at most; if there are more nodes, neighbours share a band.
const MOST_BANDS: usize = 256;

/// How many intervals all bands have together, about.
const CELLS: usize = 60_000;

/// How many intervals a band has at most.
const MOST_INTERVALS: usize = 480;

/// How busy nodes were.
#[derive(Debug, Serialize)]
pub(in crate::results) struct Density {
    /// The length of an interval.
    width: SimDuration,
    intervals: usize,
    /// When the chart ends.
    end: SimTime,
    /// How many nodes share a band.
    nodes_per_band: usize,
    bands: Vec<Band>,
}

/// A node, or neighbours, over time. The series have one value an interval.
#[derive(Debug, Serialize)]
pub(in crate::results) struct Band {
    service: Arc<str>,
    /// The node, or the first and the last of several.
    name: String,
    cores: u64,
    /// Cores that invocations held, mean.
    busy: Vec<f64>,
    /// The share of its cores.
    share: Vec<f64>,
    /// Dispatches to new containers; empty if not known.
    cold: Vec<u32>,
    /// Dispatches to containers that had served before; empty if not known.
    hot: Vec<u32>,
}

/// Sums of a band: the time that invocations held cores \[ns\], and dispatches.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::results) struct Sums {
    pub(in crate::results) busy: Vec<u64>,
    pub(in crate::results) cold: Vec<u32>,
    pub(in crate::results) hot: Vec<u32>,
}

impl Density {
    /// From the rows of all invocations; `None` if there is no node or no time.
    pub(in crate::results) fn of_rows(report: &Report) -> Option<Self> {
        let grouped = Grouped::new(report)?;
        let sums = grouped.sums(report);
        let mut bands = grouped.bands(report);
        let width = grouped.width as f64;
        for (band, sums) in bands.iter_mut().zip(sums) {
            let mean = |nanos: u64| rounded(nanos as f64 / width);
            band.set_busy(sums.busy.into_iter().map(mean).collect());
            band.cold = sums.cold;
            band.hot = sums.hot;
        }
        Some(Self {
            width: SimDuration::from_nanos(grouped.width),
            intervals: grouped.intervals,
            end: chart_end(report, grouped.width, grouped.intervals),
            nodes_per_band: grouped.per_band,
            bands,
        })
    }

    /// From the timeline of nodes, or of services if it has no nodes; `None` if it has neither.
    pub(in crate::results) fn of_timeline(report: &Report) -> Option<Self> {
        let timeline = &report.timeline;
        let band = |service: &Arc<str>, name: &str, cores: u64, busy: &[f64]| {
            let mut band = Band::new(service, name.to_owned(), cores);
            band.set_busy(all_rounded(busy));
            band
        };
        let cores = |service: &Arc<str>, name: Option<&Arc<str>>| {
            let of_service = report.nodes.iter().filter(|node| node.service == *service);
            let here = of_service.filter(|node| name.is_none_or(|name| node.node == *name));
            here.map(|node| u64::from(node.cores)).sum()
        };
        let mut bands: Vec<_> = timeline
            .nodes
            .iter()
            .map(|node| {
                let cores = cores(&node.service, Some(&node.node));
                band(&node.service, &node.node, cores, &node.busy_cores)
            })
            .collect();
        for service in &timeline.services {
            if bands.iter().all(|band| band.service != service.service) {
                let cores = cores(&service.service, None);
                bands.push(band(
                    &service.service,
                    "all nodes",
                    cores,
                    &service.busy_cores,
                ));
            }
        }
        (!bands.is_empty()).then_some(Self {
            width: timeline.interval,
            intervals: timeline.intervals as usize,
            end: chart_end(
                report,
                timeline.interval.as_nanos(),
                timeline.intervals as usize,
            ),
            nodes_per_band: 1,
            bands,
        })
    }

    /// What a band stands for, for people.
    pub(in crate::results) fn unit(&self) -> String {
        match self.nodes_per_band {
            1 => "node".to_owned(),
            nodes => format!("{nodes} neighbouring nodes"),
        }
    }

    pub(in crate::results) fn interval(&self) -> SimDuration {
        self.width
    }
}

impl Band {
    fn new(service: &Arc<str>, name: String, cores: u64) -> Self {
        Self {
            service: service.clone(),
            name,
            cores,
            busy: Vec::new(),
            share: Vec::new(),
            cold: Vec::new(),
            hot: Vec::new(),
        }
    }

    fn set_busy(&mut self, busy: Vec<f64>) {
        let cores = self.cores.max(1) as f64;
        self.share = busy.iter().map(|busy| rounded(busy / cores)).collect();
        self.busy = busy;
    }
}

/// The end of the run, and not before the last interval.
fn chart_end(report: &Report, width: u64, intervals: usize) -> SimTime {
    let last = width.saturating_mul(intervals.saturating_sub(1) as u64);
    report.final_date.max(SimTime::from_nanos(last))
}

/// Nodes in bands, time in intervals.
pub(in crate::results) struct Grouped<'a> {
    /// The band of each node.
    band_of: BTreeMap<(&'a str, &'a str), usize>,
    /// The first node of each band, and the one after its last.
    ranges: Vec<(usize, usize)>,
    per_band: usize,
    /// The length of an interval \[ns\].
    width: u64,
    intervals: usize,
}

impl<'a> Grouped<'a> {
    pub(in crate::results) fn new(report: &'a Report) -> Option<Self> {
        let nodes = &report.nodes;
        let end = report.final_date.max(report.summary.last_end?);
        if nodes.is_empty() || end == SimTime::ZERO {
            return None;
        }
        let per_band = nodes.len().div_ceil(MOST_BANDS);
        let ranges = ranges(nodes, per_band);
        let mut band_of = BTreeMap::new();
        for (band, (from, to)) in ranges.iter().enumerate() {
            for node in &nodes[*from..*to] {
                band_of.insert((&*node.service, &*node.node), band);
            }
        }
        let most = (CELLS / ranges.len()).clamp(1, MOST_INTERVALS) as u64;
        let width = round_up(end.as_nanos().div_ceil(most));
        let intervals = end.as_nanos().div_ceil(width) as usize;
        Some(Self {
            band_of,
            ranges,
            per_band,
            width,
            intervals,
        })
    }

    pub(in crate::results) fn sums(&self, report: &Report) -> Vec<Sums> {
        let none = Sums {
            busy: vec![0; self.intervals],
            cold: vec![0; self.intervals],
            hot: vec![0; self.intervals],
        };
        let mut sums = vec![none; self.ranges.len()];
        for row in &report.invocations {
            if let Some(band) = self.band(row)
                && let Some((from, to)) = held(row, report.final_date)
            {
                self.add(&mut sums[band], row, from.as_nanos(), to.as_nanos());
            }
        }
        sums
    }

    fn band(&self, row: &InvocationRow) -> Option<usize> {
        let node = row.node.as_deref()?;
        self.band_of.get(&(&*row.service, node)).copied()
    }

    fn add(&self, sums: &mut Sums, row: &InvocationRow, mut from: u64, to: u64) {
        let last = self.intervals - 1;
        let index = |nanos: u64| ((nanos / self.width) as usize).min(last);
        let starts = match row.reused_container {
            Some(true) => &mut sums.hot,
            _ => &mut sums.cold,
        };
        starts[index(from)] += 1;
        while from < to {
            let until = to.min((from / self.width + 1).saturating_mul(self.width));
            let busy = &mut sums.busy[index(from)];
            *busy = busy.saturating_add(until - from);
            from = until;
        }
    }

    fn bands(&self, report: &Report) -> Vec<Band> {
        let band = |(from, to): &(usize, usize)| {
            let nodes = &report.nodes[*from..*to];
            let (first, last) = (&nodes[0], &nodes[nodes.len() - 1]);
            let name = match nodes.len() {
                1 => first.node.to_string(),
                _ => format!("{} – {}", first.node, last.node),
            };
            let cores = nodes.iter().map(|node| u64::from(node.cores)).sum();
            Band::new(&first.service, name, cores)
        };
        self.ranges.iter().map(band).collect()
    }
}

/// The next number with two significant digits.
fn round_up(nanos: u64) -> u64 {
    let mut unit = 1;
    while nanos / unit >= 100 {
        unit *= 10;
    }
    nanos.div_ceil(unit) * unit
}

/// Runs of so many nodes of one service.
fn ranges(nodes: &[NodeSummary], per_band: usize) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        match ranges.last_mut() {
            Some((from, to)) if *to - *from < per_band && nodes[*from].service == node.service => {
                *to = index + 1;
            }
            _ => ranges.push((index, index + 1)),
        }
    }
    ranges
}
