//! The simulations whose size grows.

use std::fmt;
use std::time::Instant;

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};
use coldstart::serverless::policy::registry::{self, Parameters};

use crate::measurement::peak_rss_bytes;

/// One run, in figures.
#[derive(Debug)]
pub(crate) struct Growth {
    what: String,
    declared_seconds: f64,
    declared_rss_bytes: u64,
    run_seconds: f64,
    end: SimTime,
    peak_rss_bytes: u64,
}

impl fmt::Display for Growth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: declared in {:.4} s with {:.1} MiB, run in {:.4} s, at most {:.1} MiB, ends at {}",
            self.what,
            self.declared_seconds,
            mebibytes(self.declared_rss_bytes),
            self.run_seconds,
            mebibytes(self.peak_rss_bytes),
            self.end,
        )
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Runs a declaration that was begun at an instant, with a summary.
pub(crate) fn run(what: String, begun: Instant, sim: Builder) -> Growth {
    let declared_seconds = begun.elapsed().as_secs_f64();
    let declared_rss_bytes = peak_rss_bytes();
    let start = Instant::now();
    let options = Options::new(Seed(42)).recording(Recording::Summary);
    let report = sim
        .run_with(options)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.summary.failed, 0, "every invocation succeeds");
    Growth {
        what,
        declared_seconds,
        declared_rss_bytes,
        run_seconds: start.elapsed().as_secs_f64(),
        end: report.final_date,
        peak_rss_bytes: peak_rss_bytes(),
    }
}

/// A service over a number of nodes, and the storage service that its images come from.
struct World {
    sim: Builder,
    user: HostId,
    cloud: Serverless,
    registry: Storage,
}

const IMAGE: Image = Image::new("image", mb(10));

impl World {
    fn new(scheduler: &str, nodes: u64, cores: u64) -> Self {
        let mut sim = Builder::new();
        let rate = mb_per_sec(1000);
        let disk = Disk {
            capacity: tb(100),
            read: rate,
            write: rate,
        };
        let host = HostSpec {
            speed: gflop_per_sec(1),
            disk,
            ..HostSpec::default()
        };
        let node = HostSpec {
            cores: cores as u32,
            ram: tb(100),
            ..host.clone()
        };
        let user = sim.host("user", host);
        let lan = LinkSpec {
            bandwidth: rate,
            latency: us(20),
            ..LinkSpec::default()
        };
        let workers: Vec<HostId> = (0..nodes)
            .map(|number| {
                let worker = sim.host(&format!("worker[{number}]"), node.clone());
                let link = sim.link(&format!("lan[{number}]"), lan);
                sim.route(user, worker, [link]);
                worker
            })
            .collect();
        let spec = StorageSpec {
            images: vec![IMAGE],
            ..StorageSpec::default()
        };
        let registry = sim.storage("registry", user, spec);
        let scheduler = registry::scheduler(scheduler, &Parameters::new());
        let spec = ServerlessSpec {
            scheduler: scheduler.unwrap_or_else(|error| panic!("{error}")),
            remote_downloads: false,
            ..ServerlessSpec::default()
        };
        let cloud = sim.serverless("cloud", user, &workers, spec);
        Self {
            sim,
            user,
            cloud,
            registry,
        }
    }

    fn function(&mut self, name: String) -> Function<(), ()> {
        let spec = FunctionSpec {
            memory: mb(1),
            disk: mb(1),
            // Workload balancing runs nothing without one.
            time_limit: secs(60),
            ..FunctionSpec::new(name, IMAGE)
        };
        let work = self
            .sim
            .function(spec, async |ctx: &mut Ctx, ()| ctx.sleep(secs(1)).await);
        self.sim.deploy(work, self.cloud, self.registry);
        work
    }
}

/// Invocations of one function at one date, on nodes none of which has its image.
pub(crate) fn burst(scheduler: &str, invocations: u64, nodes: u64, cores: u64) -> Growth {
    let begun = Instant::now();
    let mut world = World::new(scheduler, nodes, cores);
    let work = world.function("work".to_owned());
    let burst = Burst {
        at: SimTime::ZERO + secs(1),
        count: invocations,
    };
    let World {
        mut sim,
        user,
        cloud,
        ..
    } = world;
    sim.workload("client", user, cloud, work, burst, |_, _| ());
    let what = format!("{scheduler}, {invocations} invocations on {nodes} x {cores} cores");
    run(what, begun, sim)
}

/// Functions that are deployed, one of which is invoked.
pub(crate) fn deploy(functions: u64) -> Growth {
    let begun = Instant::now();
    let mut world = World::new("fcfs", 1, 1);
    let all: Vec<_> = (0..functions)
        .map(|number| world.function(format!("work[{number}]")))
        .collect();
    let work = all[all.len() - 1];
    let burst = Burst {
        at: SimTime::ZERO + secs(1),
        count: 1,
    };
    let World {
        mut sim,
        user,
        cloud,
        ..
    } = world;
    sim.workload("client", user, cloud, work, burst, |_, _| ());
    run(format!("{functions} functions"), begun, sim)
}

/// Functions each of which is invoked a few times, with bodies of different lengths.
pub(crate) fn summary(functions: u64, invocations: u64) -> Growth {
    let begun = Instant::now();
    let mut world = World::new("fcfs", 1, functions);
    let spec = |number| FunctionSpec {
        memory: mb(1),
        disk: mb(1),
        ..FunctionSpec::new(format!("work[{number}]"), IMAGE)
    };
    let all: Vec<Function<u64, ()>> = (0..functions)
        .map(|number| {
            let body = async |ctx: &mut Ctx, length: u64| ctx.sleep(us(length)).await;
            let work = world.sim.function(spec(number), body);
            world.sim.deploy(work, world.cloud, world.registry);
            work
        })
        .collect();
    let World {
        mut sim,
        user,
        cloud,
        ..
    } = world;
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        for round in 0..invocations {
            for work in &all {
                let length = ctx.random().uniform(1..=1_000_000);
                let call = ctx.invoke(cloud, *work, length).await;
                if round == 0 {
                    continue;
                }
                let _ = ctx.wait(call).await;
            }
        }
    });
    run(
        format!("{functions} functions, {invocations} invocations of each"),
        begun,
        sim,
    )
}

/// Invocations each of which writes a file with a name of its own to its private storage.
pub(crate) fn files(files: u64) -> Growth {
    let begun = Instant::now();
    let mut world = World::new("fcfs", 1, 1);
    let spec = FunctionSpec {
        memory: mb(1),
        disk: mb(10),
        ..FunctionSpec::new("work", IMAGE)
    };
    let body = async |ctx: &mut Ctx, number: u64| {
        let file = File::new(format!("intermediate-{number}.dat"), bytes(1));
        let _ = ctx.write(file).await;
    };
    let work: Function<u64, ()> = world.sim.function(spec, body);
    world.sim.deploy(work, world.cloud, world.registry);
    let World {
        mut sim,
        user,
        cloud,
        ..
    } = world;
    sim.controller("client", user, async move |ctx: &mut Ctx| {
        for number in 0..files {
            let call = ctx.invoke(cloud, work, number).await;
            let _ = ctx.wait(call).await;
        }
    });
    run(format!("{files} files"), begun, sim)
}
