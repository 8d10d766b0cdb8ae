//! Random scenarios: small platforms under pressure, in which what makes trouble is more frequent than in life.
//!
//! Sizes and dates come from short lists, so that things often just fit, or happen together.

use coldstart::prelude::{gb, gflop_per_sec, mb};
use coldstart::scenario::schema::{
    Action, BufferSize, Delay, Disk, Engine, Entry, EvictionPolicy, Function, Host, Image, Link,
    NetworkModel, Platform, Properties, Registration, Route, Scenario, Scheduler, Service, Step,
    Storage,
};
use coldstart::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime};
use proptest::prelude::*;
use proptest::sample::select;

/// Flop/s of the slowest node; a body's length is told in its time.
const SLOWEST: f64 = 1e9;

/// A scenario that its loader accepts.
pub(crate) fn scenarios() -> impl Strategy<Value = Scenario> {
    let network = prop_oneof![3 => Just(NetworkModel::Reference), 1 => Just(NetworkModel::Ideal)];
    let message = prop_oneof![6 => Just(Bytes::ZERO), 1 => Just(Bytes::new(1024))];
    let functions = prop::collection::vec(function(), 1..=3);
    let timeline = prop::collection::vec(entry(), 1..14);
    let images = prop::collection::vec((20u64..120, 10u64..120), 1..=3);
    let shape = (network, message, platform(), service());
    (shape, buffer(), images, functions, timeline).prop_map(
        |((network_model, message, platform, service), buffer_size, images, functions, timeline)| {
            let mut scenario = Scenario {
                name: "random".to_owned(),
                description: String::new(),
                seed: None,
                network_model,
                engine: Engine {
                    control_message_size: message,
                    link_shutdown: true,
                    ..Engine::default()
                },
                controller_host: "user".to_owned(),
                platform: platform.platform,
                storage: Storage {
                    host: platform.storage,
                    mount: "/".to_owned(),
                    buffer_size,
                },
                service: Service {
                    compute_hosts: platform.nodes,
                    ..service
                },
                images: images.into_iter().enumerate().map(image).collect(),
                functions,
                timeline,
            };
            name_functions(&mut scenario);
            name_entries(&mut scenario);
            scenario
        },
    )
}

struct Place {
    platform: Platform,
    nodes: Vec<String>,
    storage: String,
}

fn platform() -> impl Strategy<Value = Place> {
    let nodes = (prop::collection::vec(node(), 1..=4), any::<bool>());
    let links = (link(), link(), prop::collection::vec(link(), 4));
    let head = (disk(select(vec![1000, 1000, 1000, 250, 130])), 1u32..3);
    let shape = (any::<bool>(), 0..8, 0..8);
    (nodes, links, head, shape).prop_map(|((mut nodes, alike), links, (disk, cores), shape)| {
        if alike {
            let first = nodes[0].clone();
            nodes.fill(first);
        }
        for (number, node) in nodes.iter_mut().enumerate() {
            node.name = format!("node{number}");
        }
        let names: Vec<String> = nodes.iter().map(|node| node.name.clone()).collect();
        let (wan, backbone, lans) = links;
        let (over_backbone, head_computes, stored_on_head) = shape;
        let mut routes = vec![route("user", &["wan"])];
        let mut all_links = vec![named(wan, "wan"), named(backbone, "backbone")];
        for (name, lan) in names.iter().zip(lans) {
            let lan = named(lan, &format!("lan of {name}"));
            let via: &[&str] = if over_backbone {
                &["backbone", &lan.name]
            } else {
                &[&lan.name]
            };
            routes.push(route(name, via));
            all_links.push(lan);
        }
        let user = host("user", 1, Some(gb(1)), fast_disk());
        let head = host("head", cores, None, disk);
        let extra = (head_computes == 0).then(|| "head".to_owned());
        Place {
            platform: Platform {
                hosts: [user, head].into_iter().chain(nodes).collect(),
                links: all_links,
                routes,
            },
            nodes: names.into_iter().chain(extra).collect(),
            storage: if stored_on_head == 0 { "head" } else { "user" }.to_owned(),
        }
    })
}

fn node() -> impl Strategy<Value = Host> {
    let ram = select(vec![
        Some(80u64),
        Some(150),
        Some(200),
        Some(300),
        Some(1000),
        None,
    ]);
    let disk = disk(select(vec![100, 150, 200, 300, 400, 1000]));
    (1u32..=4, ram, disk, 1u64..=2).prop_map(|(cores, ram, disk, speed)| Host {
        speed: gflop_per_sec(speed),
        ..host("", cores, ram.map(mb), disk)
    })
}

