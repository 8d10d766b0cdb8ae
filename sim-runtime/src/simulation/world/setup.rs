//! From a declaration to the world that it describes.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use super::letters::Post;
use super::mailboxes::Mailbox;
use super::{Scene, World};
use crate::kernel::Seed;
use crate::platform::{Fabric, HostId, Platform};
use crate::serverless::function::Registration;
use crate::serverless::image::KnownImage;
use crate::serverless::{Charge, Cores, FunctionId, Image, ImageId, Node, Service, ServiceId};
use crate::simulation::builder::{
    Builder, Definition, Deployment, ServiceDeclaration, StorageDeclaration,
};
use crate::simulation::recorder::Recorder;
use crate::simulation::shared::Shared;
use crate::storage::{Caching, FileNames, Partition, StorageService, Transfers};
use crate::units::SimTime;

/// The images of a declaration, by name.
type Images = IndexMap<String, KnownImage>;

pub(super) fn world<R: Recorder>(builder: Builder, shared: Rc<Shared>, recorder: R) -> World<R> {
    let Builder {
        platform,
        model,
        message_size,
        storages,
        services,
        functions,
        deployments,
        mailboxes,
        ..
    } = builder;
    let mut files = FileNames::default();
    let images = known_images(&storages, &functions, &mut files);
    let known: Rc<[KnownImage]> = images.values().cloned().collect();
    let registrations = registrations(&deployments, &functions, &images);
    let heads = services.iter().map(|service| service.head).collect();
    let node_hosts = services
        .iter()
        .map(|service| service.nodes.clone())
        .collect();
    let storages = storages
        .into_iter()
        .map(|storage| stored(&platform, storage, &images))
        .collect();
    let services = services
        .into_iter()
        .map(|service| {
            served(
                &platform,
                service,
                &known,
                (shared.seed, shared.replication),
            )
        })
        .collect();
    let scene = Scene {
        moved_at: SimTime::ZERO,
        computed_at: vec![SimTime::ZERO; platform.hosts().len()],
        host_names: platform
            .hosts()
            .iter()
            .map(|host| host.name.as_str().into())
            .collect(),
        fabric: Fabric::new(platform, model),
        transfers: Transfers::default(),
        storages,
        files,
        spare: functions.iter().map(|_| Vec::new()).collect(),
        vacated: None,
        functions,
        heads,
        node_hosts,
        deployments: registrations,
        start_deployments: at_start(&deployments),
        calls: SlotMap::with_key(),
        called: 0,
        processes: SlotMap::with_key(),
        post: Post::new(message_size),
        parcels: SlotMap::with_key(),
        spawned: SlotMap::with_key(),
        mailboxes: mailboxes.into_iter().map(Mailbox::new).collect(),
        next_limit: 0,
        moves: 0,
        next_expiry: SimTime::MAX,
        policy_alarms: Default::default(),
        controllers: 0,
        halt: None,
        shared,
        recorder,
    };
    World {
        services,
        images: known,
        scene,
    }
}

/// Every image that is stored or that a function needs, in order of declaration.
fn known_images(
    storages: &[StorageDeclaration],
    functions: &[Definition],
    files: &mut FileNames,
) -> Images {
    let stored = storages.iter().flat_map(|storage| &storage.spec.images);
    let needed = functions.iter().map(|function| &function.spec.image);
    let mut images = Images::new();
    for image in stored.chain(needed) {
        let file = files.id(&format!("image {}", image.name));
        let known = || KnownImage {
            image: image.clone(),
            file,
        };
        images.entry(image.name.to_string()).or_insert_with(known);
    }
    images
}

fn registrations(
    deployments: &[Deployment],
    functions: &[Definition],
    images: &Images,
) -> FxHashMap<(ServiceId, FunctionId), Registration> {
    let registration = |deployment: &Deployment| {
        let spec = deployment.spec(functions);
        let image = images.get_index_of(&*spec.image.name).unwrap_or_default();
        Registration {
            image: ImageId::from_index(image),
            source: deployment.storage,
            time_limit: spec.time_limit,
            charge: Charge::reference(spec.disk, spec.memory),
            ingress: spec.ingress,
            egress: spec.egress,
        }
    };
    deployments
        .iter()
        .map(|one| ((one.service, one.function), registration(one)))
        .collect()
}

fn at_start(deployments: &[Deployment]) -> Vec<(ServiceId, FunctionId)> {
    let at_start = deployments.iter().filter(|deployment| deployment.at_start);
    at_start
        .map(|deployment| (deployment.service, deployment.function))
        .collect()
}

fn stored(platform: &Platform, declaration: StorageDeclaration, images: &Images) -> StorageService {
    let StorageDeclaration {
        name, host, spec, ..
    } = declaration;
    let capacity = platform[host].spec.disk.capacity;
    let mut storage = StorageService::new(name, host, capacity, Caching::None, spec.buffer);
    for Image { name, disk, .. } in &spec.images {
        // The declaration was checked: the images fit.
        let _ = storage.partition.create(images[&**name].file, *disk);
    }
    storage
}

fn served(
    platform: &Platform,
    declaration: ServiceDeclaration,
    images: &Rc<[KnownImage]>,
    seed: (Seed, u64),
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
            host_spec.name.clone(),
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
                Cores::new(platform[host].spec.cores),
                disk(host, Caching::LeastRecentlyUsed),
                ram,
            )
        })
        .collect();
    Service::new(name, spec, Rc::clone(images), head, nodes, seed)
}
