//! What can be wrong with a declaration, and how to mend it.

use std::panic::Location;

use rustc_hash::FxHashMap;

use super::{Builder, StorageSpec, check_layers};
use crate::platform::{HostId, HostSpec};
use crate::serverless::{FunctionId, Image, ServiceId, Tariff};
use crate::simulation::problem::Problem;
use crate::storage::{Buffer, StorageId};
use crate::units::{Bandwidth, Bytes, SimDuration, Speed};

impl Builder {
    /// Notes a name, which must be new among those of its kind.
    #[track_caller]
    pub(super) fn declare(&mut self, kind: &'static str, name: &str) {
        let before = self.names.len();
        let here = Location::caller();
        let key = (kind, name.to_owned());
        let first = *self.names.entry(key).or_insert(here);
        let is_new = self.names.len() > before;
        self.check_name(kind, name, (!is_new).then_some(first));
    }

    /// That a name is one, and that no other part of its kind has it: the place of the first that does.
    #[track_caller]
    pub(super) fn check_name(
        &mut self,
        kind: &'static str,
        name: &str,
        first: Option<&'static Location<'static>>,
    ) {
        if name.is_empty() {
            self.report(kind, name, "has an empty name; give it one");
        }
        if let Some(first) = first {
            let message =
                format!("is declared twice (first at {first}); give one of them another name");
            self.report(kind, name, message);
        }
    }

    #[track_caller]
    pub(crate) fn report(&mut self, kind: &str, name: &str, message: impl Into<String>) {
        self.report_at(Location::caller(), format!("{kind} `{name}`"), message);
    }

    pub(super) fn report_at(
        &mut self,
        location: &'static Location<'static>,
        declaration: String,
        message: impl Into<String>,
    ) {
        self.problems.push(Problem {
            declaration,
            message: message.into(),
            location,
        });
    }

    #[track_caller]
    pub(super) fn check_host(&mut self, name: &str, spec: &HostSpec) {
        let disk = &spec.disk;
        let mistakes = [
            (
                spec.speed == Speed::ZERO,
                "`speed` must be more than zero, such as `10Gflop/s`",
            ),
            (
                spec.ram.is_zero(),
                "`ram` must be more than zero, such as `64GB`; leave it out for an unlimited memory",
            ),
            (spec.cores == 0, "`cores` must be at least 1"),
            (
                disk.exists() && disk.read == Bandwidth::ZERO,
                "`disk.read` must be more than zero, such as `100MB/s`",
            ),
            (
                disk.exists() && disk.write == Bandwidth::ZERO,
                "`disk.write` must be more than zero, such as `100MB/s`",
            ),
        ];
        for (is_made, message) in mistakes {
            if is_made {
                self.report("host", name, message);
            }
        }
        let power = spec.power.mistake();
        let power = power.map(|(which, mistake)| format!("`power.{which}` {mistake}"));
        let carbon = spec.power.mistake_of_carbon(spec.carbon);
        let carbon = carbon.map(|mistake| format!("`carbon` {mistake}"));
        for message in power.into_iter().chain(carbon) {
            self.report("host", name, message);
        }
    }

    /// Chunks of nothing would never move a file.
    #[track_caller]
    pub(super) fn check_buffer(&mut self, kind: &str, name: &str, buffer: Buffer) {
        if buffer == Buffer::Chunks(Bytes::ZERO) {
            let message = "`buffer` must have chunks of more than zero, such as `10MB`; for one stream write `Buffer::Fluid`";
            self.report(kind, name, message);
        }
    }

    #[track_caller]
    pub(super) fn check_route(&mut self, from: HostId, to: HostId) -> bool {
        if from == to {
            let name = self.platform[from].name.clone();
            self.report(
                "route",
                &name,
                "a host reaches itself without a route; remove it",
            );
        }
        from != to
    }

    #[track_caller]
    pub(super) fn report_second_route(&mut self, from: HostId, to: HostId) {
        let name = format!("{} -> {}", self.platform[from].name, self.platform[to].name);
        self.report(
            "route",
            &name,
            "is declared twice, counting the reverse of `<->`; keep one",
        );
    }

    #[track_caller]
    pub(super) fn check_network_timeout(&mut self, kind: &str, name: &str, timeout: SimDuration) {
        if timeout.is_zero() {
            let message = "has a `network_timeout` of zero, so every answer would be late; give it a time such as `30s`";
            self.report(kind, name, message);
        }
    }

    #[track_caller]
    pub(super) fn check_storage(&mut self, name: &str, host: HostId, spec: &StorageSpec) {
        self.check_buffer("storage", name, spec.buffer);
        self.check_network_timeout("storage", name, spec.network_timeout);
        let host = &self.platform[host];
        if !host.spec.disk.exists() {
            let message = format!(
                "is on host `{}`, which has no disk; add `disk: Disk {{ .. }}` to it",
                host.name
            );
            return self.report("storage", name, message);
        }
        let capacity = host.spec.disk.capacity;
        self.check_space(name, &spec.images, capacity);
    }

