//! The recorder at the end of a run: what its report is made of.

use index_vec::IndexVec;
use indexmap::IndexMap;

use super::loads::NodeLoad;
use super::packed::Packed;
use super::recorder::Record;
use super::tally::{Sums, Tally, Together};
use crate::platform::HostId;
use crate::platform::power::emitted;
use crate::results::analysis::ratio::share;
use crate::results::analysis::time_bins::{TimeBins, width_for};
use crate::results::recording::Recording;
use crate::results::schema::cause::ColdCause;
use crate::results::schema::container::ContainerRecord;
use crate::results::schema::event::EventRecord;
use crate::results::schema::fault::FaultRow;
use crate::results::schema::invocation::InvocationRecord;
use crate::results::schema::names::StageNames;
use crate::results::schema::process::ProcessRecord;
use crate::results::schema::process_key::SpawnedProcesses;
use crate::results::schema::registration::RegistrationRecord;
use crate::results::schema::summaries::NodeSummary;
use crate::results::schema::text::Texts;
use crate::results::schema::timeline::{LinkTimeline, NodeTimeline, ServiceTimeline, Timeline};
use crate::results::schema::transfer::TransferRecord;
use crate::results::schema::workflow::{StageSummary, WorkflowRecord};
use crate::serverless::tariff::{BilledSize, Usage, gib_seconds};
use crate::serverless::{FunctionId, ServiceId, Tariff};
use crate::simulation::{Directory, NodeFacts, StageId};
use crate::units::{Bytes, SimDuration, SimTime};

/// A record that nothing is added to any more.
pub(in crate::results) struct Finished {
    pub(in crate::results) directory: Directory,
    pub(in crate::results) texts: Texts,
    pub(in crate::results) spawned: SpawnedProcesses,
    /// As they ended.
    pub(in crate::results) invocations: Packed<InvocationRecord>,
    /// As they ended.
    pub(in crate::results) containers: Packed<ContainerRecord>,
    /// As they ended.
    pub(in crate::results) transfers: Packed<TransferRecord>,
    pub(in crate::results) events: Packed<EventRecord>,
    pub(in crate::results) registrations: Packed<RegistrationRecord>,
    pub(in crate::results) processes: Packed<ProcessRecord>,
    pub(in crate::results) faults: Vec<FaultRow>,
    pub(in crate::results) failures: IndexMap<String, u64>,
    pub(in crate::results) first_request: Option<SimTime>,
    pub(in crate::results) first_start: Option<SimTime>,
    pub(in crate::results) last_end: Option<SimTime>,
    pub(in crate::results) services: IndexVec<ServiceId, FinishedService>,
    /// Of all services together.
    pub(in crate::results) overall: Together,
    pub(in crate::results) nodes: Vec<NodeSummary>,
    pub(in crate::results) timeline: Timeline,
    /// As they ended.
    pub(in crate::results) workflows: Packed<WorkflowRecord>,
    pub(in crate::results) stages: Vec<StageSummary>,
    pub(in crate::results) stage_names: IndexVec<StageId, StageNames>,
}

impl FinishedService {
    /// What is billed for a function.
    pub(in crate::results) fn usage(&self, tariff: &Tariff, function: FunctionId) -> Usage {
        let (size, kept) = (self.sizes[function], self.provisioned_nanos[function]);
        self.tallies[function].usage(tariff, size, kept)
    }
}

/// What became of one service.
pub(in crate::results) struct FinishedService {
    pub(in crate::results) tallies: IndexVec<FunctionId, Tally>,
    pub(in crate::results) sizes: IndexVec<FunctionId, BilledSize>,
    /// For how long provisioned containers of each function were kept, together \[ns\].
    pub(in crate::results) provisioned_nanos: IndexVec<FunctionId, u128>,
    pub(in crate::results) sums: Sums,
    pub(in crate::results) together: Together,
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
    pub(in crate::results) fn finish(
        mut self,
        end: SimTime,
        core_seconds: &IndexVec<HostId, f64>,
    ) -> Finished {
        self.add_what_goes_on(end);
        if self.recording == Recording::Full {
            self.add_durations();
        }
        for tally in self
            .services
            .iter_mut()
            .flat_map(|service| &mut service.tallies)
        {
            tally.durations.finish();
        }
        self.links.finish(end);
        self.policies.finish(end);
        for service in &mut self.services {
            service.load.finish(end);
        }
        let nodes = self.node_summaries(end, core_seconds);
        let timeline = self.timeline(end);
        let several = (self.services.len() > 1)
            .then(|| Together::of(self.services.iter().flat_map(|service| &service.tallies)));
        let services = self.services.indices();
        let services: IndexVec<_, _> = services.map(|id| self.service(id, end)).collect();
        let overall = several.or_else(|| Some(services.first()?.together.clone()));
        Finished {
            directory: self.directory,
            texts: self.texts,
            spawned: self.spawned,
            invocations: self.invocations,
            containers: self.containers,
            transfers: self.transfers,
            events: self.events,
            registrations: self.registrations,
            processes: self.processes,
            faults: self.faults.take(),
            failures: self.failures.counts(),
            first_request: self.first_request,
            first_start: self.first_start,
            last_end: self.last_end,
            services,
            overall: overall.unwrap_or_default(),
            nodes,
            timeline,
            stages: self.workflows.summaries(),
            stage_names: self.workflows.names(),
            workflows: self.workflows.records,
        }
    }