fn disk(size: impl Strategy<Value = u64>) -> impl Strategy<Value = Disk> {
    let speed = || select(vec![1e7, 5e7, 1e8, 1e8, 1e9]);
    (size, speed(), speed()).prop_map(|(size, read, write)| Disk {
        size: mb(size),
        read_bw: Bandwidth::new(read),
        write_bw: Bandwidth::new(write),
        mount: "/".to_owned(),
    })
}

fn fast_disk() -> Disk {
    let speed = Bandwidth::new(5e8);
    Disk {
        size: gb(2),
        read_bw: speed,
        write_bw: speed,
        mount: "/".to_owned(),
    }
}

fn host(name: &str, cores: u32, ram: Option<Bytes>, disk: Disk) -> Host {
    Host {
        name: name.to_owned(),
        speed: gflop_per_sec(1),
        cores,
        ram,
        disk: Some(disk),
    }
}

fn link() -> impl Strategy<Value = Link> {
    let bandwidth = select(vec![1e6, 1e7, 1e8, 1e8, 1e9, 1.25e10]);
    let latency = select(vec![0u64, 0, 1_000, 20_000, 10_000_000, 300_000_000]);
    (bandwidth, latency).prop_map(|(bandwidth, latency)| Link {
        name: String::new(),
        bandwidth: Bandwidth::new(bandwidth),
        latency: SimDuration::from_nanos(latency),
    })
}

fn named(link: Link, name: &str) -> Link {
    Link {
        name: name.to_owned(),
        ..link
    }
}

/// From the head to another host.
fn route(to: &str, links: &[&str]) -> Route {
    Route {
        src: "head".to_owned(),
        dst: to.to_owned(),
        links: links.iter().map(|&link| link.to_owned()).collect(),
        symmetrical: true,
    }
}

fn service() -> impl Strategy<Value = Service> {
    let scheduler = prop_oneof![
        2 => Just(Scheduler::Fcfs),
        1 => any::<u64>().prop_map(|seed| Scheduler::Random { seed: Some(seed) }),
        1 => Just(Scheduler::WorkloadBalancing),
    ];
    let eviction = select(vec![EvictionPolicy::Lru, EvictionPolicy::Ram]);
    let processing = duration(&[0, 0, 0, 0, 100, 1_000, 31_000]);
    let startup = duration(&[0, 0, 500, 2_000]);
    let idle = duration(&[0, 0, 1_000, 10_000, 100_000]);
    let properties = (processing, startup, idle, eviction, buffer(), 0..4);
    (scheduler, properties).prop_map(|(scheduler, properties)| Service {
        head_host: "head".to_owned(),
        head_mount: "/".to_owned(),
        compute_hosts: Vec::new(),
        scheduler,
        properties: Properties {
            invocation_processing_overhead: properties.0,
            container_startup_overhead: properties.1,
            container_idle_timeout: properties.2,
            idle_container_eviction_policy: properties.3,
            storage_services_buffer_size: properties.4,
            simulate_remote_image_downloads: properties.5 > 0,
        },
    })
}

fn buffer() -> impl Strategy<Value = BufferSize> {
    prop_oneof![
        3 => Just(BufferSize::Fluid),
        1 => (1u64..40).prop_map(|size| BufferSize::Chunks(mb(size))),
        1 => Just(BufferSize::Infinite),
    ]
}

/// One of these \[ms\].
fn duration(millis: &[u64]) -> impl Strategy<Value = SimDuration> + use<> {
    select(millis.to_vec()).prop_map(SimDuration::from_millis)
}

/// Every image has sizes of its own, by which its files can be told.
fn image((number, (disk, ram)): (usize, (u64, u64))) -> Image {
    Image {
        name: format!("image{number}"),
        disk_size: mb(disk) + Bytes::new(number as u64),
        ram_size: mb(ram) + Bytes::new(number as u64),
    }
}

fn function() -> impl Strategy<Value = Function> {
    let body = prop::collection::vec(step(), 0..5);
    let limit = select(vec![0u64, 10, 40, 80, 150]);
    let register =
        prop_oneof![6 => Just(Registration::Start), 1 => Just(Registration::Timeline)];
    (0usize..3, time_limit(), limit.clone(), limit, register, body).prop_map(
        |(image, limit, disk, ram, register, body)| Function {
            name: String::new(),
            image: image.to_string(),
            time_limit: limit.unwrap_or_else(|| length(&body)),
            disk_limit: mb(disk),
            ram_limit: mb(ram),
            ingress: Bytes::ZERO,
            egress: Bytes::ZERO,
            register,
            body,
        },
    )
}

