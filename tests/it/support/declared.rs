//! Scenarios declared on a builder, as somebody would write them by hand, so that any recorder can watch them run.

use std::rc::Rc;

use coldstart::prelude::*;
use coldstart::scenario::schema::{
    Action, BufferSize, Delay, EvictionPolicy, NetworkModel, Registration, Scenario, Scheduler,
    Step,
};
use coldstart::serverless::Eviction;

type Body = Function<Rc<[Step]>, Result<(), Failure>>;

/// A scenario on a builder, and its hosts and links, in order.
pub(crate) struct Declared {
    pub(crate) sim: Builder,
    pub(crate) hosts: Vec<HostId>,
    pub(crate) links: Vec<LinkId>,
}

/// Declares a scenario, with its timeline as the controller `client`.
pub(crate) fn declare(scenario: &Scenario) -> Declared {
    let mut sim = Builder::new();
    if scenario.network_model == NetworkModel::Ideal {
        sim.network(Ideal);
    }
    sim.control_messages(scenario.engine.control_message_size);
    let (hosts, links) = declare_platform(&mut sim, scenario);
    let host =
        |name: &str| hosts[place(scenario.platform.hosts.iter().map(|host| &host.name), name)];
    let spec = StorageSpec {
        images: (0..scenario.images.len())
            .map(|number| image(scenario, number))
            .collect(),
        buffer: buffer(scenario.storage.buffer_size),
    };
    let storage = sim.storage("registry", host(&scenario.storage.host), spec);
    let head = host(&scenario.service.head_host);
    let nodes: Vec<HostId> = scenario
        .service
        .compute_hosts
        .iter()
        .map(|name| host(name))
        .collect();
    let cloud = sim.serverless("cloud", head, &nodes, service_spec(scenario));
    let elsewhere = (!nodes.contains(&head))
        .then(|| sim.serverless("elsewhere", head, head, ServerlessSpec::default()));
    let functions = declare_functions(&mut sim, scenario, cloud, storage);
    let client = Client {
        scenario: scenario.clone(),
        cloud,
        elsewhere,
        functions,
        links: links.clone(),
    };
    let home = host(&scenario.controller_host);
    sim.controller("client", home, async move |ctx: &mut Ctx| {
        client.play(ctx).await
    });
    Declared { sim, hosts, links }
}

fn place<'a>(mut names: impl Iterator<Item = &'a String>, name: &str) -> usize {
    names
        .position(|other| other == name)
        .expect("a declared name")
}

fn declare_platform(sim: &mut Builder, scenario: &Scenario) -> (Vec<HostId>, Vec<LinkId>) {
    let platform = &scenario.platform;
    let hosts = platform.hosts.iter().map(|host| {
        let disk = host.disk.as_ref().expect("every host has a disk");
        let disk = Disk {
            capacity: disk.size,
            read: disk.read_bw,
            write: disk.write_bw,
        };
        let ram = host.ram.unwrap_or(Bytes::MAX);
        sim.host(
            &host.name,
            HostSpec {
                cores: host.cores,
                speed: host.speed,
                ram,
                disk,
            },
        )
    });
    let hosts: Vec<HostId> = hosts.collect();
    let links = platform.links.iter().map(|link| {
        sim.link(
            &link.name,
            LinkSpec {
                bandwidth: link.bandwidth,
                latency: link.latency,
                sharing: link.sharing,
            },
        )
    });
    let links: Vec<LinkId> = links.collect();
    let host = |name: &str| hosts[place(platform.hosts.iter().map(|host| &host.name), name)];
    let link = |name: &String| links[place(platform.links.iter().map(|link| &link.name), name)];
    for route in &platform.routes {
        let via: Vec<LinkId> = route.links.iter().map(link).collect();
        sim.route(host(&route.src), host(&route.dst), via);
    }
    (hosts, links)
}

fn service_spec(scenario: &Scenario) -> ServerlessSpec {
    let properties = &scenario.service.properties;
    let eviction: Box<dyn Eviction> = match properties.idle_container_eviction_policy {
        EvictionPolicy::Lru => Box::new(LeastRecentlyUsed),
        EvictionPolicy::Ram => Box::new(SmallestMemory),
    };
    ServerlessSpec {
        scheduler: match scenario.service.scheduler {
            Scheduler::Fcfs => Box::new(Fcfs),
            Scheduler::FirstFit => Box::new(FirstFit),
            Scheduler::Random { seed } => Box::new(Random::new(seed.expect("a seed of its own"))),
            Scheduler::WorkloadBalancing => Box::new(WorkloadBalancing),
        },
        eviction,
        container_startup: properties.container_startup_overhead,
        idle_timeout: properties.container_idle_timeout,
        processing_overhead: properties.invocation_processing_overhead,
        buffer: buffer(properties.storage_services_buffer_size),
        remote_downloads: properties.simulate_remote_image_downloads,
        tariff: None,
    }
}

