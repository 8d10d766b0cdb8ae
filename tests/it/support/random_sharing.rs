//! Random scenarios of another kind: few nodes that share images among functions, over links without latency, downloads off
//! as often as on, streams through buffers next to plain operations, and requests that wait for each other.
//!
//! No link is turned off and no control message has a size, so that nothing but the nodes decides what becomes of a request.

use coldstart::prelude::{Cpu, mb};
use coldstart::prelude::{Sharing, gb};
use coldstart::scenario::schema::{
    Action, BufferSize, Delay, Engine, Entry, Function, InvocationKind, Link, NetworkModel,
    Platform, PolicyChoice, Properties, Registration, Scenario, Service, Step, Storage,
};
use coldstart::units::{Bandwidth, Bytes, Flops, SimDuration};
use proptest::prelude::*;
use proptest::sample::select;

use super::random_platforms::{fast_disk, host, named, node, route};
use super::random_scenarios::{
    PLACING, duration, image, layers, length, memory, name_entries, name_functions, time_limit,
};

/// A scenario that its loader accepts.
pub(crate) fn scenarios() -> impl Strategy<Value = Scenario> {
    let images = prop::collection::vec((10u64..60, 10u64..50, layers()), 1..=3);
    let functions = prop::collection::vec(function(), 2..=3);
    let rounds = prop::collection::vec(round(), 1..8);
    (platform(), service(), buffer(), images, functions, rounds).prop_map(
        |(platform, service, buffer_size, images, functions, rounds)| {
            let nodes = platform.hosts.iter().skip(2);
            let compute_hosts = nodes.map(|node| node.name.clone()).collect();
            let mut scenario = Scenario {
                schema: Default::default(),
                faults: Vec::new(),
                workloads: Vec::new(),
                traces: Vec::new(),
                workflows: Default::default(),
                name: "random".to_owned(),
                description: String::new(),
                seed: None,
                horizon: None,
                allow_refusal: false,
                allow_past_dates: Some(true),
                network_model: NetworkModel::Reference,
                engine: Engine::default(),
                controller_host: "user".to_owned(),
                platform,
                storage: Storage {
                    host: "user".to_owned(),
                    mount: "/".to_owned(),
                    buffer_size,
                },
                service: Service {
                    compute_hosts,
                    ..service
                },
                images: images.into_iter().enumerate().map(image).collect(),
                functions,
                timeline: rounds.into_iter().flatten().collect(),
            };
            name_functions(&mut scenario);
            name_entries(&mut scenario);
            scenario
        },
    )
}

fn platform() -> impl Strategy<Value = Platform> {
    (prop::collection::vec(node(), 1..=3), link(), link()).prop_map(|(mut nodes, wan, lan)| {
        let mut routes = vec![route("user", &["wan"])];
        for (number, node) in nodes.iter_mut().enumerate() {
            node.name = format!("node{number}");
            routes.push(route(&node.name, &["lan"]));
        }
        let user = host("user", 1, Some(gb(1)), fast_disk());
        let head = host("head", 1, None, fast_disk());
        Platform {
            hosts: [user, head].into_iter().chain(nodes).collect(),
            links: vec![named(wan, "wan"), named(lan, "lan")],
            routes,
        }
    })
}

fn link() -> impl Strategy<Value = Link> {
    let bandwidth = select(vec![1e7, 1e8, 1e8, 1e9]);
    let latency = select(vec![0u64, 0, 0, 20_000, 10_000_000]);
    let sharing = select(vec![Sharing::Shared, Sharing::Shared, Sharing::Fatpipe]);
    (bandwidth, latency, sharing).prop_map(|(bandwidth, latency, sharing)| Link {
        name: String::new(),
        count: None,
        bandwidth: Bandwidth::new(bandwidth),
        latency: SimDuration::from_nanos(latency).into(),
        sharing,
    })
}

