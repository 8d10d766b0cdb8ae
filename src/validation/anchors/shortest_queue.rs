//! Servers that each have a queue: which of them an invocation joins. Service times have mean 1, arrivals have no memory.

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;
use sim_runtime::serverless::Scheduler;

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate, replicate_controlled};
use crate::validation::stations::{Seen, Station};

/// The anchors of queues that are chosen.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v17_two_choices_of_200_servers",
        "200 servers, of which the emptier of two that are drawn is chosen",
        LIMIT,
        two_of_200,
    ),
    Anchor::new(
        "v17_three_choices_of_200_servers",
        "200 servers, of which the emptiest of three that are drawn is chosen",
        LIMIT,
        three_of_200,
    ),
    Anchor::new(
        "v17_three_choices_of_200_busy_servers",
        "200 servers at load .9, of which the emptiest of three that are drawn is chosen",
        LIMIT,
        three_of_200_busy,
    ),
    Anchor::new(
        "v17_two_choices_of_1000_busy_servers",
        "1000 servers at load .9, of which the emptier of two that are drawn is chosen",
        LIMIT,
        two_of_1000,
    ),
    Anchor::new(
        "v18_join_the_shorter_of_two_queues",
        "Two servers, each with a queue, of which each invocation joins the shorter one",
        TWO_QUEUES,
        |judge| {
            shorter(judge, 0.3, (100, 3500), 1.144025, 0.03);
            shorter(judge, 0.5, (200, 4000), 1.426321, 0.04);
            shorter(judge, 0.7, (400, 5000), 2.108197, 0.07);
        },
    ),
    // Load .95 needs too many invocations.
    Anchor::new(
        "v18_join_the_shorter_of_two_long_queues",
        "Two busy servers, each with a queue, of which each invocation joins the shorter one",
        TWO_QUEUES,
        |judge| {
            shorter(judge, 0.8, (700, 6000), 2.955737, 0.12);
            shorter(judge, 0.9, (2000, 7500), 5.474913, 0.27);
        },
    ),
];

const LIMIT: &str = "Mitzenmacher 2001 for servers without end, and what so many differ by (Gast and Van Houdt 2017)";
const TWO_QUEUES: &str = "the chain of both numbers in the system";

const REPLICATIONS: u64 = 12;

fn exponential(random: &mut Stream) -> SimDuration {
    random.exponential_duration(secs(1))
}

/// What is seen at single servers, of which each invocation chooses one when it comes.
fn seen<S: Scheduler + Clone + 'static>(
    (nodes, load): (usize, f64),
    scheduler: &S,
    (at_once, warm_up, invocations): (u64, u64, u64),
    seed: Seed,
) -> Seen {
    let station = Station {
        nodes: vec![1; nodes],
        rate: load * nodes as f64,
        service: exponential,
        scheduler: scheduler.clone(),
        at_once,
        warm_up,
        invocations,
    };
    station.run(seed)
}

/// The mean sojourn at many servers.
fn sojourn<S: Scheduler + Clone + 'static>(
    servers: (usize, f64),
    scheduler: S,
    (replications, at_once, warm_up, invocations): (u64, u64, u64, u64),
) -> Estimate {
    let [sojourn] = replicate(replications, |seed| {
        let seen = seen(servers, &scheduler, (at_once, warm_up, invocations), seed);
        [seen.sojourn()]
    });
    sojourn
}

// V17: the power of d choices. What is known is the limit of many servers. With n of them the mean is longer by C / n and terms
// of higher order; C, of the refined mean field of Gast and Van Houdt (POMACS 2017) for draws without replacement, is computed
// from the drift and the noise at the fixed point, and is allowed for. The rows at loads .95 and .99 are left out: the state
// of a station forgets its beginning at a rate of .03 and .006 a second there.

/// What the mean sojourn is called at this load.
fn told(load: f64) -> String {
    format!("mean sojourn at load {load} [s]")
}

fn two_of_200(judge: &mut Judge) {
    let two = PowerOfChoices { choices: 2 };
    let half = sojourn((200, 0.5), two, (6, 0, 1500, 8000));
    judge.estimate_within(told(0.5), half, 1.265686, (0.183 / 200.0, 0.05));
    let busy = sojourn((200, 0.8), two, (6, 200, 5000, 10_000));
    judge.estimate_within(told(0.8), busy, 1.947363, (1.12 / 200.0, 0.06));
}

fn three_of_200(judge: &mut Judge) {
    let three = PowerOfChoices { choices: 3 };
    let half = sojourn((200, 0.5), three, (6, 0, 1500, 8000));
    judge.estimate_within(told(0.5), half, 1.125244, (0.226 / 200.0, 0.05));
    let busy = sojourn((200, 0.8), three, (6, 200, 4000, 10_000));
    judge.estimate_within(told(0.8), busy, 1.580886, (1.28 / 200.0, 0.06));
}

fn three_of_200_busy(judge: &mut Judge) {
    let three = PowerOfChoices { choices: 3 };
    let busiest = sojourn((200, 0.9), three, (6, 300, 7000, 15_000));
    judge.estimate_within(told(0.9), busiest, 2.027856, (3.33 / 200.0, 0.08));
}

fn two_of_1000(judge: &mut Judge) {
    // Beginning with two at each, where there will be 2.35, the station forgets its beginning at a rate of .0755 a second: after
    // 36 s, .07 of the difference in the sojourn of .39 are left.
    let two = PowerOfChoices { choices: 2 };
    let busiest = sojourn((1000, 0.9), two, (4, 2000, 32_000, 12_000));
    judge.estimate_within(told(0.9), busiest, 2.627, (0.03, 0.08));
}

/// The mean sojourn at two servers of which each invocation joins the shorter queue.
fn shorter_of_two(load: f64, warm_up: u64, invocations: u64) -> Estimate {
    let [sojourn] = replicate_controlled(REPLICATIONS, |seed| {
        let size = (0, warm_up, invocations);
        let seen = seen((2, load), &JoinShortestQueue, size, seed);
        ([seen.sojourn()], seen.controls())
    });
    sojourn
}

fn shorter(
    judge: &mut Judge,
    load: f64,
    (warm_up, invocations): (u64, u64),
    expected: f64,
    resolution: f64,
) {
    let mean = shorter_of_two(load, warm_up, invocations);
    judge.estimate_to(told(load), mean, expected, resolution);
}