/// `None`: just what the body needs for its sleeps and computations.
fn time_limit() -> impl Strategy<Value = Option<SimDuration>> {
    prop_oneof![
        2 => Just(Some(SimDuration::ZERO)),
        2 => duration(&[500, 1_000, 3_000, 8_000]).prop_map(Some),
        1 => Just(None),
    ]
}

fn length(body: &[Step]) -> SimDuration {
    body.iter()
        .map(|step| match step {
            Step::Sleep { duration } => *duration,
            Step::Compute { flops } => SimDuration::from_secs_f64(flops.get() / SLOWEST),
            _ => SimDuration::ZERO,
        })
        .sum()
}

fn step() -> impl Strategy<Value = Step> {
    let file = || select(vec!["a", "b", "c"]).prop_map(str::to_owned);
    let size = || (0u64..60).prop_map(mb);
    prop_oneof![
        4 => duration(&[0, 500, 1_000, 3_000, 5_000]).prop_map(|duration| Step::Sleep { duration }),
        3 => select(vec![0.0, 5e8, 1e9, 3e9])
            .prop_map(|flops| Step::Compute { flops: Flops::new(flops) }),
        3 => (file(), size()).prop_map(|(file, size)| Step::Write { file, size }),
        1 => (file(), size()).prop_map(|(file, size)| Step::Create { file, size }),
        2 => file().prop_map(|file| Step::Read { file }),
        1 => Just(Step::Fail { message: "boom".to_owned() }),
    ]
}

/// Names are numbers that [`name_entries`] replaces by what exists.
fn entry() -> impl Strategy<Value = Entry> {
    let delay = prop_oneof![
        4 => Just(Delay::None),
        2 => duration(&[500, 1_000, 3_000, 20_000]).prop_map(Delay::After),
        1 => (0u64..60).prop_map(|secs| Delay::At(SimTime::ZERO + SimDuration::from_secs(secs))),
    ];
    let sleep = prop::option::weighted(0.2, duration(&[0, 1_000, 4_000]));
    let body = prop::option::weighted(0.2, prop::collection::vec(step(), 0..4));
    let number = || (0usize..12).prop_map(|number| number.to_string());
    let invoke = (number(), sleep, body, 0..12).prop_map(|(function, sleep, body, elsewhere)| {
        let id = String::new();
        let unknown_service = elsewhere == 0;
        Action::Invoke { function, id, sleep, body, unknown_service }
    });
    let action = prop_oneof![
        20 => invoke,
        2 => number().prop_map(Action::Register),
        2 => number().prop_map(Action::Wait),
        1 => Just(Action::WaitAll),
        1 => number().prop_map(Action::TurnOffLink),
    ];
    (delay, action).prop_map(|(delay, action)| Entry { delay, action })
}

fn name_functions(scenario: &mut Scenario) {
    for (number, function) in scenario.functions.iter_mut().enumerate() {
        function.name = format!("f{number}");
        function.image = pick(&scenario.images, &function.image).name.clone();
    }
}

/// Makes every entry name something that is there; one that cannot waits for everything.
fn name_entries(scenario: &mut Scenario) {
    let mut invocations = Vec::new();
    let mut registered = Vec::new();
    for entry in &mut scenario.timeline {
        let fits = match &mut entry.action {
            Action::Invoke { function, id, sleep, body, .. } => {
                let callee = pick(&scenario.functions, function);
                let steps = body.as_ref().unwrap_or(&callee.body);
                let sleeps = steps.iter().any(|step| matches!(step, Step::Sleep { .. }));
                *sleep = sleep.filter(|_| sleeps);
                function.clone_from(&callee.name);
                *id = format!("i{}", invocations.len());
                invocations.push(id.clone());
                true
            }
            Action::Register(name) => {
                let function = pick(&scenario.functions, name);
                name.clone_from(&function.name);
                let late = function.register == Registration::Timeline;
                let fits = late && !registered.contains(name);
                registered.push(name.clone());
                fits
            }
            Action::Wait(id) if !invocations.is_empty() => {
                id.clone_from(pick(&invocations, id));
                true
            }
            Action::TurnOffLink(name) => {
                name.clone_from(&pick(&scenario.platform.links, name).name);
                true
            }
            Action::Wait(_) | Action::WaitAll => false,
        };
        if !fits {
            entry.action = Action::WaitAll;
        }
    }
}

/// The one of a number, counted around.
fn pick<'a, T>(items: &'a [T], number: &str) -> &'a T {
    let number: usize = number.parse().expect("a number so far");
    &items[number % items.len()]
}
