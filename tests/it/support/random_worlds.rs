//! Random worlds that mix all that a provider may have, and what happened in them.
//!
//! ```text
//!        .------------ direct -----------.
//! user --- wan --- gateway --- lan --- worker0, worker1, ...
//! ```
//!
//! What functions take is whole megabytes. What images take is a few bytes more, others for each image and layer, so that what
//! is left on a node tells which of them are there.

mod faults;
mod functions;
mod limits;
mod policies;
mod repetitions;
mod scalers;

use std::cell::RefCell;
use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::serverless::Resources;
use coldstart::serverless::tariff::Gigabyte;
use coldstart::simulation::{Halt, NodeCapacity};

use super::{host, link, storage};
use functions::{Job, Work};

const OS: Layer = Layer::new("os", bytes(30_000_001));
const LIBRARY: Layer = Layer::new("library", bytes(20_000_002));

/// What functions run in: two share a layer, and two others.
pub(crate) const IMAGES: [Image; 4] = [
    Image::layered("a", &[OS], bytes(10_000_004)).in_memory(bytes(30_000_001)),
    Image::layered("b", &[OS, LIBRARY], bytes(5_000_008)).in_memory(bytes(50_000_002)),
    Image::layered("c", &[LIBRARY], Bytes::ZERO).in_memory(bytes(20_000_004)),
    Image::new("d", bytes(25_000_016)).in_memory(bytes(80_000_008)),
];

/// What the service bills: by invocation, by memory and time, and by node.
pub(crate) fn tariff() -> Tariff {
    Tariff {
        per_invocation: 0.25,
        per_gb_second: 3.0,
        gb: Gigabyte::GB,
        granularity: millis(100),
        per_node_hour: 36.0,
        ..Tariff::default()
    }
}

/// What these images take on a disk and in memory, where they are there.
pub(crate) fn space_of(on_disk: &[&Image], in_memory: &[&Image]) -> Resources {
    let mut layers: Vec<Layer<'_>> = on_disk
        .iter()
        .flat_map(|image| image.layers.iter())
        .collect();
    layers.sort_by_key(|layer| layer.name);
    layers.dedup();
    let own: Bytes = on_disk.iter().map(|image| image.own()).sum();
    let shared: Bytes = layers.iter().map(|layer| layer.disk).sum();
    let memory = in_memory.iter().map(|image| image.ram).sum();
    Resources::space(own + shared, memory)
}

/// What a client does.
#[derive(Clone, Debug)]
struct Call {
    /// How long it waits before.
    gap: SimDuration,
    /// Which function it invokes.
    of: usize,
    work: Work,
    /// Whether it does not wait for the body.
    is_event: bool,
    /// After how long it changes its mind.
    cancels: Option<SimDuration>,
}

/// A random world.
pub(crate) struct RandomWorld {
    sim: Builder,
    specs: Vec<FunctionSpec>,
    calls: usize,
    events: usize,
    seen: Rc<RefCell<(Vec<NodeCapacity>, usize)>>,
    /// Whether a run of it may get stuck, and why.
    pub(crate) may_be_stuck: bool,
    /// Whether nothing can be fetched in the end: what starts anew with a package fails, again and again.
    pub(crate) is_cut_off: bool,
    /// What it is made of, for messages.
    pub(crate) about: String,
}

/// What happened in one.
pub(crate) struct Happened {
    pub(crate) report: Report,
    /// Why it did not come to its end.
    pub(crate) halt: Option<Halt>,
    /// What its nodes had at the end.
    pub(crate) nodes: Vec<NodeCapacity>,
    pub(crate) specs: Vec<FunctionSpec>,
    /// How many invocations were placed.
    pub(crate) calls: usize,
    /// How many of them were events.
    pub(crate) events: usize,
    /// How many dead letters there were at the end.
    pub(crate) letters: usize,
}

fn one_of<T: Clone>(random: &mut Stream, items: &[T]) -> T {
    random.choose(items).expect("there is one").clone()
}

/// Nodes of few cores, with or without GPUs, some with little memory and disk.
fn workers(random: &mut Stream) -> Vec<HostSpec> {
    let is_tight = random.chance(0.5);
    let count = random.uniform(1..=3u64);
    let workers = (0..count).map(|_| {
        let (ram, disk) = if is_tight {
            (random.uniform(190..=400u64), random.uniform(110..=250u64))
        } else {
            (random.uniform(700..=1_500u64), random.uniform(400..=900u64))
        };
        HostSpec {
            gpus: random.uniform(0..=2u32),
            ..host(random.uniform(1..=4u32), mb(ram), mb(disk))
        }
    });
    workers.collect()
}

