//! From a scenario to its result: the scenario is declared on a builder, and its timeline is a controller.

mod controller;
mod result;

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

pub use result::{InvocationResult, RegistrationResult, ScenarioResult, WaitResult};

use super::schema::{
    BufferSize, EvictionPolicy, NetworkModel, Registration, Scenario, Scheduler, Step,
};
use crate::kernel::Seed;
use crate::platform::network::Ideal;
use crate::platform::{Disk, HostId, HostSpec, LinkId, LinkSpec};
use crate::results::{Options, Report, RunError};
use crate::serverless::policy::{Random, WorkloadBalancing};
use crate::serverless::{
    Eviction, Failure, Fcfs, FirstFit, FunctionSpec, Image, LeastRecentlyUsed, ServerlessSpec,
    SmallestMemory,
};
use crate::simulation::{
    BuildError, Builder, Ctx, Function, Halt, Serverless, Storage, StorageSpec,
};
use crate::storage::{Buffer, File};
use crate::units::Bytes;
use controller::{Observed, Timeline};

/// A function of a scenario: its input is the steps that it takes.
type Body = Function<Rc<[Step]>, Result<(), Failure>>;

/// What became of a scenario.
#[derive(Clone, Debug)]
pub struct ScenarioRun {
    /// The result, in the scenario files' own terms.
    pub result: ScenarioResult,
    /// The same, as any other simulation reports it.
    pub report: Report,
    /// Why the run ended early, if it did.
    pub halt: Option<Halt>,
}

/// Runs a scenario. The seed is the scenario's own, or else `seed`.
///
/// # Errors
///
/// Mistakes that only the whole tells, such as a missing route.
pub fn run(scenario: &Scenario, seed: Seed) -> Result<ScenarioRun, BuildError> {
    run_with(scenario, seed, Options::new(seed))
}

/// As [`run`], with a choice of how much is kept: the result has the rows that are.
///
/// # Errors
///
/// As [`run`].
pub fn run_with(
    scenario: &Scenario,
    seed: Seed,
    options: Options,
) -> Result<ScenarioRun, BuildError> {
    let seed = scenario.seed.map_or(seed, Seed);
    let observed = Rc::new(RefCell::new(Observed::default()));
    let builder = declare(scenario, seed, &observed);
    let (report, halt) = match builder.run_with(options.seed(seed)) {
        Ok(report) => (report, None),
        Err(RunError::Halted { halt, report }) => (*report, Some(halt)),
        Err(RunError::Build(error)) => return Err(error),
    };
    let result = ScenarioResult::new(scenario, &report, &observed.borrow(), halt.as_ref());
    Ok(ScenarioRun {
        result,
        report,
        halt,
    })
}

/// The names of a scenario, and what they stand for on the builder.
struct Declared {
    hosts: IndexMap<String, HostId>,
    links: IndexMap<String, LinkId>,
    images: IndexMap<String, Image>,
}

fn declare(scenario: &Scenario, seed: Seed, observed: &Rc<RefCell<Observed>>) -> Builder {
    let mut sim = Builder::new();
    sim.describe(&scenario.name);
    if scenario.network_model == NetworkModel::Ideal {
        sim.network(Ideal);
    }
    sim.control_messages(scenario.engine.control_message_size);
    let declared = declare_platform(&mut sim, scenario);
    let images = declared.images.values().cloned().collect();
    let storage_spec = StorageSpec {
        images,
        buffer: buffer(scenario.storage.buffer_size),
    };
    let storage = sim.storage(
        "storage",
        declared.hosts[&scenario.storage.host],
        storage_spec,
    );
    let cloud = declare_service(&mut sim, scenario, seed, &declared);
    let timeline = Timeline {
        entries: scenario.timeline.clone(),
        cloud,
        elsewhere: declare_elsewhere(&mut sim, scenario, &declared),
        links: declared.links.clone(),
        functions: declare_functions(&mut sim, scenario, &declared, cloud, storage),
        at_start: at_start(scenario),
        observed: Rc::clone(observed),
    };
    let home = declared.hosts[&scenario.controller_host];
    sim.controller("timeline", home, async move |ctx: &mut Ctx| {
        timeline.play(ctx).await
    });
    sim
}

