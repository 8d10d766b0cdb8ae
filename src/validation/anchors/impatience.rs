//! Callers who leave, and users of whom there are only some.

use sim_runtime::prelude::*;

use super::lossy::{Lossy, NOTHING, REPLICATIONS, WARM_UP, exponential, station};
use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::replications::replicate;
use crate::validation::worlds::at;

/// The anchors of impatience, and of closed loops.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v20_callers_who_lose_patience",
        "Erlang A: exponential service, and callers whose patience is exponential",
        PALM,
        some,
    ),
    Anchor::new(
        "v20_many_callers_who_lose_patience",
        "Erlang A, large",
        PALM,
        many,
    ),
    Anchor::new(
        "v23_users_who_wait_for_their_answers",
        "A closed loop: users who think for 10 s in the mean, invoke, and wait for the end, on one server; exponential times",
        "mean value analysis (Reiser and Lavenberg 1980)",
        closed,
    ),
];

const PALM: &str = "Palm 1957, from the chain of the number in the system";

/// Callers at this rate, with so many servers, who leave at this rate: who leaves, who waits, and to which parts of them.
fn leaving(
    judge: &mut Judge,
    (rate, servers, leaving): (f64, u32, f64),
    (warm_up, invocations): (usize, u64),
    (abandon, wait): (f64, f64),
    resolutions: (f64, f64),
) {
    let station = Lossy {
        rate,
        servers,
        places: 0,
        patience: Some(1.0 / leaving),
        service: exponential,
        warm_up,
        invocations,
    };
    let losses = station.losses();
    let of = format!("{rate}/s, {servers} servers, leaving at {leaving}/s");
    let what = format!("share that leaves, {of}");
    judge.estimate_to(what, losses.lost, abandon, resolutions.0);
    let what = format!("share that has to wait, {of}");
    judge.estimate_to(what, losses.waiting, wait, resolutions.1);
}

fn some(judge: &mut Judge) {
    let rows = [
        ((4.0, 5, 0.5), (0.077969, 0.415052)),
        ((10.0, 10, 1.0), (0.125110, 0.542070)),
        ((12.0, 10, 1.0), (0.213632, 0.757608)),
    ];
    for (station, known) in rows {
        leaving(judge, station, (WARM_UP, 2_200), known, (0.2, 0.1));
    }
}

fn many(judge: &mut Judge) {
    let known = (0.033030, 0.596703);
    leaving(judge, (100.0, 100, 0.5), (1_000, 2_000), known, (0.6, 0.3));
}

fn closed(judge: &mut Judge) {
    let rows = [
        (5, 1.466632, 0.436048),
        (10, 2.732079, 0.785418),
        (20, 10.037451, 0.998131),
    ];
    for (users, response, throughput) in rows {
        let [seen_response, seen_throughput] =
            replicate(REPLICATIONS, |seed| closed_loop(users, seed));
        let what = format!("mean response [s], {users} users");
        judge.estimate(what, seen_response, response);
        let what = format!("throughput [1/s], {users} users");
        judge.estimate(what, seen_throughput, throughput);
    }
}

/// The mean response and the throughput of so many users, from 200 s to 2200 s.
fn closed_loop(users: u32, seed: Seed) -> [f64; 2] {
    let mut world = station(1, QueueLimit::default());
    let job = world.sleeper(FunctionSpec::new("job", NOTHING));
    let (user, cloud) = (world.user, world.cloud);
    let (from, until) = (at(200.0), at(2200.0));
    world.sim.horizon(until);
    for _ in 0..users {
        world
            .sim
            .controller("user", user, async move |ctx: &mut Ctx| {
                while ctx.now() < until {
                    let think = ctx.random().exponential_duration(secs(10));
                    ctx.sleep(think).await;
                    let work = ctx.random().exponential_duration(secs(1));
                    ctx.invoke_and_wait(cloud, job, work)
                        .await
                        .expect("nothing refuses it");
                }
            });
    }
    let report = world.sim.run(seed).expect("it runs");
    let rows = report.invocations.iter();
    let counted = rows.filter(|row| row.completion.is_some_and(|end| end >= from));
    let responses: Vec<f64> = counted
        .filter_map(|row| Some(row.response()?.as_secs_f64()))
        .collect();
    let count = responses.len() as f64;
    [
        responses.iter().sum::<f64>() / count,
        count / (until - from).as_secs_f64(),
    ]
}
