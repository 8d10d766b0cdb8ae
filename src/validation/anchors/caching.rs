//! A node is a cache of instances: as many hot starts as a cache of its size has hits.
//!
//! Images have no size, instances start at once and are kept until their memory is needed, and bodies take no time.

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::serverless::policy::{Eviction, KeepForever};

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::replicate;
use crate::validation::worlds::{Plan, call, host};

const NOTHING: Image = Image::new("nothing", Bytes::ZERO);

/// Draws numbers of which the n-th is as likely as `1 / n^exponent`, counted from one.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(count: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let weights = (1..=count).map(|rank| {
            sum += (rank as f64).powf(-exponent);
            sum
        });
        Self(weights.collect())
    }

    fn draw(&self, random: &mut Stream) -> usize {
        let place = random.unit() * self.0[self.0.len() - 1];
        self.0
            .partition_point(|sum| *sum <= place)
            .min(self.0.len() - 1)
    }
}

/// How many references fill the cache, and how many are counted then.
const REFERENCES: (usize, usize) = (2_000, 4_000);

/// The share of hot starts when functions of this popularity, equally large, are invoked on a node that has room for so many
/// instances.
fn hits(
    (functions, exponent): (usize, f64),
    room: u64,
    eviction: Box<dyn Eviction>,
    seed: Seed,
) -> [f64; 1] {
    let mut plan = Plan::over([host(1, mb(room), gb(10))]).with_images([NOTHING]);
    plan.service.keep_alive = Some(Box::new(KeepForever));
    plan.service.eviction = eviction;
    let mut world = plan.declare();
    let known: Vec<_> = (0..functions)
        .map(|number| {
            let spec = FunctionSpec::new(format!("f{number}"), NOTHING);
            world.sleeper(FunctionSpec {
                memory: mb(1),
                ..spec
            })
        })
        .collect();
    let (user, cloud, popularity) = (world.user, world.cloud, Zipf::new(functions, exponent));
    let (before, counted) = REFERENCES;
    world
        .sim
        .controller("client", user, async move |ctx: &mut Ctx| {
            for _ in 0..before + counted {
                let function = known[popularity.draw(ctx.random())];
                call(ctx, cloud, function, SimDuration::ZERO)
                    .await
                    .expect("it runs");
                ctx.sleep(secs(1)).await;
            }
        });
    let report = world.sim.run(seed).expect("it runs");
    let seen = &report.invocations[before..];
    let hot = seen.iter().filter(|row| row.reused_container == Some(true));
    [hot.count() as f64 / seen.len() as f64]
}

/// The popularity, the room, and the share of hits of LRU and of FIFO.
type Case = ((usize, f64), u64, f64, f64);

const SMALL: [Case; 3] = [
    ((100, 1.0), 10, 0.39763, 0.34463),
    ((100, 1.0), 20, 0.56794, 0.50455),
    ((100, 1.0), 50, 0.81009, 0.76174),
];

/// The anchors of caches.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v9_the_least_recently_used_cache_of_instances_hits_as_che_says",
        "100 functions of Zipf 1, a node with room for some instances, the least recently used one goes",
        "Che 2002",
        |judge| small(judge, || Box::new(LeastRecentlyUsed), |(lru, _)| lru),
    ),
    Anchor::new(
        "v27_first_in_first_out_hits_less",
        "100 functions of Zipf 1, a node with room for some instances, the first one that came goes",
        "the approximation of Che for caches that do not look at uses",
        |judge| small(judge, || Box::new(FirstInFirstOut), |(_, fifo)| fifo),
    ),
    Anchor::new(
        "v27_a_thousand_functions",
        "1000 functions of Zipf .8, a node with room for 100 instances",
        "Che 2002, and the same for caches that do not look at uses",
        thousand,
    ),
];

/// Makes a policy for each run.
type Evictions = fn() -> Box<dyn Eviction>;

fn small(judge: &mut Judge, eviction: Evictions, of: fn((f64, f64)) -> f64) {
    for (popularity, room, lru, fifo) in SMALL {
        let [share] = replicate(5, |seed| hits(popularity, room, eviction(), seed));
        judge.estimate(format!("hits, room for {room}"), share, of((lru, fifo)));
    }
}

fn thousand(judge: &mut Judge) {
    let evictions: [(&str, Evictions, f64); 2] = [
        (
            "least recently used",
            || Box::new(LeastRecentlyUsed),
            0.37779,
        ),
        ("first in, first out", || Box::new(FirstInFirstOut), 0.33368),
    ];
    for (name, eviction, expected) in evictions {
        let [share] = replicate(4, |seed| hits((1000, 0.8), 100, eviction(), seed));
        judge.estimate(format!("hits, {name}"), share, expected);
    }
}
