//! Random scenarios: small platforms under pressure, in which what makes trouble is more frequent than in life.
//!
//! Sizes and dates come from short lists, so that things often just fit, or happen together.

use coldstart::prelude::{Cpu, mb};
use coldstart::scenario::schema::{
    Action, BufferSize, Delay, Engine, Entry, Function, Image, InvocationKind, Layer, NetworkModel,
    PolicyChoice, Properties, Registration, Scenario, Service, Step, Storage,
};
use coldstart::serverless::policy::registry::{self, Entry as Policy};
use coldstart::units::{Bytes, Flops, SimDuration, SimTime};
use proptest::prelude::*;
use proptest::sample::select;

use super::random_platforms::platforms;

/// Flop/s of the slowest node; a body's length is told in its time.
const SLOWEST: f64 = 1e9;

/// A scenario that its loader accepts.
pub(crate) fn scenarios() -> impl Strategy<Value = Scenario> {
    let network = prop_oneof![3 => Just(NetworkModel::Reference), 1 => Just(NetworkModel::Ideal)];
    let message = prop_oneof![6 => Just(Bytes::ZERO), 1 => Just(Bytes::new(1024))];
    let functions = prop::collection::vec(function(), 1..=3);
    let timeline = prop::collection::vec(entry(), 1..20);
    let images = prop::collection::vec((10u64..90, 10u64..70, layers()), 1..=3);
    let shape = (network, message, platforms(), service());
    (shape, buffer(), images, functions, timeline).prop_map(
        |(
            (network_model, message, platform, service),
            buffer_size,
            images,
            functions,
            timeline,
        )| {
            let mut scenario = Scenario {
                schema: Default::default(),
                faults: Vec::new(),
                workloads: Vec::new(),
                traces: Vec::new(),
                workflows: Default::default(),
                horizon: None,
                allow_refusal: false,
                allow_past_dates: Some(true),
                name: "random".to_owned(),
                description: String::new(),
                seed: None,
                network_model,
                engine: Engine {
                    control_message_size: message.into(),
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

/// Schedulers that choose a node for good.
pub(super) const PLACING: [&str; 8] = [
    "round_robin",
    "least_loaded",
    "warm_first",
    "best_fit",
    "worst_fit",
    "locality",
    "power_of_choices",
    "join_shortest_queue",
];

fn service() -> impl Strategy<Value = Service> {
    let scheduler = prop_oneof![
        5 => Just(PolicyChoice::new("fcfs")),
        1 => Just(PolicyChoice::new("first_fit")),
        2 => any::<u32>().prop_map(|seed| PolicyChoice::new("random").with("seed", seed)),
        1 => Just(PolicyChoice::new("workload_balancing")),
        3 => select(PLACING.to_vec()).prop_map(PolicyChoice::new),
    ];
    let eviction = select(vec!["LRU", "RAM"]);
    let processing = duration(&[0, 0, 0, 0, 100, 1_000, 31_000]);
    let startup = duration(&[0, 0, 500, 2_000]);
    let idle = duration(&[0, 0, 1_000, 10_000, 100_000, 1_000_000_000]);
    let properties = (processing, startup, idle, eviction, buffer(), 0..4);
    let policies = (any_of(registry::DISCIPLINES), any_of(registry::REUSES));
    (scheduler, properties, policies).prop_map(|(scheduler, properties, policies)| Service {
        scheduler,
        discipline: policies.0,
        reuse: policies.1,
        properties: Properties {
            invocation_processing_overhead: properties.0,
            container_startup_overhead: Some(properties.1),
            container_idle_timeout: Some(properties.2),
            idle_container_eviction_policy: PolicyChoice::new(properties.3),
            storage_services_buffer_size: properties.4,
            simulate_remote_image_downloads: properties.5 > 0,
            ..Properties::default()
        },
        ..Service::over("head", [])
    })
}

/// One of these policies, with its defaults; mostly the first.
fn any_of(policies: &'static [Policy]) -> impl Strategy<Value = PolicyChoice> {
    let names = policies.iter().map(|entry| entry.name);
    let others = select(names.collect::<Vec<_>>());
    prop_oneof![2 => Just(policies[0].name), 1 => others].prop_map(PolicyChoice::new)
}

pub(super) fn buffer() -> impl Strategy<Value = BufferSize> {
    prop_oneof![
        3 => Just(BufferSize::Fluid),
        1 => (1u64..40).prop_map(|size| BufferSize::Chunks(mb(size))),
        1 => Just(BufferSize::Infinite),
    ]
}

/// One of these \[ms\].
pub(super) fn duration(millis: &[u64]) -> impl Strategy<Value = SimDuration> + use<> {
    select(millis.to_vec()).prop_map(SimDuration::from_millis)
}

/// The sizes of an image on disk and in memory without its layers, and those \[MB\].
type ImageSizes = (u64, u64, Vec<(&'static str, u64)>);

/// Every image has sizes of its own, by which its files can be told.
pub(super) fn image((number, (disk, ram, layers)): (usize, ImageSizes)) -> Image {
    let layers: Vec<Layer> = layers
        .into_iter()
        .map(|(name, size)| Layer {
            name: name.to_owned(),
            size: mb(size),
        })
        .collect();
    Image {
        name: format!("image{number}"),
        disk_size: mb(disk)
            + Bytes::new(number as u64)
            + layers.iter().map(|layer| layer.size).sum::<Bytes>(),
        ram_size: mb(ram) + Bytes::new(number as u64),
        layers,
    }
}

/// Mostly none, or else some of a few that many images have.
pub(super) fn layers() -> impl Strategy<Value = Vec<(&'static str, u64)>> {
    let some = vec![("os", 20), ("python", 15), ("numpy", 10)];
    prop_oneof![
        3 => Just(Vec::new()),
        2 => prop::sample::subsequence(some, 1..=3),
    ]
}

fn function() -> impl Strategy<Value = Function> {
    let body = prop::collection::vec(step(), 0..5);
    let limit = select(vec![0u64, 10, 20, 30, 40, 80]);
    let register = prop_oneof![6 => Just(Registration::Start), 1 => Just(Registration::Timeline)];
    (
        0usize..3,
        time_limit(),
        limit.clone(),
        limit,
        register,
        body,
        (
            duration(&[0, 500, 3_000]),
            duration(&[0, 1_000, 9_000]),
            0u32..3,
            1u32..4,
        ),
    )
        .prop_map(
            |(image, limit, disk, ram, register, body, precedence)| Function {
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
                expected: precedence.0,
                deadline: precedence.1,
                priority: precedence.2,
                weight: precedence.3,
                register,
                retry: None,
                events: None,
                lasts: None,
                body,
            },
        )
}

/// `None`: just what the body needs for its sleeps and computations.
pub(super) fn time_limit() -> impl Strategy<Value = Option<SimDuration>> {
    prop_oneof![
        2 => Just(Some(SimDuration::ZERO)),
        2 => duration(&[500, 1_000, 3_000, 8_000]).prop_map(Some),
        1 => Just(None),
    ]
}

pub(super) fn length(body: &[Step]) -> SimDuration {
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
    let size = || (0u64..40).prop_map(mb);
    prop_oneof![
        8 => duration(&[0, 500, 1_000, 3_000, 5_000]).prop_map(|duration| Step::Sleep { duration }),
        5 => select(vec![0.0, 5e8, 1e9, 3e9])
            .prop_map(|flops| Step::Compute { flops: Flops::new(flops) }),
        5 => (file(), size()).prop_map(|(file, size)| Step::Write { file, size }),
        1 => (file(), size()).prop_map(|(file, size)| Step::Create { file, size }),
        2 => file().prop_map(|file| Step::Read { file }),
        2 => memory(),
        1 => Just(Step::Fail { message: "boom".to_owned() }),
    ]
}

/// Mostly less than the functions have, whose limits are tens of megabytes.
pub(super) fn memory() -> impl Strategy<Value = Step> {
    let size = || select(vec![0u64, 4, 5, 6, 10, 15, 30]).prop_map(mb);
    prop_oneof![
        3 => size().prop_map(|size| Step::Allocate { size }),
        1 => size().prop_map(|size| Step::Free { size }),
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
    let invoke = (number(), sleep, body, 0..25).prop_map(|(function, sleep, body, elsewhere)| {
        let id = String::new();
        let unknown_service = elsewhere == 0;
        Action::Invoke {
            function,
            id,
            sleep,
            body,
            unknown_service,
            retry: None,
            kind: InvocationKind::Sync,
        }
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

pub(super) fn name_functions(scenario: &mut Scenario) {
    for (number, function) in scenario.functions.iter_mut().enumerate() {
        function.name = format!("f{number}");
        function.image = pick(&scenario.images, &function.image).name.clone();
    }
}

/// Makes every entry name something that is there; one that cannot waits for everything.
pub(super) fn name_entries(scenario: &mut Scenario) {
    let mut invocations = Vec::new();
    let mut registered = Vec::new();
    // The other service would have the head for its node.
    let head_computes = scenario
        .service
        .compute_hosts
        .contains(&scenario.service.head_host);
    for entry in &mut scenario.timeline {
        let fits = match &mut entry.action {
            Action::Invoke {
                function,
                id,
                sleep,
                body,
                unknown_service,
                ..
            } => {
                *unknown_service &= !head_computes;
                let callee = pick(&scenario.functions, function);
                let steps = body.as_ref().unwrap_or(&callee.body);
                let sleeps = steps.iter().any(|step| matches!(step, Step::Sleep { .. }));
                *sleep = sleep.filter(|_| sleeps);
                function.clone_from(&callee.name);
                *id = format!("i{}", invocations.len());
                invocations.push(id.clone());
                true
            }
            // There are no workflows.
            Action::Run { .. } => false,
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
