//! The recorder at the end of a run: what its report is made of.

use indexmap::IndexMap;

use super::buckets::{Buckets, width_for};
use super::packed::Packed;
use super::{
    ContainerRecord, EventRecord, KeptInvocation, ProcessRecord, Record, RegistrationRecord, Sums,
    Tally, Texts, TransferRecord, phases,
};
use crate::results::Recording;
use crate::results::report::{
    ColdCause, Distribution, LinkTimeline, NodeSummary, NodeTimeline, ServiceTimeline, Timeline,
};
use crate::serverless::ServiceId;
use crate::serverless::tariff::gib_seconds;
use crate::simulation::Directory;
use crate::units::{Bytes, SimDuration, SimTime};

use super::spread::Spread;

/// A record that nothing is added to any more.
pub(in crate::results) struct Finished {
    pub(in crate::results) directory: Directory,
    pub(in crate::results) texts: Texts,
    /// As they ended.
    pub(in crate::results) invocations: Packed<KeptInvocation>,
    /// As they ended.
    pub(in crate::results) containers: Packed<ContainerRecord>,
    /// As they ended.
    pub(in crate::results) transfers: Packed<TransferRecord>,
    pub(in crate::results) events: Packed<EventRecord>,
    pub(in crate::results) registrations: Vec<RegistrationRecord>,
    pub(in crate::results) processes: Vec<ProcessRecord>,
    pub(in crate::results) failures: IndexMap<String, u64>,
    pub(in crate::results) first_request: Option<SimTime>,
    pub(in crate::results) first_start: Option<SimTime>,
    pub(in crate::results) last_end: Option<SimTime>,
    pub(in crate::results) services: Vec<FinishedService>,
    pub(in crate::results) nodes: Vec<NodeSummary>,
    pub(in crate::results) timeline: Timeline,
}

/// What became of one service.
pub(in crate::results) struct FinishedService {
    pub(in crate::results) tallies: Vec<Tally>,
    pub(in crate::results) memory: Vec<Bytes>,
    pub(in crate::results) sums: Sums,
    pub(in crate::results) response: Option<Distribution>,
    pub(in crate::results) containers: u64,
    pub(in crate::results) expired: u64,
    pub(in crate::results) evicted: u64,
    pub(in crate::results) downloads: u64,
    pub(in crate::results) copies: u64,
    pub(in crate::results) loads: u64,
    pub(in crate::results) utilisation: f64,
    pub(in crate::results) wasted_gib_seconds: f64,
}

impl Record {
    /// Ends the record with the run.
    pub(in crate::results) fn finish(mut self, end: SimTime) -> Finished {
        self.add_what_goes_on(end);
        if self.recording == Recording::Full {
            self.spread_rows();
        }
        self.links.finish(end);
        for service in &mut self.services {
            service.load.finish(end);
        }
        let nodes = self.node_summaries(end);
        let timeline = self.timeline(end);
        let services = (0..self.services.len())
            .map(|service| self.service(service, end))
            .collect();
        Finished {
            directory: self.directory,
            texts: self.texts,
            invocations: self.invocations,
            containers: self.containers,
            transfers: self.transfers,
            events: self.events,
            registrations: self.registrations,
            processes: self.processes,
            failures: self.failures.counts(),
            first_request: self.first_request,
            first_start: self.first_start,
            last_end: self.last_end,
            services,
            nodes,
            timeline,
        }
    }

    /// Containers and movements of images that the run ends with.
    fn add_what_goes_on(&mut self, end: SimTime) {
        for service in 0..self.services.len() {
            let of_service = &mut self.services[service];
            for (record, idle) in of_service.containers.alive_at_end(end) {
                of_service.waste(record.function, record.node, idle);
                if self.recording.keeps(u64::from(record.number)) {
                    self.containers.push(&record);
                }
            }
            for (start, way) in self.services[service].moves.going_on() {
                self.image_moved(ServiceId::from_index(service), way, start, None, false);
            }
        }
    }

    /// With every row at hand, the distributions are exact.
    fn spread_rows(&mut self) {
        for KeptInvocation { row, .. } in self.invocations.iter() {
            let tally = &mut self.services[row.service.index()].tallies[row.function.index()];
            tally.spreads.add(&row, &phases(&row));
        }
    }

