//! Queues with cold starts: open-loop arrivals, random service times, containers that are kept for a while.

use coldstart::prelude::*;
use coldstart::results::Recording;

use crate::measure::Measurement;

/// An image that takes no space, so that nothing but containers matters.
const EMPTY: Image = Image::new("empty", bytes(0));

/// Which scheduler a queue has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Memory-aware; every function stays where it fits.
    FirstFit,
    /// The reference's, which does not look at memory.
    Fcfs,
    /// The node with the fewest invocations for its cores.
    LeastLoaded,
}

/// What a body does in its service time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Sleeps, and holds a core.
    Sleeps,
    /// The same as data: nothing of the user's runs.
    Lasts,
    /// Computes on the cores of its node, which all that computes there shares.
    Computes,
}

/// How fast a core is: so much work is a second's.
const SPEED: u64 = 1;

/// How a queue is run.
pub(crate) struct Settings {
    pub(crate) policy: Policy,
    pub(crate) body: Body,
    /// What is recorded; counts alone if nothing is said.
    pub(crate) recording: Option<Recording>,
}

/// The shape of a queue.
struct Queue {
    functions: u64,
    /// Arrivals a second of each function.
    rate: f64,
    /// The mean service time \[s\].
    service: f64,
    startup: SimDuration,
    nodes: usize,
    cores: u32,
    ram: Bytes,
    settings: Settings,
}

/// 100 functions (or more, or fewer, at 1,000 invocations a second in all) on 100 small nodes.
pub(crate) fn b(span: u64, functions: u64, cores: u32, settings: Settings) -> Measurement {
    let queue = Queue {
        functions,
        rate: 1000.0 / functions as f64,
        service: 0.1,
        startup: millis(500),
        nodes: 100,
        cores,
        ram: Bytes::new(4096 * 1_000_000),
        settings,
    };
    queue.measure("B", span)
}

/// The functions of `b` on nodes that hold a container of each: every body computes, and takes the least loaded node.
pub(crate) fn c(span: u64, recording: Option<Recording>) -> Measurement {
    let queue = Queue {
        functions: 100,
        rate: 10.0,
        service: 0.1,
        startup: millis(500),
        nodes: 100,
        cores: 4,
        ram: gb(64),
        settings: Settings {
            body: Body::Computes,
            policy: Policy::LeastLoaded,
            recording,
        },
    };
    queue.measure("C", span)
}

/// 1,000 functions that are seldom invoked, on 100 large nodes.
pub(crate) fn d(span: u64, settings: Settings) -> Measurement {
    let queue = Queue {
        functions: 1000,
        rate: 1.0,
        service: 0.1,
        startup: millis(500),
        nodes: 100,
        cores: 16,
        ram: gb(64),
        settings,
    };
    queue.measure("D", span)
}

/// One function on one node that is large enough for all of it.
pub(crate) fn e(span: u64, settings: Settings) -> Measurement {
    let queue = Queue {
        functions: 1,
        rate: 0.9,
        service: 1.991,
        startup: millis(253),
        nodes: 1,
        cores: 1000,
        ram: tb(1),
        settings,
    };
    queue.measure("E", span)
}

impl Queue {
    fn measure(self, name: &str, span: u64) -> Measurement {
        let sim = self.declare(SimTime::ZERO + secs(span));
        let Settings {
            policy,
            body,
            recording,
        } = self.settings;
        let data = match body {
            Body::Lasts => ", bodies as data",
            _ => "",
        };
        let workload = format!(
            "{name} ({policy:?}, {} cores, span {span} s{data})",
            self.cores
        );
        Measurement::of(workload, sim, None, recording)
    }

    fn declare(&self, end: SimTime) -> Builder {
        let mut sim = Builder::new();
        let disk = Disk {
            capacity: tb(1),
            read: mb_per_sec(100),
            write: mb_per_sec(100),
        };
        let head = HostSpec {
            speed: gflop_per_sec(SPEED),
            disk,
            ..HostSpec::default()
        };
        let node = HostSpec {
            cores: self.cores,
            ram: self.ram,
            ..head.clone()
        };
        let cloud = sim.host("cloud", head);
        let lan = sim.link(
            "lan",
            LinkSpec {
                bandwidth: mb_per_sec(1000),
                latency: us(0),
                ..LinkSpec::default()
            },
        );
        let nodes: Vec<HostId> = (0..self.nodes)
            .map(|number| sim.host(&format!("node[{number}]"), node.clone()))
            .collect();
        for &node in &nodes {
            sim.route(cloud, node, [lan]);
        }
        let images = vec![EMPTY];
        let registry = sim.storage(
            "registry",
            cloud,
            StorageSpec {
                images,
                ..StorageSpec::default()
            },
        );
        let mut service = ServerlessSpec {
            container_startup: self.startup,
            idle_timeout: mins(10),
            remote_downloads: false,
            ..ServerlessSpec::default()
        };
        match self.settings.policy {
            Policy::FirstFit => service.scheduler = Box::new(FirstFit),
            Policy::Fcfs => service.scheduler = Box::new(Fcfs),
            Policy::LeastLoaded => service.scheduler = Box::new(LeastLoaded),
        }
        let service = sim.serverless("service", cloud, &nodes, service);
        let mean = SimDuration::from_secs_f64(self.service);
        for number in 0..self.functions {
            let name = format!("function[{number}]");
            let spec = FunctionSpec {
                memory: mb(128),
                cpu: match self.settings.body {
                    Body::Sleeps | Body::Lasts => Cpu::default(),
                    Body::Computes => Cpu::shared(),
                },
                ..FunctionSpec::new(name.clone(), EMPTY)
            };
            let arrivals = Poisson::per_second(self.rate).until(end);
            let function = match self.settings.body {
                Body::Lasts => {
                    let function = sim.lasting_function(spec, Exponential(self.service));
                    sim.deploy(function, service, registry);
                    sim.workload(&name, cloud, service, function, arrivals, |_, _| ());
                    continue;
                }
                Body::Sleeps => sim.function(spec, async |ctx: &mut Ctx, length: SimDuration| {
                    ctx.sleep(length).await;
                }),
                Body::Computes => sim.function(spec, async |ctx: &mut Ctx, length: SimDuration| {
                    ctx.compute(gflop_per_sec(SPEED) * length).await;
                }),
            };
            sim.deploy(function, service, registry);
            sim.workload(
                &name,
                cloud,
                service,
                function,
                arrivals,
                move |_, random| random.exponential_duration(mean),
            );
        }
        sim
    }
}