    /// Containers and movements of images that the run ends with.
    fn add_what_goes_on(&mut self, end: SimTime) {
        for id in self.services.indices() {
            let service = &mut self.services[id];
            for (container, busy) in service.containers.alive_at_end(end) {
                if let Some(busy) = busy {
                    service.bill_shared(busy);
                }
                if self.recording.keeps(container.container.0) {
                    self.containers.push(&container);
                }
            }
            for (start, what, bytes) in self.services[id].moves.going_on() {
                self.image_moved(id, (what, bytes), (start, None), false);
            }
            let packages: Vec<_> = self.services[id].packages.going_on().copied().collect();
            for package in packages {
                self.package_moved(id, package, None, false);
            }
        }
    }

    /// With every row at hand, the distributions are exact.
    fn add_durations(&mut self) {
        for record in self.invocations.iter() {
            let tally = &mut self.services[record.service].tallies[record.function];
            tally.durations.add(&record, &record.phases());
        }
    }

    fn service(&mut self, id: ServiceId, end: SimTime) -> FinishedService {
        // A sum of numbers that each fit into 32 bits may not.
        let cores: f64 = self.directory.services[id]
            .nodes
            .iter()
            .map(|node| f64::from(node.cores))
            .sum();
        let service = &mut self.services[id];
        let mut sums = Sums::default();
        for tally in &service.tallies {
            sums.merge(&tally.counts);
        }
        let wasted: u128 = service.load.nodes.iter().map(NodeLoad::wasted).sum();
        FinishedService {
            sums,
            together: Together::of(service.tallies.iter()),
            containers: service.containers.made,
            expired: service.containers.expired,
            evicted: service.containers.evicted,
            downloads: service.downloads,
            copies: service.copies,
            loads: service.loads,
            utilisation: mean_share(service.load.busy.integral(), cores, end),
            wasted_gib_seconds: gib_seconds(Bytes::new(1), wasted),
            tallies: std::mem::take(&mut service.tallies),
            sizes: std::mem::take(&mut service.sizes),
            provisioned_nanos: service.containers.provisioned_nanos(),
        }
    }

    fn node_summaries(
        &self,
        end: SimTime,
        core_seconds: &IndexVec<HostId, f64>,
    ) -> Vec<NodeSummary> {
        let mut summaries = Vec::new();
        let services = self.directory.services.iter_enumerated();
        for ((service_id, facts), service) in services.zip(&self.services) {
            for ((id, node), load) in facts.nodes.iter_enumerated().zip(&service.load.nodes) {
                let downtime = self.faults.downtime(service_id, id, end);
                let up = end.since(SimTime::ZERO + downtime.unwrap_or_default());
                let energy = drawn(node, core_seconds[node.host], up);
                let has_carbon = node.carbon > 0.0;
                summaries.push(NodeSummary {
                    service: facts.name.as_str().into(),
                    node: self.directory.node(facts, id).into(),
                    cores: node.cores,
                    memory: limited(node.memory),
                    disk: limited(node.disk),
                    invocations: load.invocations,
                    containers: load.containers,
                    busy: SimDuration::from_nanos(load.busy.integral() as u64),
                    utilisation: mean_share(load.busy.integral(), node.cores.into(), end),
                    memory_mean: mean_share(load.memory.integral(), 1.0, end),
                    memory_peak: Bytes::new(load.memory.peak() as u64),
                    disk_peak: Bytes::new(load.disk.peak() as u64),
                    wasted_gib_seconds: gib_seconds(Bytes::new(1), load.wasted()),
                    energy,
                    carbon: energy
                        .filter(|_| has_carbon)
                        .map(|energy| emitted(energy, node.carbon)),
                    downtime,
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
            .filter(|(_, service)| service.load.has_history)
        {
            for (id, load) in service.load.nodes.iter_enumerated() {
                nodes.push(NodeTimeline {
                    service: facts.name.as_str().into(),
                    node: self.directory.node(facts, id).into(),
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
                    let counted = |bins: &TimeBins| counted(bins, width, intervals);
                    let cold = ColdCause::ALL.into_iter().zip(&service.rates.cold);
                    ServiceTimeline {
                        service: facts.name.as_str().into(),
                        requests: counted(&service.rates.requests),
                        failures: counted(&service.rates.failures),
                        hot_starts: counted(&service.rates.hot),
                        cold_starts: cold
                            .map(|(cause, bins)| (cause, counted(bins)))
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
            policies: self
                .policies
                .timelines(&self.directory, (width, intervals), end),
        }
    }
}

/// A size, unless it is unlimited.
fn limited(size: Bytes) -> Option<Bytes> {
    Some(size).filter(|size| *size < Bytes::MAX)
}

/// The energy that the host of a node has drawn, if its power is known \[J\]: it was up for a time, and nothing is drawn while it is down.
fn drawn(node: &NodeFacts, core_seconds: f64, up: SimDuration) -> Option<f64> {
    let share = mean_share(core_seconds * 1e9, node.cores.into(), SimTime::ZERO + up).min(1.0);
    let is_known = node.power.is_known();
    is_known.then(|| node.power.energy(up, share))
}

/// The mean of a sum over time, as a share of so many.
fn mean_share(integral: f64, of: f64, end: SimTime) -> f64 {
    share(integral, of * end.as_nanos() as f64).unwrap_or(0.0)
}

fn counted(bins: &TimeBins, width: u64, intervals: usize) -> Vec<u64> {
    let values = bins.clone().at_width(width, intervals);
    values.into_iter().map(|value| value as u64).collect()
}
