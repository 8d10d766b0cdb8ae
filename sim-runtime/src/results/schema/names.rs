//! The names of a run, shared by the rows of its report.

use std::sync::Arc;

use index_vec::IndexVec;

use super::process_key::{ProcessKey, SpawnedProcesses};
use super::text::{Text, Texts};
use crate::platform::HostId;
use crate::serverless::tariff::BilledSize;
use crate::serverless::{FunctionId, ImageId, ServiceId, Tariff};
use crate::simulation::{ControllerId, DeploymentFacts, Directory, StageId, body_name};

/// The names of a stage.
#[derive(Clone, Debug)]
pub(in crate::results) struct StageNames {
    pub(in crate::results) workflow: Arc<str>,
    pub(in crate::results) stage: Arc<str>,
}

/// The names of a run, shared by the rows of its report.
pub(in crate::results) struct NameTable<'a> {
    directory: &'a Directory,
    hosts: IndexVec<HostId, Arc<str>>,
    controllers: IndexVec<ControllerId, Arc<str>>,
    functions: IndexVec<FunctionId, Arc<str>>,
    images: IndexVec<ImageId, Arc<str>>,
    services: IndexVec<ServiceId, Arc<str>>,
    stages: IndexVec<StageId, StageNames>,
    spawned: SpawnedProcesses,
    texts: Texts,
    /// The process that was resolved last: rows of one caller often follow each other.
    latest: Option<(ProcessKey, Arc<str>)>,
}

impl<'a> NameTable<'a> {
    pub(in crate::results) fn new(
        directory: &'a Directory,
        spawned: SpawnedProcesses,
        texts: Texts,
        stages: IndexVec<StageId, StageNames>,
    ) -> Self {
        let shared = |name: &String| Arc::from(name.as_str());
        let images = directory.images.iter().map(|image| Arc::from(&*image.name));
        let services = directory.services.iter();
        Self {
            directory,
            hosts: directory.hosts.iter().map(shared).collect(),
            controllers: directory.controllers.iter().map(shared).collect(),
            functions: directory.functions.iter().map(shared).collect(),
            images: images.collect(),
            services: services
                .map(|service| Arc::from(service.name.as_str()))
                .collect(),
            stages,
            spawned,
            texts,
            latest: None,
        }
    }

    pub(in crate::results) fn host(&self, host: HostId) -> Arc<str> {
        self.hosts[host].clone()
    }

    pub(in crate::results) fn function(&self, function: FunctionId) -> Arc<str> {
        self.functions[function].clone()
    }

    pub(super) fn image(&self, image: ImageId) -> Arc<str> {
        self.images[image].clone()
    }

    pub(super) fn service(&self, service: ServiceId) -> Arc<str> {
        self.services[service].clone()
    }

    pub(super) fn stage(&self, stage: StageId) -> Arc<str> {
        self.stages[stage].stage.clone()
    }

    pub(super) fn workflow(&self, stage: StageId) -> Arc<str> {
        self.stages[stage].workflow.clone()
    }

    pub(super) fn text(&mut self, text: Text) -> Arc<str> {
        self.texts.resolve(text)
    }

    pub(super) fn process(&mut self, process: ProcessKey) -> Arc<str> {
        if let ProcessKey::Controller(controller) = process {
            return self.controllers[controller].clone();
        }
        match &self.latest {
            Some((latest, name)) if *latest == process => name.clone(),
            _ => {
                let name: Arc<str> = self.written(process).into();
                self.latest = Some((process, name.clone()));
                name
            }
        }
    }

    /// The name of a process, put together.
    fn written(&self, process: ProcessKey) -> String {
        match process {
            ProcessKey::Controller(controller) => self.controllers[controller].to_string(),
            ProcessKey::Body(function, number) => {
                body_name(&self.functions[function], number).to_string()
            }
            ProcessKey::Unkept => String::new(),
            ProcessKey::Spawned(id) => {
                let (root, descent) = self.spawned.descent(id);
                format!("{}{descent}", self.written(root))
            }
        }
    }

    /// The tariff of a service, if it has one.
    pub(super) fn tariff(&self, service: ServiceId) -> Option<&'a Tariff> {
        self.directory.services[service].tariff.as_ref()
    }

    /// What a container of a function has.
    pub(super) fn size(&self, service: ServiceId, function: FunctionId) -> BilledSize {
        let deployment = self.deployment(service, function);
        deployment.map_or(BilledSize::default(), |deployment| deployment.size)
    }

    /// Whether a container of a function serves several invocations at once.
    pub(super) fn is_shared(&self, service: ServiceId, function: FunctionId) -> bool {
        let deployment = self.deployment(service, function);
        deployment.is_some_and(|deployment| deployment.concurrency > 1)
    }

    fn deployment(&self, service: ServiceId, function: FunctionId) -> Option<&'a DeploymentFacts> {
        let deployments = &self.directory.services[service].deployments;
        let found = deployments.binary_search_by_key(&function, |deployment| deployment.function);
        found.ok().map(|index| &deployments[index])
    }
}