    fn service(&mut self, index: usize, end: SimTime) -> FinishedService {
        let cores: u32 = self.directory.services[index]
            .nodes
            .iter()
            .map(|node| node.cores)
            .sum();
        let service = &mut self.services[index];
        let mut sums = Sums::default();
        let mut response = Spread::default();
        if self.recording != Recording::Full {
            response = Spread::binned();
        }
        for tally in &service.tallies {
            sums.merge(&tally.counts);
            response.merge(&tally.spreads.cold);
            response.merge(&tally.spreads.hot);
        }
        let wasted: u128 = service.load.nodes.iter().map(|node| node.wasted).sum();
        FinishedService {
            sums,
            response: response.distribution(),
            containers: service.containers.made,
            expired: service.containers.expired,
            evicted: service.containers.evicted,
            downloads: service.downloads,
            copies: service.copies,
            loads: service.loads,
            utilisation: share(service.load.busy.integral(), cores, end),
            wasted_gib_seconds: gib_seconds(Bytes::new(1), wasted),
            tallies: std::mem::take(&mut service.tallies),
            memory: std::mem::take(&mut service.memory),
        }
    }

    fn node_summaries(&self, end: SimTime) -> Vec<NodeSummary> {
        let mut summaries = Vec::new();
        for (facts, service) in self.directory.services.iter().zip(&self.services) {
            for (index, (node, load)) in facts.nodes.iter().zip(&service.load.nodes).enumerate() {
                summaries.push(NodeSummary {
                    service: facts.name.as_str().into(),
                    node: self.directory.node(facts, index).into(),
                    cores: node.cores,
                    memory: node.memory,
                    disk: node.disk,
                    invocations: load.invocations,
                    containers: load.containers,
                    busy: SimDuration::from_nanos(load.busy.integral() as u64),
                    utilisation: share(load.busy.integral(), node.cores, end),
                    memory_mean: share(load.memory.integral(), 1, end),
                    memory_peak: Bytes::new(load.memory.peak() as u64),
                    disk_peak: Bytes::new(load.disk.peak() as u64),
                    wasted_gib_seconds: gib_seconds(Bytes::new(1), load.wasted),
                });
            }
        }
        summaries
    }

    fn timeline(&self, end: SimTime) -> Timeline {
        let width = width_for(end);
        let intervals = (end.as_nanos() / width + 1) as usize;
        let services = self.directory.services.iter().zip(&self.services);
        let mut nodes = Vec::new();
        for (facts, service) in services
            .clone()
            .filter(|(_, service)| service.load.has_courses)
        {
            for (index, load) in service.load.nodes.iter().enumerate() {
                nodes.push(NodeTimeline {
                    service: facts.name.as_str().into(),
                    node: self.directory.node(facts, index).into(),
                    busy_cores: load.busy.means(width, intervals, end),
                    memory: load.memory.means(width, intervals, end),
                    disk: load.disk.means(width, intervals, end),
                });
            }
        }
        let links = self.directory.links.iter().zip(&self.links.links);
        Timeline {
            interval: SimDuration::from_nanos(width),
            intervals: intervals as u64,
            services: services
                .map(|(facts, service)| {
                    let counted = |buckets: &Buckets| counted(buckets, width, intervals);
                    let cold = ColdCause::ALL.into_iter().zip(&service.rates.cold);
                    ServiceTimeline {
                        service: facts.name.as_str().into(),
                        requests: counted(&service.rates.requests),
                        failures: counted(&service.rates.failures),
                        hot_starts: counted(&service.rates.hot),
                        cold_starts: cold
                            .map(|(cause, buckets)| (cause, counted(buckets)))
                            .filter(|(_, counts)| counts.iter().any(|count| *count > 0))
                            .collect(),
                        busy_cores: service.load.busy.means(width, intervals, end),
                        containers: service.load.containers.means(width, intervals, end),
                        memory: service.load.memory.means(width, intervals, end),
                    }
                })
                .collect(),
            nodes,
            links: links
                .filter(|(_, load)| load.peak() > 0.0)
                .map(|(link, load)| LinkTimeline {
                    link: link.name.as_str().into(),
                    bandwidth: link.bandwidth,
                    used: load.means(width, intervals, end),
                })
                .collect(),
        }
    }
}

/// The mean of a sum over time, as a share of so many.
fn share(integral: f64, of: u32, end: SimTime) -> f64 {
    let whole = f64::from(of) * end.as_nanos() as f64;
    if whole > 0.0 { integral / whole } else { 0.0 }
}

fn counted(buckets: &Buckets, width: u64, intervals: usize) -> Vec<u64> {
    let values = buckets.clone().at_width(width, intervals);
    values.into_iter().map(|value| value as u64).collect()
}
