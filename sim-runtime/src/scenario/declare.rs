//! From a scenario to a simulation: its parts are declared on a builder, and its timeline is a controller.

mod platform;
mod timeline;
mod traces;
mod workflow;
mod workload;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;

use super::result::Played;
use super::schema::{Action, NetworkModel, PolicyChoice, Registration, Scenario, Step};
use crate::kernel::Seed;
use crate::platform::network::Ideal;
use crate::platform::{HostId, LinkId};
use crate::serverless::policy::registry::{self, Parameters, PolicyError};
use crate::serverless::{Failure, FunctionSpec, ServerlessSpec};
use crate::simulation::{Builder, Ctx, FaultTimes, NodeFault, Serverless, Storage, StorageSpec};
use crate::storage::File;
use crate::units::{SimDuration, SimTime};
use platform::{PlatformIds, declare_platform};
use timeline::Timeline;
use workflow::StepFunction;

/// The name of the service of a scenario in results.
pub const SERVICE: &str = "service";

/// A scenario that is declared and has not run yet.
///
/// The first service of the simulation is the scenario's, and its functions are those of the scenario, in order; a second
/// service, where no function is registered, is there only if the timeline invokes something at an unknown service. The
/// timeline is the controller `timeline`, and its workloads are controllers with their names.
pub struct DeclaredScenario {
    /// The simulation. More can be declared on it before it is built.
    pub sim: Builder,
    /// The seed to run it with: the scenario's own, or else the one that was given to [`declare`].
    pub seed: Seed,
    /// The hosts, by name, in the order of the scenario; of arrays, the members.
    pub hosts: IndexMap<String, HostId>,
    /// The links, by name, in the order of the scenario; of arrays, the members.
    pub links: IndexMap<String, LinkId>,
    /// What the timeline notes while it is played, and the scenario's own result needs.
    pub(super) played: Rc<RefCell<Played>>,
}

/// Declares a scenario on a builder of its own, without running it: for tests and tools that watch the run with a recorder
/// of theirs, where [`run`](super::run::run) makes a report. The seed is the scenario's own, or else `seed`.
///
/// ```
/// # use sim_runtime::kernel::Seed;
/// # use sim_runtime::scenario::{declare::declare, schema::Scenario};
/// # use sim_runtime::simulation::{BuildError, Recorder};
/// /// Runs a scenario, and returns the recorder that has watched it.
/// fn watch<R: Recorder>(scenario: &Scenario, recorder: R) -> Result<R, BuildError> {
///     let declared = declare(scenario, Seed(1));
///     let prepared = declared.sim.build()?;
///     Ok(prepared.execute(declared.seed, recorder).recorder)
/// }
/// ```
pub fn declare(scenario: &Scenario, seed: Seed) -> DeclaredScenario {
    let seed = scenario.seed.map_or(seed, Seed);
    let played = Rc::new(RefCell::new(Played::default()));
    let mut sim = Builder::new();
    sim.describe(&scenario.name);
    if scenario.network_model == NetworkModel::Ideal {
        sim.network(Ideal);
    }
    if let Some(horizon) = scenario.horizon {
        sim.horizon(horizon);
    }
    sim.control_messages(scenario.engine.control_message_size);
    let platform = declare_platform(&mut sim, scenario);
    let storage = declare_storage(&mut sim, scenario, &platform);
    let cloud = declare_service(&mut sim, scenario, &platform);
    let elsewhere = declare_elsewhere(&mut sim, scenario, &platform);
    let functions = declare_functions(&mut sim, scenario, &platform, cloud, storage);
    let timeline = Timeline {
        entries: scenario.timeline.clone(),
        workflows: workflow::workflows(scenario, cloud, &functions),
        cloud,
        elsewhere,
        links: platform.links.clone(),
        functions,
        at_start: at_start(scenario),
        played: Rc::clone(&played),
    };
    declare_faults(&mut sim, scenario, &platform, &timeline, storage);
    let functions = timeline.functions.clone();
    let home = platform.hosts[&scenario.controller_host];
    sim.controller("timeline", home, async move |ctx: &mut Ctx| {
        timeline.play(ctx).await
    });
    let workloads = workload::Workloads {
        scenario,
        cloud,
        hosts: &platform.hosts,
        functions: &functions,
    };
    workloads.declare(&mut sim);
    traces::declare(&mut sim, scenario, &platform, (cloud, storage));
    let PlatformIds { hosts, links, .. } = platform;
    DeclaredScenario {
        sim,
        seed,
        hosts,
        links,
        played,
    }
}

