//! Waiting for servers: what the theory of queues says. Service times have mean 1, arrivals have no memory.
//!
//! Rows that are left out need more invocations than a test in a debug build can have (30,000 a second): the variance of a mean
//! grows with the fourth power of 1 / (1 - load). Where four standard errors are more than a tenth of a number, the anchor says so.

use std::sync::LazyLock;

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate_controlled};
use crate::validation::stations::{Station, quantile};

const REPLICATIONS: u64 = 12;

fn exponential(random: &mut Stream) -> SimDuration {
    random.exponential_duration(secs(1))
}

fn constant(_: &mut Stream) -> SimDuration {
    secs(1)
}

/// A mixture of two exponential laws with a variance of four times the square of the mean, of which each has half of the work.
fn hyperexponential(random: &mut Stream) -> SimDuration {
    // Of mean 1 and CV^2 = c: the first has the share (1 + sqrt((c - 1) / (c + 1))) / 2, and a mean of 1 / 2 over its share.
    let share = (1.0 + 0.6_f64.sqrt()) / 2.0;
    let share = if random.chance(share) {
        share
    } else {
        1.0 - share
    };
    SimDuration::from_secs_f64(random.exponential(0.5 / share))
}

/// What is seen of a station of one node.
#[derive(Clone, Copy)]
struct Figures {
    /// The share of the invocations that wait.
    waiting: Estimate,
    /// The mean wait.
    wait: Estimate,
    wait_p95: Estimate,
    wait_p99: Estimate,
    sojourn_p99: Estimate,
}

/// A node of so many cores, on which invocations wait first come first served.
fn station(
    (cores, rate): (u32, f64),
    service: fn(&mut Stream) -> SimDuration,
    (warm_up, invocations): (u64, u64),
) -> Figures {
    let [waiting, wait, wait_p95, wait_p99, sojourn_p99] =
        replicate_controlled(REPLICATIONS, |seed| {
            let seen = Station {
                nodes: vec![cores],
                rate,
                service,
                scheduler: Fcfs,
                at_once: 0,
                warm_up,
                invocations,
            }
            .run(seed);
            let figures = [
                seen.waiting(),
                seen.wait(),
                quantile(&seen.waits, 0.95),
                quantile(&seen.waits, 0.99),
                quantile(&seen.sojourns, 0.99),
            ];
            (figures, seen.controls())
        });
    Figures {
        waiting,
        wait,
        wait_p95,
        wait_p99,
        sojourn_p99,
    }
}

// Several tests look at these.
static ONE_SERVER_HALF_LOADED: LazyLock<Figures> =
    LazyLock::new(|| station((1, 0.5), exponential, (300, 7000)));
static FOUR_SERVERS: LazyLock<Figures> =
    LazyLock::new(|| station((4, 3.0), exponential, (500, 7000)));
static SIXTEEN_SERVERS: LazyLock<Figures> =
    LazyLock::new(|| station((16, 14.0), exponential, (1200, 16_000)));
static HUNDRED_SERVERS: LazyLock<Figures> =
    LazyLock::new(|| station((100, 90.0), exponential, (2000, 20_000)));

