//! Small worlds with round numbers: a user with a registry, a gateway, and workers.
//!
//! ```text
//! user --wan-- gateway --lan-- worker0, worker1, ...
//! ```
//!
//! Unless a plan says otherwise the network is ideal, and every disk and link moves 100 MB/s without latency: a download, a
//! copy and a load of [`IMAGE`] take one second each when nothing else moves.

use sim_runtime::prelude::*;
use sim_runtime::simulation::Halt;

/// 100 MB on disk and in memory.
pub const IMAGE: Image = Image::new("image", mb(100));

/// Another one of the same size.
pub const OTHER: Image = Image::new("other", mb(100));

/// What a world is made of.
pub struct Plan {
    /// Where the registry and the clients are.
    pub user: HostSpec,
    /// The head of the service.
    pub gateway: HostSpec,
    /// The nodes of the service.
    pub workers: Vec<HostSpec>,
    /// Between the user and the gateway.
    pub wan: LinkSpec,
    /// Between the gateway and all the workers.
    pub lan: LinkSpec,
    /// Where images come from, at the user's.
    pub registry: StorageSpec,
    /// The service.
    pub service: ServerlessSpec,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            user: host(1, gb(1), gb(10)),
            gateway: host(1, gb(1), gb(10)),
            workers: vec![host(2, gb(1), gb(10))],
            wan: link(mb_per_sec(100)),
            lan: link(mb_per_sec(100)),
            registry: storage([IMAGE, OTHER]),
            service: ServerlessSpec::default(),
        }
    }
}

/// Cores of 1 Gflop/s, and a disk of 100 MB/s.
#[must_use]
pub fn host(cores: u32, ram: Bytes, capacity: Bytes) -> HostSpec {
    let disk = Disk {
        capacity,
        ..disk(mb_per_sec(100))
    };
    HostSpec {
        speed: gflop_per_sec(1),
        cores,
        ram,
        disk,
        ..HostSpec::default()
    }
}

/// 10 GB that are read and written at this speed.
#[must_use]
pub fn disk(speed: Bandwidth) -> Disk {
    Disk {
        capacity: gb(10),
        read: speed,
        write: speed,
    }
}

/// Images that are kept in a storage.
#[must_use]
pub fn storage(images: impl Into<Vec<Image>>) -> StorageSpec {
    StorageSpec {
        images: images.into(),
        ..StorageSpec::default()
    }
}

/// A link without latency.
#[must_use]
pub fn link(bandwidth: Bandwidth) -> LinkSpec {
    LinkSpec {
        bandwidth,
        latency: SimDuration::ZERO,
        ..LinkSpec::default()
    }
}

/// A world that is declared as far as its service.
pub struct World {
    /// What is declared.
    pub sim: Builder,
    /// Where the registry and the clients are.
    pub user: HostId,
    /// The nodes of the service.
    pub workers: Vec<HostId>,
    /// Between the user and the gateway.
    pub wan: LinkId,
    /// Between the gateway and all the workers.
    pub lan: LinkId,
    /// Where images come from.
    pub registry: Storage,
    /// The service.
    pub cloud: Serverless,
}

impl Plan {
    /// Over these workers.
    #[must_use]
    pub fn over(workers: impl Into<Vec<HostSpec>>) -> Self {
        Self {
            workers: workers.into(),
            ..Self::default()
        }
    }

    /// With a registry of these images alone.
    #[must_use]
    pub fn with_images(mut self, images: impl Into<Vec<Image>>) -> Self {
        self.registry = storage(images);
        self
    }

    /// With idle containers that are kept for so long.
    #[must_use]
    pub fn keeping(mut self, idle_timeout: SimDuration) -> Self {
        self.service.idle_timeout = idle_timeout;
        self
    }

    /// Declares the world.
    #[must_use]
    pub fn declare(self) -> World {
        let mut sim = Builder::new();
        sim.network(Ideal);
        let user = sim.host("user", self.user);
        let gateway = sim.host("gateway", self.gateway);
        let wan = sim.link("wan", self.wan);
        let lan = sim.link("lan", self.lan);
        sim.route(user, gateway, [wan]);
        let mut workers = Vec::new();
        for (number, spec) in self.workers.into_iter().enumerate() {
            let worker = sim.host(&format!("worker{number}"), spec);
            sim.route(gateway, worker, [lan]);
            workers.push(worker);
        }
        let registry = sim.storage("registry", user, self.registry);
        let cloud = sim.serverless("cloud", gateway, &workers, self.service);
        World {
            sim,
            user,
            workers,
            wan,
            lan,
            registry,
            cloud,
        }
    }
}

impl World {
    /// Deploys a function that sleeps for as long as its input says.
    pub fn sleeper(&mut self, spec: FunctionSpec) -> Function<SimDuration, ()> {
        let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
        let function = self.sim.function(spec, body);
        self.sim.deploy(function, self.cloud, self.registry);
        function
    }

    /// Runs with one controller, called `client`, on the user's host.
    ///
    /// # Panics
    ///
    /// If the run does not come to its end.
    pub fn run(self, client: impl AsyncFnOnce(&mut Ctx) + 'static) -> Report {
        match self.outcome(client) {
            Ok(report) => report,
            Err(error) => panic!("{error}"),
        }
    }

    /// Likewise, for a run that gets stuck.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub fn stuck(self, client: impl AsyncFnOnce(&mut Ctx) + 'static) -> (Halt, Report) {
        match self.outcome(client) {
            Err(RunError::Halted { halt, report }) => (halt, *report),
            other => panic!("the run did not get stuck: {other:?}"),
        }
    }

    fn outcome(mut self, client: impl AsyncFnOnce(&mut Ctx) + 'static) -> Result<Report, RunError> {
        self.sim.controller("client", self.user, client);
        self.sim.run(Seed(1))
    }
}

/// Invokes each of these at once, and waits for all.
pub fn burst(
    calls: Vec<(Function<SimDuration, ()>, SimDuration)>,
    cloud: Serverless,
) -> impl AsyncFnOnce(&mut Ctx) {
    async move |ctx: &mut Ctx| {
        let mut placed = Vec::new();
        for (function, length) in calls {
            placed.push(ctx.invoke(cloud, function, length).await);
        }
        ctx.wait_all(placed).await;
    }
}

/// Invokes a function and waits for it.
///
/// # Errors
///
/// If the invocation fails.
pub async fn call<I: 'static, O: 'static, E: 'static>(
    ctx: &mut Ctx,
    cloud: Serverless,
    function: Function<I, O, E>,
    input: I,
) -> Outcome<O, E> {
    let invocation = ctx.invoke(cloud, function, input).await;
    ctx.wait(invocation).await
}

/// A date, in seconds.
#[must_use]
pub fn at(seconds: f64) -> SimTime {
    SimTime::from_secs_f64(seconds)
}