impl RandomWorld {
    /// The world of this number.
    pub(crate) fn new(number: u64) -> Self {
        let mut stream = Seed(number).stream(0, "world");
        let random = &mut stream;
        let workers = workers(random);
        let mut specs = functions::specs(&workers, random);
        let mut service = policies::service(&specs, random);
        let mut apart = Seed(number).stream(0, "limits");
        limits::impose(&mut specs, &mut service, &mut apart);
        let mut calls: Vec<Call> = (0..random.uniform(10..=40u64))
            .map(|_| Call {
                gap: millis(one_of(random, &[0, 0, 0, 100, 900, 5_000])),
                of: random.uniform(0..specs.len()),
                work: functions::work(random),
                is_event: false,
                cancels: random
                    .chance(0.15)
                    .then(|| millis(one_of(random, &[0, 200, 1_500]))),
            })
            .collect();
        let turns_off = random.chance(0.15).then(|| random.uniform(0..calls.len()));
        let troubles = faults::troubles(workers.len(), specs.len(), random);
        repetitions::impose(
            &mut specs,
            &mut calls,
            &mut Seed(number).stream(0, "repetitions"),
        );
        service.tariff = Some(tariff());
        let has_scaler = scalers::impose(&mut service, &mut Seed(number).stream(0, "scalers"));
        let about = format!(
            "{workers:#?}\n{specs:#?}\n{service:#?}\n{calls:#?}\n{turns_off:?}\n{troubles:#?}"
        );
        // Copies and loads evict no containers: if nothing expires any more, nothing may happen any more.
        let never_expire = has_scaler
            || policies::keeps_for_ever(&service)
            || specs.iter().any(|spec| spec.min_instances > 0);
        // What it cannot run where it has planned is lost for the round.
        let may_be_stuck = never_expire || service.scheduler.needs_whole_cores();

        let mut sim = Builder::new();
        sim.network(Ideal);
        let user = sim.host("user", host(1, gb(1), gb(10)));
        let gateway = sim.host("gateway", host(1, gb(1), gb(10)));
        let [wan, lan, direct] =
            ["wan", "lan", "direct"].map(|name| sim.link(name, link(mb_per_sec(100))));
        sim.route(user, gateway, [wan]);
        let mut nodes = Vec::new();
        for (number, spec) in workers.into_iter().enumerate() {
            let worker = sim.host(&format!("worker{number}"), spec);
            sim.route(gateway, worker, [lan]);
            sim.route(user, worker, [direct]);
            nodes.push(worker);
        }
        let registry = sim.storage("registry", user, storage(IMAGES));
        let packages = sim.storage("packages", gateway, storage([]));
        let cloud = sim.serverless("cloud", gateway, &nodes, service);
        let dead = sim.mailbox::<DeadLetter<Work>>("dead");
        functions::deploy(&mut sim, cloud, registry, &specs);
        let things = faults::Things {
            nodes: &nodes,
            lan,
            direct,
            packages,
            cloud,
        };
        faults::declare(&mut sim, troubles, &things);
        let seen = Rc::new(RefCell::default());
        let told = Rc::clone(&seen);
        let (count, events) = (
            calls.len(),
            calls.iter().filter(|call| call.is_event).count(),
        );
        sim.controller("client", user, async move |ctx: &mut Ctx| {
            let mut placed = Vec::new();
            for (number, call) in calls.into_iter().enumerate() {
                ctx.sleep(call.gap).await;
                if turns_off == Some(number) {
                    ctx.turn_off(direct).await;
                }
                let invocation = match (call.of, call.is_event) {
                    (0, false) => ctx.invoke(cloud, Job::<0>, call.work).await,
                    (1, false) => ctx.invoke(cloud, Job::<1>, call.work).await,
                    (_, false) => ctx.invoke(cloud, Job::<2>, call.work).await,
                    (0, true) => ctx.invoke_event(cloud, Job::<0>, call.work).await,
                    (1, true) => ctx.invoke_event(cloud, Job::<1>, call.work).await,
                    (_, true) => ctx.invoke_event(cloud, Job::<2>, call.work).await,
                };
                if let Some(after) = call.cancels {
                    ctx.sleep(after).await;
                    ctx.cancel(&invocation).await;
                }
                placed.push(invocation);
            }
            ctx.wait_all(placed).await;
            // Longer than anything that is not kept for ever is kept.
            ctx.sleep(hours(1)).await;
            let mut letters = 0;
            while ctx
                .with_timeout(secs(1), async |ctx: &mut Ctx| ctx.receive(dead).await)
                .await
                .is_ok()
            {
                letters += 1;
            }
            *told.borrow_mut() = (ctx.capacity(cloud).await.nodes, letters);
        });
        Self {
            sim,
            specs,
            calls: count,
            events,
            seen,
            may_be_stuck,
            is_cut_off: turns_off.is_some(),
            about,
        }
    }

    /// Runs it.
    pub(crate) fn run(self) -> Happened {
        self.run_with(Recording::Full)
    }

    /// Runs it, and keeps so much.
    pub(crate) fn run_with(self, recording: Recording) -> Happened {
        let options = Options::new(Seed(1)).recording(recording);
        let (halt, report) = match self.sim.run_with(options) {
            Ok(report) => (None, report),
            Err(RunError::Halted { halt, report }) => (Some(halt), *report),
            Err(other) => panic!("{other}\n{}", self.about),
        };
        let (nodes, letters) = self.seen.take();
        Happened {
            report,
            halt,
            nodes,
            specs: self.specs,
            calls: self.calls,
            events: self.events,
            letters,
        }
    }
}
