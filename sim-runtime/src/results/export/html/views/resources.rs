//! What hosts and links have in use over time, in their own units, beside what they have.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::results::analysis::intervals::Intervals;
use crate::results::analysis::reserved::{Place, Reserved, reserved};
use crate::results::analysis::rounding::all_rounded;
use crate::results::schema::report::Report;
use crate::results::schema::summaries::NodeSummary;
use crate::results::schema::timeline::{NodeTimeline, ServiceTimeline};
use crate::units::{Bytes, SimDuration, SimTime};

/// How many services have series.
const MOST_SERVICES: usize = 8;

/// How many nodes have.
const MOST_NODES: usize = 32;

/// How many links have.
const MOST_LINKS: usize = 24;

/// Resources over time: means by interval.
#[derive(Debug, Serialize)]
pub(super) struct Resources {
    interval: SimDuration,
    starts: Vec<SimTime>,
    /// Services, then nodes: those that were busiest, in order of declaration.
    places: Vec<Used>,
    /// Those that carried most first.
    links: Vec<LinkUsed>,
}

/// What a service or a node has in use.
#[derive(Debug, Serialize)]
struct Used {
    service: Arc<str>,
    /// `None` for all nodes of the service.
    node: Option<Arc<str>>,
    cores: Resource,
    memory: Resource,
    /// `None` if it was not recorded.
    disk: Option<Resource>,
}

/// A resource.
#[derive(Debug, Serialize)]
struct Resource {
    /// How much there is; `None` if that is unlimited.
    capacity: Option<f64>,
    used: Vec<f64>,
    /// What containers reserve of it; `None` if that was not recorded, or is the same.
    reserved: Option<Vec<f64>>,
    /// What idle containers reserve of it.
    idle: Option<Vec<f64>>,
}

/// What a link carries \[B/s\].
#[derive(Debug, Serialize)]
struct LinkUsed {
    link: Arc<str>,
    capacity: f64,
    used: Vec<f64>,
}

/// What containers reserve on each node; `None` if that was not recorded.
type ByPlace<'a> = Option<BTreeMap<Place<'a>, Reserved>>;

impl Resources {
    pub(super) fn new(report: &Report) -> Self {
        let timeline = &report.timeline;
        let intervals = Intervals {
            width: timeline.interval.as_nanos().max(1),
            count: timeline.intervals as usize,
        };
        let reserved = reserved(report, intervals);
        let services = timeline.services.iter().take(MOST_SERVICES);
        let mut places: Vec<_> = services
            .map(|service| Used::of_service(report, service, &reserved))
            .collect();
        let nodes = busiest(&timeline.nodes).into_iter();
        places.extend(nodes.filter_map(|node| Used::of_node(report, node, &reserved)));
        Self {
            interval: timeline.interval,
            starts: intervals.starts(),
            places,
            links: links(report),
        }
    }

    /// What is left out, in a sentence.
    pub(super) fn note(&self, report: &Report) -> Option<String> {
        let of_nodes = self.places.iter().filter(|place| place.node.is_some());
        let (shown, all) = (of_nodes.count(), report.timeline.nodes.len());
        (shown < all).then(|| {
            format!("Cores, memory and disk over time are shown for each service and for the {shown} busiest nodes, out of {all}.")
        })
    }
}

impl Used {
    fn of_service(report: &Report, service: &ServiceTimeline, reserved: &ByPlace<'_>) -> Self {
        let nodes = || {
            let nodes = report.nodes.iter();
            nodes.filter(|node| node.service == service.service)
        };
        let of_nodes = report.timeline.nodes.iter();
        let of_nodes: Vec<_> = of_nodes
            .filter(|node| node.service == service.service)
            .collect();
        let is_known = of_nodes.len() == nodes().count() && !of_nodes.is_empty();
        let intervals = report.timeline.intervals as usize;
        let sum = |series: &mut dyn Iterator<Item = &Vec<f64>>| {
            let mut sums = vec![0.0; intervals];
            for values in series {
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum += value;
                }
            }
            sums
        };
        let kept = reserved.as_ref().map(|places| {
            let kept = || {
                let kept = places.iter();
                kept.filter(|((of, _), _)| **of == service.service)
            };
            Reserved {
                all: sum(&mut kept().map(|(_, kept)| &kept.all)),
                idle: sum(&mut kept().map(|(_, kept)| &kept.idle)),
            }
        });
        Self {
            service: service.service.clone(),
            node: None,
            cores: Resource::new(
                Some(nodes().map(|node| f64::from(node.cores)).sum()),
                &service.busy_cores,
            ),
            memory: Resource::new(nodes().map(memory).sum(), &service.memory)
                .reserved(kept.as_ref()),
            disk: is_known.then(|| {
                let used = sum(&mut of_nodes.iter().map(|node| &node.disk));
                Resource::new(nodes().map(disk).sum(), &used)
            }),
        }
    }

    fn of_node(report: &Report, timeline: &NodeTimeline, kept: &ByPlace<'_>) -> Option<Self> {
        let mut nodes = report.nodes.iter();
        let node =
            nodes.find(|node| node.service == timeline.service && node.node == timeline.node)?;
        let nothing = || {
            let nothing = vec![0.0; report.timeline.intervals as usize];
            Reserved {
                all: nothing.clone(),
                idle: nothing,
            }
        };
        let kept = kept.as_ref().map(|places| {
            let kept = places.get(&(&timeline.service, &timeline.node));
            kept.cloned().unwrap_or_else(nothing)
        });
        Some(Self {
            service: timeline.service.clone(),
            node: Some(timeline.node.clone()),
            cores: Resource::new(Some(node.cores.into()), &timeline.busy_cores),
            memory: Resource::new(memory(node), &timeline.memory).reserved(kept.as_ref()),
            disk: Some(Resource::new(disk(node), &timeline.disk)),
        })
    }
}