fn declare_storage(sim: &mut Builder, scenario: &Scenario, platform: &PlatformIds) -> Storage {
    let spec = StorageSpec {
        images: platform.images.values().cloned().collect(),
        buffer: scenario.storage.buffer_size.into(),
        network_timeout: scenario.service.properties.network_timeout,
        ..StorageSpec::default()
    };
    sim.storage("storage", platform.hosts[&scenario.storage.host], spec)
}

fn declare_service(sim: &mut Builder, scenario: &Scenario, platform: &PlatformIds) -> Serverless {
    let service = &scenario.service;
    let properties = &service.properties;
    let eviction = &properties.idle_container_eviction_policy;
    let keep_alive = service.keep_alive.as_ref();
    let start_up = service.start_up.as_ref();
    let spec = ServerlessSpec {
        admission: chosen(registry::admission, &service.admission),
        discipline: chosen(registry::discipline, &service.discipline),
        scheduler: chosen(registry::scheduler, &service.scheduler),
        reuse: chosen(registry::reuse, &service.reuse),
        keep_alive: keep_alive.map(|choice| chosen(registry::keep_alive, choice)),
        eviction: chosen(registry::eviction, eviction),
        scaler: chosen(registry::scaler, &service.scaler),
        start_up: start_up.map(|choice| chosen(registry::start_up, choice)),
        container_startup: properties.container_startup_overhead.unwrap_or_default(),
        idle_timeout: properties.container_idle_timeout.unwrap_or_default(),
        processing_overhead: properties.invocation_processing_overhead,
        buffer: properties.storage_services_buffer_size.into(),
        remote_downloads: properties.simulate_remote_image_downloads,
        network_timeout: properties.network_timeout,
        tariff: service.tariff.clone(),
        limits: service.limits.unwrap_or_default(),
        ..ServerlessSpec::default()
    };
    let nodes: Vec<HostId> = service
        .compute_hosts
        .iter()
        .flat_map(|host| platform.hosts_of(host))
        .collect();
    sim.serverless(SERVICE, platform.hosts[&service.head_host], &nodes, spec)
}

/// A policy of the registry; the loader has checked that there is one of this name and with these parameters.
fn chosen<P: ?Sized>(
    make: fn(&str, &Parameters) -> Result<Box<P>, PolicyError>,
    choice: &PolicyChoice,
) -> Box<P> {
    match make(&choice.name, &choice.parameters) {
        Ok(policy) => policy,
        Err(error) => panic!("a scenario that no loader has checked: {error}"),
    }
}

/// A second service, where no function is registered, if the timeline asks one. It has the head host for its only node.
fn declare_elsewhere(
    sim: &mut Builder,
    scenario: &Scenario,
    platform: &PlatformIds,
) -> Option<Serverless> {
    let asked = scenario.timeline.iter().any(|entry| {
        matches!(
            entry.action,
            Action::Invoke {
                unknown_service: true,
                ..
            }
        )
    });
    let head = platform.hosts[&scenario.service.head_host];
    asked.then(|| sim.serverless("another service", head, head, ServerlessSpec::default()))
}

