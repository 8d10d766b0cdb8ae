//! From the record of a run to its report.

use indexmap::IndexMap;

use super::names::Names;
use super::{
    ContainerRow, FunctionSummary, InvocationRow, LogRow, Report, ServiceSummary, TransferRow,
};
use crate::kernel::Seed;
use crate::results::record::{
    ContainerRecord, Finished, FinishedService, KeptInvocation, Packed, Record, Texts,
    TransferRecord,
};
use crate::results::{Recording, Summary};
use crate::serverless::FunctionId;
use crate::simulation::{Conclusion, LogLine, ParameterValue, ServiceFacts};
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
            halt,
            ..
        } = conclusion;
        let mut finished = recorder.finish(date);
        let names = Names::new(&finished.directory);
        let registrations: Vec<_> = std::mem::take(&mut finished.registrations)
            .into_iter()
            .map(|record| names.registration(record))
            .collect();
        let services = services(&finished, &names, date);
        let summary = Summary::new(&finished, &services, &registrations, date);
        let functions = functions(&finished, &names);
        // Exact distributions are long: they go before the rows come.
        finished.services = Vec::new();
        let texts = &mut finished.texts;
        Self {
            simulation,
            parameters,
            seed,
            recording,
            final_date: date,
            error: halt.map(|halt| halt.to_string()),
            summary,
            services,
            functions,
            registrations,
            invocations: invocations(finished.invocations, &names, texts),
            containers: containers(finished.containers, &names),
            transfers: transfers(finished.transfers, &names, texts),
            events: finished
                .events
                .into_iter()
                .map(|record| names.event(record))
                .collect(),
            processes: finished
                .processes
                .into_iter()
                .map(|record| names.process(record))
                .collect(),
            log: log.into_iter().map(LogRow::from).collect(),
            nodes: finished.nodes,
            timeline: finished.timeline,
        }
    }
}

impl From<LogLine> for LogRow {
    fn from(line: LogLine) -> Self {
        Self {
            date: line.date,
            process: line.process,
            text: line.text,
        }
    }
}

fn invocations(
    packed: Packed<KeptInvocation>,
    names: &Names<'_>,
    texts: &mut Texts,
) -> Vec<InvocationRow> {
    let rows = packed.into_iter();
    let mut rows: Vec<_> = rows.map(|kept| names.invocation(kept, texts)).collect();
    // Rows are large: each is moved once.
    rows.sort_by_cached_key(|row| row.id);
    rows
}

fn containers(packed: Packed<ContainerRecord>, names: &Names<'_>) -> Vec<ContainerRow> {
    let mut records: Vec<_> = packed.into_iter().collect();
    records.sort_unstable_by_key(|record| (record.service, record.number));
    let rows = records.into_iter();
    rows.map(|record| names.container(record)).collect()
}

fn transfers(
    packed: Packed<TransferRecord>,
    names: &Names<'_>,
    texts: &mut Texts,
) -> Vec<TransferRow> {
    let rows = packed.into_iter();
    let mut rows: Vec<_> = rows.map(|record| names.transfer(record, texts)).collect();
    rows.sort_by_cached_key(|row| row.start);
    rows
}

fn services(finished: &Finished, names: &Names<'_>, end: SimTime) -> Vec<ServiceSummary> {
    let facts = finished.directory.services.iter();
    facts
        .zip(&finished.services)
        .map(|(facts, service)| service_summary(facts, service, names, end))
        .collect()
}

fn service_summary(
    facts: &ServiceFacts,
    service: &FinishedService,
    names: &Names<'_>,
    end: SimTime,
) -> ServiceSummary {
    let tariff = facts.tariff.as_ref();
    let revenue = tariff.map(|tariff| {
        let tallies = service.tallies.iter().zip(&service.memory);
        let bills = tallies.map(|(tally, memory)| tally.bill(tariff, *memory).1);
        bills.sum()
    });
    let hours = end.as_secs_f64() / 3600.0;
    ServiceSummary {
        service: facts.name.as_str().into(),
        head: names.host(facts.head),
        nodes: facts.nodes.len() as u64,
        counts: service.sums.counts(),
        response: service.response.clone(),
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
    }
}

fn functions(finished: &Finished, names: &Names<'_>) -> Vec<FunctionSummary> {
    let mut summaries = Vec::new();
    for (facts, service) in finished.directory.services.iter().zip(&finished.services) {
        for (index, tally) in service.tallies.iter().enumerate() {
            let function = FunctionId::from_index(index);
            let deployed = facts
                .deployments
                .iter()
                .any(|deployment| deployment.function == function);
            if !deployed && tally.counts.invocations() == 0 {
                continue;
            }
            let memory = service.memory[index];
            let bill = facts
                .tariff
                .as_ref()
                .map(|tariff| tally.bill(tariff, memory));
            summaries.push(FunctionSummary {
                service: facts.name.as_str().into(),
                function: names.function(function),
                memory,
                counts: tally.counts.counts(),
                response_cold: tally.spreads.cold.distribution(),
                response_hot: tally.spreads.hot.distribution(),
                wait: tally.spreads.wait.distribution(),
                body: tally.spreads.body.distribution(),
                phases: tally.phases,
                input_bytes: tally.input,
                output_bytes: tally.output,
                billed_gib_seconds: bill.map(|(gib_seconds, _)| gib_seconds),
                cost: bill.map(|(_, cost)| cost),
            });
        }
    }
    summaries
}