impl Resource {
    fn new(capacity: Option<f64>, used: &[f64]) -> Self {
        Self {
            capacity,
            used: all_rounded(used),
            reserved: None,
            idle: None,
        }
    }

    fn reserved(self, by: Option<&Reserved>) -> Self {
        Self {
            reserved: by.map(|by| all_rounded(&by.all)),
            idle: by.map(|by| all_rounded(&by.idle)),
            ..self
        }
    }
}

fn memory(node: &NodeSummary) -> Option<f64> {
    node.memory.map(Bytes::as_f64)
}

fn disk(node: &NodeSummary) -> Option<f64> {
    node.disk.map(Bytes::as_f64)
}

/// The nodes whose cores were in use most, in order of declaration.
fn busiest(nodes: &[NodeTimeline]) -> Vec<&NodeTimeline> {
    let busy = |index: usize| nodes[index].busy_cores.iter().sum::<f64>();
    let mut busiest: Vec<usize> = (0..nodes.len()).collect();
    busiest.sort_by(|one, other| busy(*other).total_cmp(&busy(*one)));
    busiest.truncate(MOST_NODES);
    busiest.sort_unstable();
    busiest.into_iter().map(|index| &nodes[index]).collect()
}

fn links(report: &Report) -> Vec<LinkUsed> {
    let carried = |used: &[f64]| used.iter().sum::<f64>();
    let mut links: Vec<_> = report.timeline.links.iter().collect();
    links.sort_by(|one, other| carried(&other.used).total_cmp(&carried(&one.used)));
    links.truncate(MOST_LINKS);
    let links = links.into_iter();
    links
        .map(|link| LinkUsed {
            link: link.link.clone(),
            capacity: link.bandwidth,
            used: all_rounded(&link.used),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::analysis::by_hand::report;
    use crate::results::schema::timeline::LinkTimeline;

    fn node(name: &str, disk: Option<u64>) -> NodeSummary {
        NodeSummary {
            service: "cloud".into(),
            node: name.into(),
            cores: 4,
            memory: Some(Bytes::new(1000)),
            disk: disk.map(Bytes::new),
            invocations: 0,
            containers: 0,
            busy: SimDuration::ZERO,
            utilisation: 0.0,
            memory_mean: 0.0,
            memory_peak: Bytes::ZERO,
            disk_peak: Bytes::ZERO,
            wasted_gib_seconds: 0.0,
            energy: None,
            carbon: None,
            downtime: None,
        }
    }

    fn series(name: &str, busy: f64, disk: f64) -> NodeTimeline {
        NodeTimeline {
            service: "cloud".into(),
            node: name.into(),
            busy_cores: vec![busy, 0.0],
            memory: vec![100.0, 200.0],
            disk: vec![disk, 2.0 * disk],
        }
    }

    /// A service with two nodes, one of which has unlimited disk, in two intervals.
    fn of_two_nodes() -> Report {
        let mut report = report(Vec::new());
        report.final_date = SimTime::from_nanos(2_000_000);
        report.nodes = vec![node("one", Some(10)), node("other", None)];
        let timeline = &mut report.timeline;
        timeline.interval = SimDuration::from_millis(1);
        timeline.intervals = 2;
        timeline.nodes = vec![series("one", 3.0, 5.0), series("other", 1.0, 7.0)];
        timeline.services.push(ServiceTimeline {
            service: "cloud".into(),
            requests: vec![0; 2],
            failures: vec![0; 2],
            hot_starts: vec![0; 2],
            cold_starts: Default::default(),
            busy_cores: vec![4.0, 0.0],
            containers: vec![0.0; 2],
            memory: vec![200.0, 400.0],
        });
        let link = |name: &str, used| LinkTimeline {
            link: name.into(),
            bandwidth: 100.0,
            used: vec![used, 0.0],
        };
        timeline.links = vec![link("lan", 5.0), link("wan", 50.0)];
        report
    }

    #[test]
    fn a_service_has_what_its_nodes_have_and_use_together() {
        let resources = Resources::new(&of_two_nodes());
        let [all, one, other] = &resources.places[..] else {
            panic!("a service and two nodes: {:?}", resources.places);
        };
        assert_eq!(
            (all.cores.capacity, &all.cores.used[..]),
            (Some(8.0), &[4.0, 0.0][..])
        );
        assert_eq!(all.memory.capacity, Some(2000.0));
        assert_eq!(all.memory.reserved.as_deref(), Some(&[0.0, 0.0][..]));
        let disk = all.disk.as_ref().expect("all nodes have series");
        assert_eq!((disk.capacity, &disk.used[..]), (None, &[12.0, 24.0][..]));
        assert_eq!(one.disk.as_ref().and_then(|disk| disk.capacity), Some(10.0));
        assert_eq!(other.cores.used, [1.0, 0.0]);
        let links = resources.links.iter().map(|link| &*link.link);
        assert_eq!(
            links.collect::<Vec<_>>(),
            ["wan", "lan"],
            "the fullest first"
        );
    }

    #[test]
    fn disks_of_a_service_are_not_told_if_a_node_has_no_series() {
        let mut report = of_two_nodes();
        report.timeline.nodes.pop();
        let resources = Resources::new(&report);
        assert!(resources.places[0].disk.is_none());
    }
}
