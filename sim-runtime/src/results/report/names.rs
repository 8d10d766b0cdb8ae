//! The names of a run, shared by the rows of its report.

use std::sync::Arc;

use super::{ContainerRow, EventRow, InvocationRow, ProcessRow, RegistrationRow, TransferRow};
use crate::platform::HostId;
use crate::results::record::{
    ContainerRecord, EventRecord, InvocationRecord, KeptInvocation, Moved, ProcessRecord,
    RegistrationRecord, Texts, TransferRecord, billed, phases,
};
use crate::serverless::{FunctionId, ImageId, NodeId, ServiceId};
use crate::simulation::Directory;
use crate::units::Bytes;

/// The names of a run, shared by the rows of its report.
pub(super) struct Names<'a> {
    directory: &'a Directory,
    hosts: Vec<Arc<str>>,
    functions: Vec<Arc<str>>,
    images: Vec<Arc<str>>,
    services: Vec<Arc<str>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(directory: &'a Directory) -> Self {
        let shared =
            |names: &Vec<String>| names.iter().map(|name| Arc::from(name.as_str())).collect();
        let images = directory.images.iter().map(|image| Arc::from(&*image.name));
        let services = directory.services.iter();
        Self {
            directory,
            hosts: shared(&directory.hosts),
            functions: shared(&directory.functions),
            images: images.collect(),
            services: services
                .map(|service| Arc::from(service.name.as_str()))
                .collect(),
        }
    }

    pub(super) fn host(&self, host: HostId) -> Arc<str> {
        self.hosts[host.index()].clone()
    }

    pub(super) fn function(&self, function: FunctionId) -> Arc<str> {
        self.functions[function.index()].clone()
    }

    fn image(&self, image: ImageId) -> Arc<str> {
        self.images[image.index()].clone()
    }

    fn service(&self, service: ServiceId) -> Arc<str> {
        self.services[service.index()].clone()
    }

    fn node(&self, service: ServiceId, node: NodeId) -> Arc<str> {
        self.host(self.directory.services[service.index()].nodes[node.index()].host)
    }

    /// The memory that a container of a function reserves.
    fn memory(&self, service: ServiceId, function: FunctionId) -> Bytes {
        let deployments = &self.directory.services[service.index()].deployments;
        let found = deployments.binary_search_by_key(&function, |deployment| deployment.function);
        found.map_or(Bytes::ZERO, |index| deployments[index].memory)
    }

    pub(super) fn registration(&self, record: RegistrationRecord) -> RegistrationRow {
        RegistrationRow {
            date: record.date,
            function: self.function(record.function),
            service: self.service(record.service),
            success: record.outcome.is_ok(),
            failure_cause: record.outcome.err().map(|failure| failure.to_string()),
        }
    }

    pub(super) fn invocation(&self, kept: KeptInvocation, texts: &mut Texts) -> InvocationRow {
        let record = kept.row;
        let dates = record.dates;
        let over = dates.completion.is_some();
        InvocationRow {
            id: record.number,
            function: self.function(record.function),
            service: self.service(record.service),
            caller: texts.tell(kept.caller),
            requested: record.requested,
            accepted: record.accepted,
            submit: dates.submit,
            dispatch: dates.dispatch,
            start: dates.start,
            end: dates.end,
            completion: dates.completion,
            success: over && !record.failed,
            failure_cause: kept.failure.map(|failure| texts.tell(failure).to_string()),
            refused: record.refused,
            input_bytes: record.input,
            output_bytes: record.output,
            node: record
                .place
                .map(|(node, _)| self.node(record.service, node)),
            container: record.place.map(|(_, container)| container),
            reused_container: record.place.map(|_| record.cold.is_none()),
            cold_cause: record.cold.map(|cold| cold.cause),
            evicted_by: record
                .cold
                .and_then(|cold| cold.evicted_by)
                .map(|function| self.function(function)),
            phases: phases(&record),
            cost: self.cost(&record),
        }
    }

    fn cost(&self, record: &InvocationRecord) -> Option<f64> {
        let tariff = self.directory.services[record.service.index()]
            .tariff
            .as_ref()?;
        let cost = billed(record, tariff).map(|time| {
            let memory = self.memory(record.service, record.function);
            tariff.cost(1, tariff.gib_seconds(memory, time))
        });
        Some(cost.unwrap_or(0.0))
    }

    pub(super) fn container(&self, record: ContainerRecord) -> ContainerRow {
        ContainerRow {
            service: self.service(record.service),
            container: record.number,
            function: self.function(record.function),
            node: self.node(record.service, record.node),
            cause: record.cause,
            created: record.created,
            ended: record.ended.map(|(date, _)| date),
            end: record.ended.map(|(_, end)| end),
            evicted_by: record.evicted_by.map(|function| self.function(function)),
            invocations: record.invocations,
            busy: record.busy,
            idle: record.idle,
            memory: self.memory(record.service, record.function),
        }
    }

    pub(super) fn transfer(&self, record: TransferRecord, texts: &mut Texts) -> TransferRow {
        let (name, service, invocation) = match record.what {
            Moved::Image(service, image) => (self.image(image), Some(self.service(service)), None),
            Moved::File(name, invocation) => (texts.tell(name), None, invocation),
        };
        TransferRow {
            kind: record.kind,
            name,
            from: self.host(record.from),
            to: self.host(record.to),
            bytes: record.bytes,
            start: record.start,
            end: record.end,
            success: record.success,
            service,
            invocation,
        }
    }

    pub(super) fn process(&self, record: ProcessRecord) -> ProcessRow {
        ProcessRow {
            process: record.name,
            host: self.host(record.host),
            start: record.start,
            end: record.end,
            outcome: record.outcome,
        }
    }

    pub(super) fn event(&self, record: EventRecord) -> EventRow {
        EventRow {
            date: record.date,
            service: self.service(record.service),
            event: record.kind,
            image: record.image.map(|image| self.image(image)),
            node: record.node.map(|node| self.node(record.service, node)),
            function: record.function.map(|function| self.function(function)),
        }
    }
}
