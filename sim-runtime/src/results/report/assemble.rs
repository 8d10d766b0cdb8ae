//! From the record of a run to its report.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use crate::kernel::Seed;
use crate::results::record::Record;
use crate::results::record::finished::{Finished, FinishedService};
use crate::results::record::packed::Packed;
use crate::results::record::tally::Sums;
use crate::results::recording::Recording;
use crate::results::schema::container::{ContainerRecord, ContainerRow};
use crate::results::schema::encoding::Pack;
use crate::results::schema::names::NameTable;
use crate::results::schema::process::LogRow;
use crate::results::schema::registration::RegistrationRow;
use crate::results::schema::report::Report;
use crate::results::schema::resolve::Resolve;
use crate::results::schema::retries::RetryFigures;
use crate::results::schema::summaries::{FunctionSummary, NodeSummary, Overall, ServiceSummary};
use crate::results::schema::summary::Summary;
use crate::results::schema::workflow::WorkflowRow;
use crate::serverless::FunctionId;
use crate::serverless::tariff::Usage;
use crate::simulation::{Conclusion, ParameterValue, ServiceFacts};
use crate::units::SimTime;

impl Report {
    pub(in crate::results) fn new(
        simulation: String,
        parameters: IndexMap<String, ParameterValue>,
        seed: Seed,
        recording: Recording,
        conclusion: Conclusion<Record>,
    ) -> Self {
        let Conclusion {
            recorder,
            date,
            log,
            core_seconds,
            halt,
            ..
        } = conclusion;
        let mut finished = recorder.finish(date, &core_seconds);
        let directory = std::mem::take(&mut finished.directory);
        let (spawned, texts) = (
            std::mem::take(&mut finished.spawned),
            std::mem::take(&mut finished.texts),
        );
        let stages = std::mem::take(&mut finished.stage_names);
        let names = &mut NameTable::new(&directory, spawned, texts, stages);
        let registrations = rows(std::mem::take(&mut finished.registrations), names);
        let services: Vec<_> = (directory.services.iter().zip(&finished.services))
            .map(|(facts, service)| service_summary(facts, service, names, &finished.nodes, date))
            .collect();
        let summary = summary(&finished, &services, &registrations, date);
        let functions = (directory.services.iter().zip(&finished.services))
            .flat_map(|(facts, service)| function_summaries(facts, service, names))
            .collect();
        let overall = std::mem::take(&mut finished.overall);
        // Exact distributions are long: they go before the rows come.
        finished.services = Default::default();
        let mut invocations = rows(finished.invocations, names);
        // Rows are large: each is moved once.
        invocations.sort_by_cached_key(|row| row.id);
        let mut transfers = rows(finished.transfers, names);
        transfers.sort_by_cached_key(|row| row.start);
        let mut workflows = rows(finished.workflows, names);
        workflows.sort_by_cached_key(|row: &WorkflowRow| row.id);
        Self {
            format_version: Self::FORMAT_VERSION,
            simulation,
            parameters,
            seed,
            replication: 0,
            recording,
            final_date: date,
            error: halt.map(|halt| halt.to_string()),
            summary,
            overall: Overall {
                response: overall.response,
                response_cold: overall.response_cold,
                response_hot: overall.response_hot,
                delays: overall.starts,
            },
            services,
            functions,
            registrations,
            invocations,
            containers: containers(finished.containers, names),
            transfers,
            events: rows(finished.events, names),
            processes: rows(finished.processes, names),
            log: log.into_iter().map(LogRow::from).collect(),
            workflows,
            stages: finished.stages,
            faults: finished.faults,
            checks: Vec::new(),
            nodes: finished.nodes,
            timeline: finished.timeline,
        }
    }
}

/// The rows of some records, in the order in which these were kept.
fn rows<Record: Pack + Resolve<Row>, Row>(
    records: Packed<Record>,
    names: &mut NameTable<'_>,
) -> Vec<Row> {
    let records = records.into_iter();
    records.map(|record| record.resolve(names)).collect()
}

fn containers(packed: Packed<ContainerRecord>, names: &mut NameTable<'_>) -> Vec<ContainerRow> {
    let mut records: Vec<_> = packed.into_iter().collect();
    records.sort_unstable_by_key(|record| (record.service, record.container));
    let rows = records.into_iter();
    rows.map(|record| record.resolve(names)).collect()
}