fn declare_functions(
    sim: &mut Builder,
    scenario: &Scenario,
    platform: &PlatformIds,
    cloud: Serverless,
    storage: Storage,
) -> IndexMap<String, (StepFunction, Rc<[Step]>)> {
    let mut functions = IndexMap::new();
    let own_bodies = own_bodies(scenario);
    for function in &scenario.functions {
        let spec = FunctionSpec {
            time_limit: function.time_limit,
            disk: function.disk_limit,
            memory: function.ram_limit,
            concurrency: function.concurrency,
            cpu: function.cpu,
            gpus: function.gpus,
            ingress: function.ingress,
            egress: function.egress,
            min_instances: function.min_instances,
            expected: function.expected,
            deadline: function.deadline,
            priority: function.priority,
            weight: function.weight,
            max_concurrency: function.max_concurrency,
            reserved_concurrency: function.reserved_concurrency,
            queue_timeout: function.queue_timeout,
            patience: function.patience.clone(),
            retry: function.retry.as_ref().map(Into::into),
            events: function.events.as_ref().map(Into::into),
            ..FunctionSpec::new(
                function.name.clone(),
                platform.images[&function.image].clone(),
            )
        };
        let body: StepFunction = sim
            .fallible_function(spec, async |ctx: &mut Ctx, steps: Rc<[Step]>| {
                take(ctx, &steps).await
            });
        let body = sim.repeatable(body);
        let steps: Rc<[Step]> = function.body.clone().into();
        sim.takes_any_letter(body, Rc::clone(&steps));
        if let Some(law) = &function.lasts {
            sim.lasts(body, law.clone());
        } else if only_sleeps(function, &own_bodies) {
            sim.lasts_as(body, |steps| asleep(steps));
        }
        // Workloads are no part of the timeline, and do not wait until that has registered functions.
        match function.register == Registration::Start && !scenario.workloads.is_empty() {
            true => sim.deploy(body, cloud, storage),
            false => sim.deploy_later(body, cloud, storage),
        }
        functions.insert(function.name.clone(), (body, steps));
    }
    functions
}

fn declare_faults(
    sim: &mut Builder,
    scenario: &Scenario,
    platform: &PlatformIds,
    timeline: &Timeline,
    storage: Storage,
) {
    for fault in &scenario.faults {
        let times = match (&fault.every, fault.at) {
            (Some(every), _) => FaultTimes::every(every.clone()),
            (None, at) => FaultTimes::at(at.unwrap_or_default().since(SimTime::ZERO)),
        };
        let times = match &fault.lasts {
            Some(lasts) => times.lasting(lasts.0.clone()),
            None => times,
        };
        if let Some(node) = &fault.node {
            let what = fault.slow.map_or(NodeFault::Down, NodeFault::Slow);
            for host in platform.hosts_of(node) {
                sim.node_fault(host, what, times.clone());
            }
        } else if let Some(link) = &fault.link {
            for link in platform.links_of(link) {
                sim.link_fault(link, times.clone());
            }
        } else if let Some(function) = &fault.containers {
            let function = timeline.functions[function].0;
            sim.container_fault(function, timeline.cloud, times);
        } else {
            sim.storage_fault(storage, times);
        }
    }
}

fn at_start(scenario: &Scenario) -> Vec<String> {
    let functions = scenario.functions.iter();
    let at_start = functions.filter(|function| {
        function.register == Registration::Start && scenario.workloads.is_empty()
    });
    at_start.map(|function| function.name.clone()).collect()
}

/// The functions that are invoked with a body of the invocation's own.
fn own_bodies(scenario: &Scenario) -> BTreeSet<&str> {
    let entries = scenario.timeline.iter();
    let invoked = entries.filter_map(|entry| match &entry.action {
        Action::Invoke { function, body, .. } if body.is_some() => Some(function.as_str()),
        _ => None,
    });
    let workloads = scenario.workloads.iter();
    let workloads = workloads.filter(|workload| {
        let pollers = workload.pollers.as_ref();
        workload.body.is_some() || pollers.is_some_and(|pollers| !pollers.each.is_empty())
    });
    invoked
        .chain(workloads.map(|workload| workload.function.as_str()))
        .collect()
}

/// Whether all that any body of a function does is to sleep once: then there is nothing to run.
fn only_sleeps(function: &super::schema::Function, own_bodies: &BTreeSet<&str>) -> bool {
    matches!(&function.body[..], [Step::Sleep { .. }])
        && !own_bodies.contains(function.name.as_str())
}

/// How long steps sleep.
fn asleep(steps: &[Step]) -> SimDuration {
    let lengths = steps.iter().map(|step| match step {
        Step::Sleep { duration } => *duration,
        _ => SimDuration::ZERO,
    });
    lengths.fold(SimDuration::ZERO, |sum, length| sum + length)
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
            Step::Allocate { size } => ctx.allocate(*size).await?,
            Step::Free { size } => ctx.free(*size).await?,
            Step::Fail { message } => {
                return Err(Failure::Body {
                    message: message.clone(),
                });
            }
        }
    }
    Ok(())
}
