//! From a declaration to the world that it describes.

use std::rc::Rc;

use index_vec::IndexVec;
use indexmap::IndexMap;

use super::World;
use super::listener::Listener;
use crate::platform::{Fabric, HostId, Platform};
use crate::serverless::function::Registration;
use crate::serverless::image::KnownImage;
use crate::serverless::{
    Cores, Destination, FunctionId, Image, ImageId, Node, Patience, Service, ServiceId,
};
use crate::simulation::builder::{
    Builder, Deployment, FaultDeclaration, MailboxDeclaration, ServiceDeclaration,
    StorageDeclaration, Stricken,
};
use crate::simulation::definition::Definition;
use crate::simulation::identity::MailboxId;
use crate::simulation::shared::Shared;
use crate::simulation::state::WorldState;
use crate::simulation::state::activities::Activities;
use crate::simulation::state::alarms::Alarms;
use crate::simulation::state::calls::Calls;
use crate::simulation::state::dialogues::Dialogues;
use crate::simulation::state::faults::{Fault, Faults, Target as FaultTarget};
use crate::simulation::state::files::Files;
use crate::simulation::state::functions::{AllPlans, Deployments, Functions, Plans};
use crate::simulation::state::mailboxes::Mailboxes;
use crate::simulation::state::messages::MessageNetwork;
use crate::simulation::state::payloads::PayloadTransfers;
use crate::simulation::state::processes::Processes;
use crate::simulation::state::repetition::{EventPlan, Repetitions, Target};
use crate::simulation::state::sites::Sites;
use crate::simulation::state::spawned::SpawnedProcesses;
use crate::simulation::state::timeouts::Timeouts;
use crate::storage::{Buffer, Caching, FileNames, Partition, StorageId, StorageService};

/// The images of a declaration, by name.
type Images = IndexMap<String, KnownImage>;

impl<R> World<R> {
    /// The world of a declaration without mistakes.
    pub(crate) fn new(builder: Builder, shared: Rc<Shared>, recorder: R) -> Self {
        let Builder {
            platform,
            model,
            message_sizes,
            storages,
            services,
            functions,
            deployments,
            mailboxes,
            faults,
            ..
        } = builder;
        let mut files = FileNames::default();
        let images = known_images(&storages, &functions, &mut files);
        let known = Rc::new(images.values().cloned().collect());
        let in_two_systems = do_streams_meet_chunks(&storages, &services);
        let of_services = services
            .iter()
            .map(|service| service.spec.messages.unwrap_or(message_sizes))
            .collect();
        let of_storages = storages
            .iter()
            .map(|storage| storage.spec.messages.unwrap_or(message_sizes))
            .collect();
        let stored = |storage| build_storage(&platform, storage, &images);
        let storages = storages.into_iter().map(stored).collect();
        let sites = Sites::new(&platform, &services);
        let registrations = registrations(&deployments, &functions, &services, &images);
        let served = |service| build_service(&platform, service, &known, &shared);
        let services = services.into_iter().map(served).collect();
        let plans = plans(&deployments, &functions, &mailboxes);
        let fabric = if in_two_systems {
            Fabric::in_two_systems(platform, model)
        } else {
            Fabric::new(platform, model)
        };
        let faults = known_faults(faults, &sites, &shared);
        let state = WorldState {
            activities: Activities::new(fabric),
            calls: Calls::default(),
            dialogues: Dialogues::default(),
            faults,
            files: Files::new(files, storages),
            functions: Functions::new(functions, registrations, plans),
            mailboxes: Mailboxes::new(mailboxes.into_iter().map(|one| one.name).collect()),
            messages: MessageNetwork::new(of_services, of_storages),
            payloads: PayloadTransfers::default(),
            processes: Processes::default(),
            repetitions: Repetitions::default(),
            sites,
            spawned: SpawnedProcesses::default(),
            timeouts: Timeouts::new(Rc::clone(&shared)),
            workflows: Default::default(),
            alarms: Alarms::default(),
            thrashing: None,
            is_given_up: false,
            halt: None,
            shared,
        };
        Self {
            services,
            images: known,
            state,
            listener: Listener::new(recorder),
            to_register: at_start(&deployments),
            publishing: Vec::new(),
        }
    }
}

/// The faults, each with a stream of its own: of several with one name, the second is `NAME #2`, and so on.
fn known_faults(declared: Vec<FaultDeclaration>, sites: &Sites, shared: &Shared) -> Faults {
    let mut names = IndexMap::<String, u64>::new();
    let known = declared.into_iter().map(|fault| {
        let target = match fault.stricken {
            Stricken::NodeDown(host) => {
                let Some((service, node)) = sites.node_on(host) else {
                    unreachable!("the declaration was checked")
                };
                FaultTarget::NodeDown(host, service, node)
            }
            Stricken::NodeSlow(host, share) => FaultTarget::NodeSlow(host, share),
            Stricken::Link(link) => FaultTarget::Link(link),
            Stricken::Storage(storage) => FaultTarget::Storage(storage),
            Stricken::Containers(function, service) => FaultTarget::Containers(service, function),
            Stricken::Speed(host) => FaultTarget::Speed(host),
            Stricken::Bandwidth(link) => FaultTarget::Bandwidth(link),
            Stricken::Latency(link) => FaultTarget::Latency(link),
        };
        let count = names.entry(fault.name.clone()).or_insert(0);
        *count += 1;
        let stream = match count {
            1 => format!("fault {}", fault.name),
            count => format!("fault {} #{count}", fault.name),
        };
        let stream = shared.seed.stream(shared.replication, &stream);
        Fault::new(target, fault.times, stream)
    });
    Faults::new(known.collect())
}