fn service_summary(
    facts: &ServiceFacts,
    service: &FinishedService,
    names: &NameTable<'_>,
    nodes: &[NodeSummary],
    end: SimTime,
) -> ServiceSummary {
    let tariff = facts.tariff.as_ref();
    let revenue = tariff.map(|tariff| {
        let mut usage = Usage::default();
        for function in service.tallies.indices() {
            usage += service.usage(tariff, function);
        }
        tariff.bill(&usage)
    });
    let hours = end.as_secs_f64() / 3600.0;
    let together = service.together.clone();
    let own = nodes.iter().filter(|node| *node.service == *facts.name);
    ServiceSummary {
        service: facts.name.as_str().into(),
        head: names.host(facts.head),
        nodes: facts.nodes.len() as u64,
        counts: service.sums.counts(),
        response: together.response,
        response_cold: together.response_cold,
        response_hot: together.response_hot,
        delays: together.starts,
        containers: service.containers,
        expired: service.expired,
        evicted: service.evicted,
        downloads: service.downloads,
        copies: service.copies,
        loads: service.loads,
        utilisation: service.utilisation,
        wasted_gib_seconds: service.wasted_gib_seconds,
        currency: tariff.map(|tariff| tariff.currency.to_string()),
        revenue,
        node_cost: tariff.map(|tariff| tariff.per_node_hour * facts.nodes.len() as f64 * hours),
        energy: sum(own.clone().map(|node| node.energy)),
        carbon: sum(own.map(|node| node.carbon)),
    }
}

/// The functions that are deployed on a service, or were invoked there.
fn function_summaries(
    facts: &ServiceFacts,
    service: &FinishedService,
    names: &NameTable<'_>,
) -> Vec<FunctionSummary> {
    let mut summaries = Vec::with_capacity(facts.deployments.len());
    let deployments = facts.deployments.iter();
    let deployed: FxHashSet<FunctionId> = deployments.map(|one| one.function).collect();
    for (function, tally) in service.tallies.iter_enumerated() {
        if !deployed.contains(&function) && tally.counts.invocations() == 0 {
            continue;
        }
        let memory = service.sizes[function].memory;
        let tariff = facts.tariff.as_ref();
        let usage = tariff.map(|tariff| (tariff, service.usage(tariff, function)));
        summaries.push(FunctionSummary {
            service: facts.name.as_str().into(),
            function: names.function(function),
            memory,
            counts: tally.counts.counts(),
            failures: tally.failures.clone().counts(),
            response: tally.durations.response.together(),
            response_cold: tally.durations.response.cold.distribution(),
            response_hot: tally.durations.response.hot.distribution(),
            wait: tally.durations.wait.together(),
            delays: tally.durations.starts(),
            body: tally.durations.body.distribution(),
            phases: tally.phases,
            input_bytes: tally.input,
            output_bytes: tally.output,
            peak_memory: tally.peak_memory,
            billed_gb_seconds: usage.map(|(_, usage)| usage.all_gb_seconds()),
            cost: usage.map(|(tariff, usage)| tariff.list_price(&usage)),
            retries: tally.retries.if_any(),
        });
    }
    summaries
}

/// Counts and dates over all services.
fn summary(
    finished: &Finished,
    services: &[ServiceSummary],
    registrations: &[RegistrationRow],
    final_date: SimTime,
) -> Summary {
    let (mut sums, mut retries) = (Sums::default(), RetryFigures::default());
    for service in &finished.services {
        sums.merge(&service.sums);
        for tally in &service.tallies {
            retries.merge(&tally.retries);
        }
    }
    let mut summary = Summary {
        counts: sums.counts(),
        refused_registrations: refusals(registrations),
        failures: finished.failures.clone(),
        first_request: finished.first_request,
        first_start: finished.first_start,
        last_end: finished.last_end,
        final_date,
        energy: sum(services.iter().map(|service| service.energy)),
        carbon: sum(services.iter().map(|service| service.carbon)),
        retries: retries.if_any(),
        ..Summary::default()
    };
    for service in services {
        let amounts = [
            (&mut summary.revenue, service.revenue),
            (&mut summary.node_cost, service.node_cost),
        ];
        for (sums, amount) in amounts {
            if let (Some(currency), Some(amount)) = (&service.currency, amount) {
                *sums.entry(currency.clone()).or_insert(0.0) += amount;
            }
        }
    }
    summary
}

/// The sum of the amounts that there are, if there is one.
fn sum(amounts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    amounts.flatten().reduce(|sum, amount| sum + amount)
}

fn refusals(registrations: &[RegistrationRow]) -> Vec<String> {
    let refusal = |row: &RegistrationRow| {
        let cause = row.failure_cause.as_ref()?;
        Some(format!("{}: {cause}", row.function))
    };
    registrations.iter().filter_map(refusal).collect()
}