fn buffer(size: BufferSize) -> Buffer {
    match size {
        BufferSize::Fluid => Buffer::Fluid,
        BufferSize::Chunks(size) => Buffer::Chunks(size),
        BufferSize::Infinite => Buffer::Whole,
    }
}

fn image(scenario: &Scenario, number: usize) -> Image {
    let image = &scenario.images[number];
    Image {
        name: image.name.clone().into(),
        disk: image.disk_size,
        ram: image.ram_size,
    }
}

fn declare_functions(
    sim: &mut Builder,
    scenario: &Scenario,
    cloud: Serverless,
    storage: Storage,
) -> Vec<Body> {
    let mut functions = Vec::new();
    for function in &scenario.functions {
        let number = place(
            scenario.images.iter().map(|image| &image.name),
            &function.image,
        );
        let spec = FunctionSpec {
            time_limit: function.time_limit,
            disk: function.disk_limit,
            memory: function.ram_limit,
            ..FunctionSpec::new(function.name.clone(), image(scenario, number))
        };
        let body: Body = sim.fallible_function(spec, async |ctx: &mut Ctx, steps: Rc<[Step]>| {
            take(ctx, &steps).await
        });
        sim.deploy_later(body, cloud, storage);
        functions.push(body);
    }
    functions
}

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

/// Who plays the timeline.
struct Client {
    scenario: Scenario,
    cloud: Serverless,
    elsewhere: Option<Serverless>,
    functions: Vec<Body>,
    links: Vec<LinkId>,
}

impl Client {
    async fn play(self, ctx: &mut Ctx) {
        let functions = &self.scenario.functions;
        for (function, body) in functions.iter().zip(&self.functions) {
            if function.register == Registration::Start {
                let _ = ctx.register(self.cloud, *body).await;
            }
        }
        let mut calls = Vec::new();
        for entry in &self.scenario.timeline {
            match entry.delay {
                Delay::None => {}
                Delay::After(delay) => ctx.sleep(delay).await,
                Delay::At(date) => ctx.sleep_until(date).await,
            }
            self.act(ctx, &entry.action, &mut calls).await;
        }
        wait_all(ctx, &calls).await;
    }

    async fn act(&self, ctx: &mut Ctx, action: &Action, calls: &mut Vec<(String, Call)>) {
        let names = || {
            self.scenario
                .functions
                .iter()
                .map(|function| &function.name)
        };
        match action {
            Action::Invoke {
                function,
                id,
                sleep,
                body,
                unknown_service,
            } => {
                let number = place(names(), function);
                let mut steps = body
                    .as_ref()
                    .unwrap_or(&self.scenario.functions[number].body)
                    .clone();
                let first = steps.iter_mut().find_map(|step| match step {
                    Step::Sleep { duration } => Some(duration),
                    _ => None,
                });
                if let (Some(length), Some(duration)) = (sleep, first) {
                    *duration = *length;
                }
                let other = self.elsewhere.filter(|_| *unknown_service);
                let service = other.unwrap_or(self.cloud);
                let call = ctx
                    .invoke(service, self.functions[number], steps.into())
                    .await;
                calls.push((id.clone(), call));
            }
            Action::Register(name) => {
                let function = self.functions[place(names(), name)];
                let _ = ctx.register(self.cloud, function).await;
            }
            Action::Wait(id) => {
                let (_, call) = calls
                    .iter()
                    .find(|(other, _)| other == id)
                    .expect("it was placed before");
                ctx.until_done(call).await;
            }
            Action::WaitAll => wait_all(ctx, calls).await,
            Action::TurnOffLink(name) => {
                let links = self.scenario.platform.links.iter().map(|link| &link.name);
                ctx.turn_off(self.links[place(links, name)]).await;
            }
        }
    }
}

type Call = coldstart::simulation::Invocation<Result<(), Failure>>;

async fn wait_all(ctx: &mut Ctx, calls: &[(String, Call)]) {
    for (_, call) in calls {
        ctx.until_done(call).await;
    }
}