/// Whether plain disk operations and streams can share a disk: some service works in chunks, and an image repository or
/// another service does not, so that what they exchange are streams (SEMANTICS 2.7).
fn do_streams_meet_chunks(
    storages: &IndexVec<StorageId, StorageDeclaration>,
    services: &IndexVec<ServiceId, ServiceDeclaration>,
) -> bool {
    let is_fluid = |buffer| buffer == Buffer::Fluid;
    let mut services = services.iter().map(|service| is_fluid(service.spec.buffer));
    let mut storages = storages.iter().map(|storage| is_fluid(storage.spec.buffer));
    let are_chunked = services.clone().any(|fluid| !fluid);
    are_chunked && (services.any(|fluid| fluid) || storages.any(|fluid| fluid))
}

/// Every image that is stored or that a function needs, in order of declaration.
fn known_images(
    storages: &IndexVec<StorageId, StorageDeclaration>,
    functions: &IndexVec<FunctionId, Definition>,
    files: &mut FileNames,
) -> Images {
    let stored = storages.iter().flat_map(|storage| &storage.spec.images);
    let needed = functions.iter().map(|function| &function.spec.image);
    let mut images = Images::new();
    for image in stored.chain(needed) {
        let known = || KnownImage::new(image.clone(), files);
        images.entry(image.name.to_string()).or_insert_with(known);
    }
    images
}

fn registrations(
    deployments: &[Deployment],
    functions: &IndexVec<FunctionId, Definition>,
    services: &IndexVec<ServiceId, ServiceDeclaration>,
    images: &Images,
) -> Deployments {
    let registration = |deployment: &Deployment| {
        let spec = deployment.spec(functions);
        let limits = services[deployment.service].spec.limits;
        let image = images.get_index_of(&*spec.image.name).unwrap_or_default();
        Registration {
            image: ImageId::from_index(image),
            source: deployment.storage,
            time_limit: limits.time_limit(spec.time_limit),
            charge: spec.charge(),
            concurrency: spec.concurrency,
            cpu: spec.cpu,
            ingress: limits.ingress(spec.ingress),
            egress: limits.egress(spec.egress),
            min_instances: spec.min_instances,
            precedence: spec.into(),
            limits: spec.into(),
            patience: Patience::new(spec.queue_timeout, spec.patience.as_ref()),
        }
    };
    deployments
        .iter()
        .map(|one| ((one.service, one.function), registration(one)))
        .collect()
}

/// How the invocations of the functions that say so are repeated.
fn plans(
    deployments: &[Deployment],
    functions: &IndexVec<FunctionId, Definition>,
    mailboxes: &IndexVec<MailboxId, MailboxDeclaration>,
) -> AllPlans {
    let repeated = |deployment: &Deployment| {
        let spec = deployment.spec(functions);
        if spec.retry.is_none() && spec.events.is_none() {
            return None;
        }
        let events = spec.events.clone().unwrap_or_default();
        let target = |destination: &Destination| match destination {
            Destination::Mailbox(name) => {
                let found = mailboxes.iter().position(|one| one.name == *name);
                found.map(|place| Target::Mailbox(MailboxId::from_index(place)))
            }
            Destination::Function(name) => {
                let found = functions.iter().position(|one| one.spec.name == *name);
                found.map(|place| Target::Function(FunctionId::from_index(place)))
            }
        };
        let plans = Plans {
            retry: spec.retry.clone().map(Rc::new),
            events: Rc::new(EventPlan {
                on_failure: events.on_failure.as_ref().and_then(target),
                events,
            }),
        };
        Some(((deployment.service, deployment.function), plans))
    };
    deployments.iter().filter_map(repeated).collect()
}

fn at_start(deployments: &[Deployment]) -> Vec<(ServiceId, FunctionId)> {
    let at_start = deployments.iter().filter(|deployment| deployment.at_start);
    at_start
        .map(|deployment| (deployment.service, deployment.function))
        .collect()
}

fn build_storage(
    platform: &Platform,
    declaration: StorageDeclaration,
    images: &Images,
) -> StorageService {
    let StorageDeclaration {
        name, host, spec, ..
    } = declaration;
    let capacity = platform[host].spec.disk.capacity;
    let mut storage = StorageService::new(name, host, capacity, Caching::None, spec.buffer);
    storage.network_timeout = spec.network_timeout;
    for Image { name, .. } in &spec.images {
        let KnownImage {
            file, own, parts, ..
        } = &images[&**name];
        // The declaration was checked: the images fit.
        let _ = storage.partition.create_of_parts(*file, *own, parts);
    }
    storage
}

fn build_service(
    platform: &Platform,
    declaration: ServiceDeclaration,
    images: &Rc<IndexVec<ImageId, KnownImage>>,
    shared: &Shared,
) -> Service {
    let ServiceDeclaration {
        name,
        head,
        nodes,
        spec,
        ..
    } = declaration;
    let disk = |host: HostId, caching| {
        let host_spec = &platform[host];
        StorageService::new(
            host_spec.name.to_string(),
            host,
            host_spec.spec.disk.capacity,
            caching,
            spec.buffer,
        )
    };
    let head = disk(head, Caching::None);
    let nodes = nodes
        .into_iter()
        .map(|host| {
            let ram = Partition::new(platform[host].spec.ram, Caching::LeastRecentlyUsed);
            Node::new(
                host,
                platform[host].spec.speed,
                (
                    Cores::new(platform[host].spec.cores),
                    platform[host].spec.gpus,
                ),
                disk(host, Caching::LeastRecentlyUsed),
                ram,
            )
        })
        .collect();
    let seed = (shared.seed, shared.replication);
    Service::new(name, spec, Rc::clone(images), head, nodes, seed)
}