fn service() -> impl Strategy<Value = Service> {
    let scheduler = prop_oneof![
        3 => select(vec!["fcfs", "first_fit", "workload_balancing"]),
        2 => select(PLACING.to_vec()),
    ];
    let startup = duration(&[0, 0, 500]);
    let idle = duration(&[0, 1_000, 3_000, 3_000, 10_000]);
    let eviction = select(vec!["LRU", "RAM"]);
    (scheduler, startup, idle, eviction, buffer(), any::<bool>()).prop_map(
        |(scheduler, startup, idle, eviction, buffer, downloads)| Service {
            scheduler: PolicyChoice::new(scheduler),
            properties: Properties {
                container_startup_overhead: Some(startup),
                container_idle_timeout: Some(idle),
                idle_container_eviction_policy: PolicyChoice::new(eviction),
                storage_services_buffer_size: buffer,
                simulate_remote_image_downloads: downloads,
                ..Properties::default()
            },
            ..Service::over("head", [])
        },
    )
}

fn buffer() -> impl Strategy<Value = BufferSize> {
    prop_oneof![
        2 => Just(BufferSize::Fluid),
        2 => (1u64..40).prop_map(|size| BufferSize::Chunks(mb(size))),
        1 => Just(BufferSize::Infinite),
    ]
}

fn function() -> impl Strategy<Value = Function> {
    let body = prop::collection::vec(step(), 0..5);
    let limit = || select(vec![10u64, 20, 30, 40]);
    (0usize..3, time_limit(), limit(), limit(), body).prop_map(|(image, limit, disk, ram, body)| {
        Function {
            name: String::new(),
            image: image.to_string(),
            time_limit: limit.unwrap_or_else(|| length(&body)),
            disk_limit: mb(disk),
            ram_limit: mb(ram),
            concurrency: 1,
            cpu: Cpu::default(),
            gpus: 0,
            ingress: Bytes::ZERO,
            egress: Bytes::ZERO,
            min_instances: 0,
            max_concurrency: 0,
            reserved_concurrency: 0,
            queue_timeout: SimDuration::ZERO,
            patience: None,
            expected: SimDuration::ZERO,
            deadline: SimDuration::ZERO,
            priority: 0,
            weight: 1,
            register: Registration::Start,
            retry: None,
            events: None,
            lasts: None,
            body,
        }
    })
}

/// Files are read as often as they are written, and often by whom they are not.
fn step() -> impl Strategy<Value = Step> {
    let file = || select(vec!["a", "b"]).prop_map(str::to_owned);
    let size = || (0u64..20).prop_map(mb);
    prop_oneof![
        4 => duration(&[500, 1_000, 3_000]).prop_map(|duration| Step::Sleep { duration }),
        2 => select(vec![5e8, 1e9]).prop_map(|flops| Step::Compute { flops: Flops::new(flops) }),
        5 => (file(), size()).prop_map(|(file, size)| Step::Write { file, size }),
        1 => (file(), size()).prop_map(|(file, size)| Step::Create { file, size }),
        4 => file().prop_map(|file| Step::Read { file }),
        2 => memory(),
    ]
}

/// Some requests at once or shortly after each other, and a wait for one of them, for all, or for none.
fn round() -> impl Strategy<Value = Vec<Entry>> {
    let number = || (0usize..12).prop_map(|number| number.to_string());
    let body = prop::option::weighted(0.3, prop::collection::vec(step(), 0..3));
    let delay = || {
        prop_oneof![
            3 => Just(Delay::None),
            2 => duration(&[500, 1_000, 3_000, 11_000]).prop_map(Delay::After),
        ]
    };
    let invoke = (delay(), number(), body).prop_map(|(delay, function, body)| Entry {
        delay,
        action: Action::Invoke {
            function,
            id: String::new(),
            sleep: None,
            body,
            unknown_service: false,
            retry: None,
            kind: InvocationKind::Sync,
        },
    });
    let wait = prop_oneof![
        3 => number().prop_map(Action::Wait),
        2 => Just(Action::WaitAll),
    ];
    let wait = prop::option::weighted(0.7, (delay(), wait));
    (prop::collection::vec(invoke, 1..=3), wait).prop_map(|(mut entries, wait)| {
        entries.extend(wait.map(|(delay, action)| Entry { delay, action }));
        entries
    })
}
