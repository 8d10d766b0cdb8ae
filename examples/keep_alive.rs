//! Keep-alive policies on one day: cold starts against wasted memory.
//!
//! ```text
//!   user ---- wan ---- gateway ---- lan ---- worker
//!   seven loads        cloud                 2.5 GB of memory
//! ```
//!
//! Seven functions share a worker whose memory does not hold all of them. Some are invoked like clockwork, the others at random;
//! the large ones start quickly, some of the small ones do not. The table has a line for each policy: its cold starts, the time
//! that was spent on them, the instances that it had made beforehand, and the memory that idle instances took. Look for: a longer
//! time-out buys fewer cold starts with wasted memory; the hybrid histogram learns the hours of the timers, and spends less time
//! on cold starts than a time-out of an hour, for half of its memory; when everything is kept until the memory is full,
//! greedy-dual evicts what starts quickly, and so spends less time on cold starts than LRU, though it has more of them.

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::FunctionId;
use coldstart::serverless::policy::{
    Eviction, FixedLifetime, FixedTimeout, HybridHistogram, KeepAlive, KeepForever, MemoryBudget,
    NoKeepAlive, NodeView, Policy, Randomness, StartUp, Steps,
};

const PYTHON: Image = Image::new("python", mb(100));

/// Name, memory \[MB\], start-up \[ms\], seconds between two invocations, and whether these are always the same.
const LOAD: [(&str, u64, u64, u64, bool); 7] = [
    ("login", 150, 300, 30, false),
    ("thumbnail", 300, 500, 120, false),
    ("sync", 250, 6_000, 900, true),
    ("webhook", 200, 8_000, 1_200, false),
    ("digest", 400, 4_000, 1_800, true),
    ("report", 900, 1_500, 3_600, true),
    ("train", 1_200, 2_000, 10_800, false),
];

/// Each function has a start-up time of its own.
#[derive(Debug)]
struct ByFunction;

impl Policy for ByFunction {}

impl StartUp for ByFunction {
    fn plan(&mut self, function: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        Steps::delay(millis(LOAD[function.index()].2))
    }
}

/// A day of this load on a service with these policies.
pub fn day(keep_alive: impl KeepAlive + 'static, eviction: Box<dyn Eviction>) -> Report {
    let disk = Disk {
        capacity: tb(1),
        read: mb_per_sec(500),
        write: mb_per_sec(500),
    };
    let host = |ram| HostSpec {
        speed: gflop_per_sec(1),
        cores: 16,
        ram,
        disk,
        ..HostSpec::default()
    };
    let link = LinkSpec {
        bandwidth: mb_per_sec(100),
        latency: us(50),
        ..LinkSpec::default()
    };
    let mut sim = Builder::new();
    let [user, gateway, worker] = [("user", gb(64)), ("gateway", gb(64)), ("worker", mb(2500))]
        .map(|(name, ram)| sim.host(name, host(ram)));
    let [wan, lan] = ["wan", "lan"].map(|name| sim.link(name, link));
    sim.route(user, gateway, [wan]);
    sim.route(gateway, worker, [lan]);
    let registry = StorageSpec {
        images: vec![PYTHON],
        ..StorageSpec::default()
    };
    let registry = sim.storage("registry", user, registry);
    let service = ServerlessSpec {
        start_up: Some(Box::new(ByFunction)),
        keep_alive: Some(Box::new(keep_alive)),
        eviction,
        ..ServerlessSpec::default()
    };
    let cloud = sim.serverless("cloud", gateway, worker, service);
    for (name, memory, _, gap, is_regular) in LOAD {
        let spec = FunctionSpec {
            memory: mb(memory),
            ..FunctionSpec::new(name, PYTHON)
        };
        let body = async |ctx: &mut Ctx, length: SimDuration| ctx.sleep(length).await;
        let function = sim.function(spec, body);
        sim.deploy(function, cloud, registry);
        let arrivals: Box<dyn Arrival> = if is_regular {
            Box::new(Regular::every(secs(gap)))
        } else {
            Box::new(Poisson {
                mean_gap: secs(gap),
            })
        };
        let arrivals = arrivals.until(SimTime::ZERO + hours(24));
        let length = |_, random: &mut Stream| random.exponential_duration(secs(2));
        sim.workload(name, user, cloud, function, arrivals, length);
    }
    sim.run(Seed(42)).unwrap_or_else(|error| panic!("{error}"))
}

/// The same, with the default eviction policy.
pub fn kept(keep_alive: impl KeepAlive + 'static) -> Report {
    day(keep_alive, Box::new(LeastRecentlyUsed))
}

/// The line of a policy in the table.
pub fn line(policy: &str, report: &Report) -> String {
    let starting = report
        .invocations
        .iter()
        .filter(|row| row.cold_cause.is_some());
    let starting: SimDuration = starting.map(|row| row.phases.startup).sum();
    let provisioned = report
        .containers
        .iter()
        .filter(|row| row.cause == ColdCause::Provisioned);
    format!(
        "{policy:24} {:11} {:11.1} {:13} {:17.1}",
        report.summary.cold_starts,
        starting.as_secs_f64() / 60.0,
        provisioned.count(),
        report.services[0].wasted_gib_seconds / 3600.0
    )
}

/// The table of all policies.
pub fn table() -> String {
    let lru = || Box::new(LeastRecentlyUsed);
    let timeout = |timeout| FixedTimeout { timeout };
    let budget = MemoryBudget {
        budget: gb(1),
        ..MemoryBudget::default()
    };
    let rows = [
        ("none", kept(NoKeepAlive)),
        ("time-out of 10 min", kept(timeout(mins(10)))),
        ("time-out of 1 h", kept(timeout(hours(1)))),
        (
            "lifetime of 1 h",
            day(FixedLifetime { lifetime: hours(1) }, lru()),
        ),
        ("LRU in 1 GB", kept(budget)),
        ("hybrid histogram", day(HybridHistogram::default(), lru())),
        ("for ever, LRU", day(KeepForever, lru())),
        (
            "for ever, LFU",
            day(KeepForever, Box::new(LeastFrequentlyUsed)),
        ),
        (
            "for ever, greedy-dual",
            day(KeepForever, Box::new(GreedyDual::default())),
        ),
    ];
    let head = "policy                   cold starts  spent [min]  made before  wasted [GiB h]";
    let lines = rows.map(|(policy, report)| line(policy, &report));
    format!("{head}\n{}\n", lines.join("\n"))
}

/// Tells how two policies that should be the same went.
pub fn compare(own: &Report, built_in: &Report) {
    println!("{}\n{}", line("own", own), line("built-in", built_in));
}

#[allow(
    dead_code,
    reason = "the examples `own_greedy_dual` and `own_hybrid_histogram` take the rest of this one"
)]
fn main() {
    print!("{}", table());
}