fn declare_platform(sim: &mut Builder, scenario: &Scenario) -> Declared {
    let platform = &scenario.platform;
    let mut hosts = IndexMap::new();
    for host in &platform.hosts {
        let disk = host.disk.as_ref().map_or_else(Disk::default, |disk| Disk {
            capacity: disk.size,
            read: disk.read_bw,
            write: disk.write_bw,
        });
        let ram = host.ram.unwrap_or(Bytes::MAX);
        let spec = HostSpec {
            cores: host.cores,
            speed: host.speed,
            ram,
            disk,
        };
        hosts.insert(host.name.clone(), sim.host(&host.name, spec));
    }
    let mut links = IndexMap::new();
    for link in &platform.links {
        let spec = LinkSpec {
            bandwidth: link.bandwidth,
            latency: link.latency,
            sharing: link.sharing,
        };
        links.insert(link.name.clone(), sim.link(&link.name, spec));
    }
    for route in &platform.routes {
        let via: Vec<LinkId> = route.links.iter().map(|link| links[link]).collect();
        let (from, to) = (hosts[&route.src], hosts[&route.dst]);
        if route.symmetrical {
            sim.route(from, to, via);
        } else {
            sim.route_one_way(from, to, via);
        }
    }
    let images = scenario.images.iter().map(|image| {
        let known = Image {
            name: image.name.clone().into(),
            disk: image.disk_size,
            ram: image.ram_size,
        };
        (image.name.clone(), known)
    });
    Declared {
        hosts,
        links,
        images: images.collect(),
    }
}

fn declare_service(
    sim: &mut Builder,
    scenario: &Scenario,
    seed: Seed,
    declared: &Declared,
) -> Serverless {
    let service = &scenario.service;
    let properties = &service.properties;
    let eviction: Box<dyn Eviction> = match properties.idle_container_eviction_policy {
        EvictionPolicy::Lru => Box::new(LeastRecentlyUsed),
        EvictionPolicy::Ram => Box::new(SmallestMemory),
    };
    let spec = ServerlessSpec {
        scheduler: match service.scheduler {
            Scheduler::Fcfs => Box::new(Fcfs),
            Scheduler::FirstFit => Box::new(FirstFit),
            Scheduler::Random { seed: own } => Box::new(Random::new(own.unwrap_or(seed.0))),
            Scheduler::WorkloadBalancing => Box::new(WorkloadBalancing),
        },
        eviction,
        container_startup: properties.container_startup_overhead,
        idle_timeout: properties.container_idle_timeout,
        processing_overhead: properties.invocation_processing_overhead,
        buffer: buffer(properties.storage_services_buffer_size),
        remote_downloads: properties.simulate_remote_image_downloads,
        tariff: service.tariff.clone(),
        ..ServerlessSpec::default()
    };
    let nodes: Vec<HostId> = service
        .compute_hosts
        .iter()
        .map(|host| declared.hosts[host])
        .collect();
    sim.serverless("service", declared.hosts[&service.head_host], &nodes, spec)
}

/// A second service, where no function is registered, if the timeline asks one. It has the head host for its only node.
fn declare_elsewhere(
    sim: &mut Builder,
    scenario: &Scenario,
    declared: &Declared,
) -> Option<Serverless> {
    use super::schema::Action::Invoke;
    let asked = scenario.timeline.iter().any(|entry| {
        matches!(
            entry.action,
            Invoke {
                unknown_service: true,
                ..
            }
        )
    });
    let head = declared.hosts[&scenario.service.head_host];
    asked.then(|| sim.serverless("another service", head, head, ServerlessSpec::default()))
}

fn declare_functions(
    sim: &mut Builder,
    scenario: &Scenario,
    declared: &Declared,
    cloud: Serverless,
    storage: Storage,
) -> IndexMap<String, (Body, Rc<[Step]>)> {
    let mut functions = IndexMap::new();
    for function in &scenario.functions {
        let spec = FunctionSpec {
            time_limit: function.time_limit,
            disk: function.disk_limit,
            memory: function.ram_limit,
            ingress: function.ingress,
            egress: function.egress,
            ..FunctionSpec::new(
                function.name.clone(),
                declared.images[&function.image].clone(),
            )
        };
        let body: Body = sim.fallible_function(spec, async |ctx: &mut Ctx, steps: Rc<[Step]>| {
            take(ctx, &steps).await
        });
        sim.deploy_later(body, cloud, storage);
        functions.insert(function.name.clone(), (body, function.body.clone().into()));
    }
    functions
}

fn at_start(scenario: &Scenario) -> Vec<String> {
    let at_start = scenario
        .functions
        .iter()
        .filter(|function| function.register == Registration::Start);
    at_start.map(|function| function.name.clone()).collect()
}

/// A function's body: takes its steps, one after the other.
async fn take(ctx: &mut Ctx, steps: &[Step]) -> Result<(), Failure> {
    for step in steps {
        match step {
            Step::Sleep { duration } => ctx.sleep(*duration).await,
            Step::Compute { flops } => ctx.compute(*flops).await,
            Step::Write { file, size } => ctx.write(File::new(file, *size)).await?,
            Step::Create { file, size } => ctx.create(File::new(file, *size)).await?,
            Step::Read { file } => ctx.read(file).await?,
            Step::Fail { message } => {
                return Err(Failure::Body {
                    message: message.clone(),
                });
            }
        }
    }
    Ok(())
}

fn buffer(size: BufferSize) -> Buffer {
    match size {
        BufferSize::Fluid => Buffer::Fluid,
        BufferSize::Chunks(size) => Buffer::Chunks(size),
        BufferSize::Infinite => Buffer::Whole,
    }
}
