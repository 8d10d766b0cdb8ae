//! Losses of stations whose queues are short, or that have none.

use sim_runtime::kernel::Stream;
use sim_runtime::prelude::*;

use super::lossy::{Lossy, REPLICATIONS, WARM_UP, exponential};
use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::{Estimate, replicate};

/// The anchors of losses.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v3_what_finds_no_server_is_lost",
        "As many servers as places, exponential service",
        ERLANG,
        much,
    ),
    Anchor::new(
        "v3_little_is_lost_with_some_reserve",
        "As many servers as places, exponential service, little is lost",
        ERLANG,
        little,
    ),
    Anchor::new(
        "v3_many_servers",
        "As many servers as places, exponential service, many servers, which fill slowly",
        ERLANG,
        many,
    ),
    Anchor::new(
        "v3_the_law_of_the_service_does_not_matter",
        "As many servers as places, constant service",
        "Erlang's B formula: the loss depends on the mean of the service alone",
        of_constant_service,
    ),
    Anchor::new(
        "v19_a_queue_of_limited_length",
        "M/M/c/K, exponential service",
        CHAIN,
        limited,
    ),
    Anchor::new(
        "v19_a_large_station",
        "M/M/c/K, large",
        CHAIN,
        limited_and_large,
    ),
];

const ERLANG: &str = "Erlang's B formula (Erlang 1917)";
const CHAIN: &str = "the chain of the number in the system";

fn constant(_: &mut Stream) -> SimDuration {
    secs(1)
}

/// A station without a queue.
fn without_queue((servers, rate): (u32, f64), service: fn(&mut Stream) -> SimDuration) -> Estimate {
    let station = Lossy {
        rate,
        servers,
        places: servers,
        patience: None,
        service,
        warm_up: WARM_UP,
        invocations: 1_800,
    };
    station.losses().lost
}

fn told((servers, load): (u32, f64)) -> String {
    let plural = if servers == 1 { "" } else { "s" };
    format!("share that is lost, {servers} server{plural} at load {load}")
}

fn much(judge: &mut Judge) {
    let cases = [
        ((1, 1.0), 0.5),
        ((2, 1.0), 0.2),
        ((5, 3.0), 0.110054),
        ((10, 10.0), 0.214582),
    ];
    for (station, expected) in cases {
        let lost = without_queue(station, exponential);
        judge.estimate(told(station), lost, expected);
    }
}

fn little(judge: &mut Judge) {
    for (station, expected, resolution) in
        [((10, 5.0), 0.018385, 0.4), ((20, 15.0), 0.045593, 0.25)]
    {
        let lost = without_queue(station, exponential);
        judge.estimate_to(told(station), lost, expected, resolution);
    }
}

fn many(judge: &mut Judge) {
    let cases = [
        ((100, 90.0), (700, 8_000), 0.026957, 0.4),
        ((1_000, 2_016.0), (6_000, 6_000), 0.504455, 0.1),
    ];
    for ((servers, rate), (warm_up, invocations), expected, resolution) in cases {
        let station = Lossy {
            rate,
            servers,
            places: servers,
            patience: None,
            service: exponential,
            warm_up,
            invocations,
        };
        // Where there is always a crowd, it controls nothing.
        let [lost, ..] = replicate(REPLICATIONS, |seed| station.run(seed).0);
        judge.estimate_to(told((servers, rate)), lost, expected, resolution);
    }
}

fn of_constant_service(judge: &mut Judge) {
    for (station, expected) in [
        ((1, 1.0), 0.5),
        ((5, 3.0), 0.110054),
        ((10, 10.0), 0.214582),
    ] {
        judge.estimate(told(station), without_queue(station, constant), expected);
    }
}

/// A station of this rate, with so many servers and places: what it refuses, and how long the others take.
fn queue(
    judge: &mut Judge,
    (rate, servers, places): (f64, u32, u32),
    (warm_up, invocations): (usize, u64),
    (refused, sojourn): (f64, f64),
    resolution: f64,
) {
    let station = Lossy {
        rate,
        servers,
        places,
        patience: None,
        service: exponential,
        warm_up,
        invocations,
    };
    let losses = station.losses();
    let of = format!("{rate}/s, c {servers}, K {places}");
    let what = format!("share that is refused, {of}");
    judge.estimate_to(what, losses.lost, refused, resolution);
    let what = format!("mean sojourn of the others [s], {of}");
    judge.estimate(what, losses.sojourn, sojourn);
}

fn limited(judge: &mut Judge) {
    let length = (WARM_UP, 2_400);
    queue(judge, (0.8, 1, 5), length, (0.088819, 2.563065), 0.2);
    queue(judge, (3.0, 4, 10), length, (0.024321, 1.310957), 0.35);
    queue(judge, (8.0, 10, 20), length, (0.009107, 1.145060), 0.6);
}

fn limited_and_large(judge: &mut Judge) {
    let known = (0.166669, 1.450014);
    queue(judge, (120.0, 100, 150), (1_500, 1_500), known, 0.2);
}