    /// That the images of a storage fit on its disk.
    #[track_caller]
    pub(super) fn check_space(&mut self, name: &str, images: &[Image], capacity: Bytes) {
        let needed = check_layers::space(images);
        if needed > capacity {
            let message =
                format!("holds {needed} of images on a disk of {capacity}; enlarge the disk");
            self.report("storage", name, message);
        }
    }

    #[track_caller]
    pub(super) fn check_deployment(
        &mut self,
        function: FunctionId,
        on: ServiceId,
        from: StorageId,
    ) {
        let spec = &self.functions[function].spec;
        let name = spec.name.clone();
        let storage = &self.storages[from];
        match storage.image(&spec.image.name) {
            None => {
                let message = format!(
                    "is deployed from storage `{}`, which does not hold its image `{}`; add it to `images`",
                    storage.name, spec.image.name
                );
                self.report("function", &name, message);
            }
            Some(stored) if *stored != spec.image => {
                let message = check_layers::not_stored(&spec.image, stored);
                self.report("function", &name, message);
            }
            Some(_) => {}
        }
        if !self.deployed.insert((function, on)) {
            let service = self.services[on].name.clone();
            self.report(
                "function",
                &name,
                format!("is deployed on `{service}` twice; keep one"),
            );
        }
    }

    /// What can only be told when everything has been declared.
    #[track_caller]
    pub(crate) fn check_whole(&mut self) {
        // Nothing else is told of wrong imports, since it may follow from them.
        let imports = self.imports.close();
        if !imports.is_empty() {
            self.problems = imports;
            return;
        }
        if self.controllers.is_empty() {
            let message =
                "has neither controller nor workload, so nothing would happen; declare one";
            let place = self.place.unwrap_or(Location::caller());
            self.report_at(place, "the simulation".to_owned(), message);
        }
        self.check_horizon();
        self.check_tariffs();
        self.check_quotas();
        self.check_service_routes();
        self.check_image_routes();
        self.check_start_ups();
        self.check_images_agree();
        self.check_layers();
        self.check_buffers();
        self.check_deployed_functions();
        self.check_limits();
        self.check_deployments_fit();
        self.check_repetitions();
        self.check_faults();
    }

    fn check_tariffs(&mut self) {
        let mut mistakes = Vec::new();
        for service in &self.services {
            let tariff = service.spec.tariff.as_ref();
            if let Some(mistake) = tariff.and_then(Tariff::mistake) {
                let declaration = format!("serverless `{}`", service.name);
                mistakes.push((service.location, declaration, mistake));
            }
        }
        for (location, declaration, mistake) in mistakes {
            self.report_at(location, declaration, mistake);
        }
    }

    fn check_service_routes(&mut self) {
        let mut missing = Vec::new();
        for service in &self.services {
            for node in &service.nodes {
                if let Some(message) = self.missing_route(service.head, *node) {
                    missing.push((
                        service.location,
                        format!("serverless `{}`", service.name),
                        message,
                    ));
                }
            }
        }
        for (location, declaration, message) in missing {
            self.report_at(location, declaration, message);
        }
    }

    fn check_image_routes(&mut self) {
        let mut missing = Vec::new();
        for deployment in &self.deployments {
            let storage = &self.storages[deployment.storage];
            let head = self.services[deployment.service].head;
            if let Some(message) = self.missing_route(storage.host, head) {
                let function = &self.functions[deployment.function].spec.name;
                missing.push((
                    deployment.location,
                    format!("deployment of `{function}`"),
                    message,
                ));
            }
        }
        for (location, declaration, message) in missing {
            self.report_at(location, declaration, message);
        }
    }

    pub(super) fn missing_route(&self, from: HostId, to: HostId) -> Option<String> {
        if from == to || self.platform.routes.get(from, to).is_some() {
            return None;
        }
        let (from, to) = (&self.platform[from].name, &self.platform[to].name);
        Some(format!(
            "no route from `{from}` to `{to}`; add `route {from} <-> {to} via [..];`"
        ))
    }

    fn check_images_agree(&mut self) {
        let mut known: FxHashMap<&str, (&Image, &'static Location<'static>)> = FxHashMap::default();
        let mut clashes = Vec::new();
        for storage in &self.storages {
            for image in &storage.spec.images {
                match known.get(&*image.name) {
                    Some((other, first)) if *other != image => clashes.push((
                        storage.location,
                        format!("image `{}`", image.name),
                        check_layers::clash(image, other, first),
                    )),
                    Some(_) => {}
                    None => drop(known.insert(&image.name, (image, storage.location))),
                }
            }
        }
        for (location, declaration, message) in clashes {
            self.report_at(location, declaration, message);
        }
    }
}