/// The anchors of waiting.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new("v6_m_m_1_waits", "M/M/1 at load .5", ERLANG, |judge| {
        waits(judge, *ONE_SERVER_HALF_LOADED, (0.5, 0.1), (1.0, 0.1))
    }),
    Anchor::new("v6_m_m_2_waits", "M/M/2 at load 1.5", ERLANG, |judge| {
        let figures = station((2, 1.5), exponential, (500, 7000));
        waits(judge, figures, (0.642857, 0.1), (1.285714, 0.2));
    }),
    Anchor::new("v6_m_m_4_waits", "M/M/4 at load 3", ERLANG, |judge| {
        waits(judge, *FOUR_SERVERS, (0.509434, 0.1), (0.509434, 0.2))
    }),
    Anchor::new("v6_m_m_8_waits", "M/M/8 at load 6.4", ERLANG, |judge| {
        let figures = station((8, 6.4), exponential, (800, 7500));
        waits(judge, figures, (0.457645, 0.2), (0.286028, 0.3));
    }),
    Anchor::new("v6_m_m_16_waits", "M/M/16 at load 14", ERLANG, |judge| {
        waits(judge, *SIXTEEN_SERVERS, (0.508482, 0.2), (0.254241, 0.4))
    }),
    Anchor::new("v6_m_m_100_waits", "M/M/100 at load 90", ERLANG, |judge| {
        waits(judge, *HUNDRED_SERVERS, (0.216940, 0.4), (0.021694, 0.75))
    }),
    Anchor::new(
        "v8_constant_service_halves_the_wait",
        "M/D/1",
        POLLACZEK,
        constant_service,
    ),
    Anchor::new(
        "v8_variable_service_makes_waits_longer",
        "M/G/1 at load .8, of a squared coefficient of variation of 4",
        POLLACZEK,
        variable_service,
    ),
    Anchor::new(
        "v21_tail_of_the_sojourn_at_one_server",
        "M/M/1",
        "the sojourn is exponential",
        tail_of_one,
    ),
    Anchor::new(
        "v21_tail_of_the_wait_for_one_of_several_servers",
        "M/M/c",
        "the wait of those that wait is exponential",
        tails_of_several,
    ),
];

const ERLANG: &str = "Erlang's C formula (Erlang 1917)";
const POLLACZEK: &str = "Pollaczek and Khinchine";

/// The share that waits and the mean wait, each with the part of it that four standard errors may be.
fn waits(judge: &mut Judge, figures: Figures, share: (f64, f64), mean: (f64, f64)) {
    judge.estimate_to("share that waits", figures.waiting, share.0, share.1);
    judge.estimate_to("mean wait [s]", figures.wait, mean.0, mean.1);
}

// V8: the row (.5, 1) is that of one server above.

fn constant_service(judge: &mut Judge) {
    let half = station((1, 0.5), constant, (300, 4000));
    judge.estimate_to("mean wait at load .5 [s]", half.wait, 0.5, 0.12);
    let busy = station((1, 0.8), constant, (600, 6500));
    judge.estimate_to("mean wait at load .8 [s]", busy.wait, 2.0, 0.2);
}

fn variable_service(judge: &mut Judge) {
    let figures = station((1, 0.8), hyperexponential, (1500, 10_000));
    judge.estimate_to("mean wait [s]", figures.wait, 10.0, 0.3);
}

// V21: one server loaded to .9 is left out.

fn tail_of_one(judge: &mut Judge) {
    let half = ONE_SERVER_HALF_LOADED.sojourn_p99;
    let what = "99th percentile of the sojourn at load .5 [s]";
    judge.estimate_to(what, half, 9.21034, 0.2);
    let busy = station((1, 0.8), exponential, (700, 9500));
    let what = "99th percentile of the sojourn at load .8 [s]";
    judge.estimate_to(what, busy.sojourn_p99, 23.02585, 0.3);
}

fn tails_of_several(judge: &mut Judge) {
    let cases = [
        (
            "4 servers at load 3",
            *FOUR_SERVERS,
            (2.321277, 0.2),
            (3.930715, 0.2),
        ),
        (
            "16 at load 14",
            *SIXTEEN_SERVERS,
            (1.159704, 0.4),
            (1.964423, 0.4),
        ),
        (
            "100 at load 90",
            *HUNDRED_SERVERS,
            (0.146760, 0.75),
            (0.307704, 0.6),
        ),
    ];
    for (of, figures, p95, p99) in cases {
        let what = format!("95th percentile of the wait for {of} [s]");
        judge.estimate_to(what, figures.wait_p95, p95.0, p95.1);
        let what = format!("99th percentile of the wait for {of} [s]");
        judge.estimate_to(what, figures.wait_p99, p99.0, p99.1);
    }
}
