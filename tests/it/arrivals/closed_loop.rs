//! Users who wait for the answer before they ask again.

use coldstart::prelude::*;
use coldstart::results::{Options, Recording};

use crate::support::replications::replicate;
use crate::support::{Plan, World, at, host};

/// A station of so many cores, on which nothing takes time but the bodies.
fn station(cores: u32) -> (World, Function<SimDuration, ()>) {
    let image = Image::new("nothing", Bytes::ZERO);
    let plan = Plan::over([host(cores, gb(1), gb(1))]).with_images([image.clone()]);
    let mut world = plan.keeping(SimDuration::MAX).declare();
    let f = world.sleeper(FunctionSpec::new("f", image));
    (world, f)
}

#[test]
fn each_user_thinks_calls_waits_and_thinks_again() {
    let run = |users: ClosedLoop| {
        let (mut world, f) = station(3);
        let (user, cloud) = (world.user, world.cloud);
        world
            .sim
            .closed_loop("office", user, cloud, f, users, |number, _| {
                secs(1 + number % 2)
            });
        world.sim.run(Seed(1)).expect("it runs")
    };
    let requested = |report: &Report| -> Vec<f64> {
        let dates = report.invocations.iter();
        dates.map(|row| row.requested.as_secs_f64()).collect()
    };
    // One user thinks 4 s; bodies last 1 s and 2 s by turns.
    let one = ClosedLoop::of(1, Constant(secs(4)));
    let report = run(one.clone().until(secs(26)));
    assert_eq!(requested(&report), [4.0, 9.0, 15.0, 20.0, 26.0]);
    assert_eq!(report.final_date, at(27.0));
    assert_eq!(requested(&run(one.take(3))), [4.0, 9.0, 15.0]);
    // Two users: they begin together, one with 1 s and one with 2 s.
    let two = ClosedLoop::of(2, Constant(secs(4))).take(5);
    let report = run(two);
    assert_eq!(requested(&report), [4.0, 4.0, 9.0, 10.0, 14.0]);
    assert_eq!(report.summary.succeeded, 5);
}

#[test]
fn a_closed_loop_asks_as_often_as_the_machine_repairman_model_says() {
    // N users who think Z = 5 s and one server of 1 s, both exponential: the server is idle with the probability
    // 1 / sum over k of N! / (N - k)! (1 / Z)^k, and Little's law gives the response time N / X - Z.
    // Source: L. Kleinrock, "Queueing Systems", volume 1, 1975, section 3.9, from memory.
    const UNTIL: f64 = 1000.0;
    let (users, think) = (4_u64, 5.0);
    let term = |k: u64| (0..k).map(|i| (users - i) as f64 / think).product::<f64>();
    let throughput = 1.0 - 1.0 / (0..=users).map(term).sum::<f64>();
    let response = users as f64 / throughput - think;
    let [rate, time] = replicate(20, |seed| {
        let (mut world, f) = station(1);
        let (user, cloud) = (world.user, world.cloud);
        let office = ClosedLoop::of(users, Exponential(think)).until(at(UNTIL));
        let length = |_, random: &mut Stream| random.exponential_duration(secs(1));
        world
            .sim
            .closed_loop("office", user, cloud, f, office, length);
        let options = Options::new(seed).recording(Recording::Full);
        let report = world.sim.run_with(options).expect("it runs");
        let rows = report.invocations.iter();
        let times = rows.filter_map(|row| Some((row.end? - row.requested).as_secs_f64()));
        let times: Vec<f64> = times.collect();
        let count = times.len() as f64;
        [count / UNTIL, times.iter().sum::<f64>() / count]
    });
    rate.agrees(throughput);
    time.agrees(response);
}

#[test]
fn failures_are_over_like_any_other_invocation() {
    let (mut world, _) = station(1);
    let (user, cloud, registry) = (world.user, world.cloud, world.registry);
    let spec = FunctionSpec::new("fails", Image::new("nothing", Bytes::ZERO));
    let fails = world
        .sim
        .fallible_function(spec, async |ctx: &mut Ctx, (): ()| {
            ctx.sleep(secs(1)).await;
            Err::<(), _>(Failure::Body {
                message: "no".to_owned(),
            })
        });
    world.sim.deploy(fails, cloud, registry);
    let office = ClosedLoop::of(1, Constant(secs(1))).take(5);
    world
        .sim
        .closed_loop("office", user, cloud, fails, office, |_, _| ());
    let report = world.sim.run(Seed(1)).expect("it runs");
    assert_eq!((report.summary.failed, report.final_date), (5, at(10.0)));
}

#[test]
fn what_means_nothing_or_has_no_end_is_told() {
    let problems = |users: ClosedLoop, horizon: bool| -> Vec<String> {
        let (mut world, f) = station(1);
        if horizon {
            world.sim.horizon(at(60.0));
        }
        let (user, cloud) = (world.user, world.cloud);
        world
            .sim
            .closed_loop("office", user, cloud, f, users, |_, _| secs(1));
        match world.sim.build() {
            Ok(_) => Vec::new(),
            Err(error) => error.problems.iter().map(ToString::to_string).collect(),
        }
    };
    let users = |users| ClosedLoop::of(users, Exponential(secs(1)));
    let endless = "workload `office`: has no last arrival, so the simulation would not end; add `.take(100)` or `.until(date)` to \
                   its users, or give the simulation a horizon";
    assert_eq!(problems(users(1), false), [endless]);
    assert_eq!(problems(users(1), true), [""; 0]);
    assert_eq!(problems(users(1).take(3), false), [""; 0]);
    assert_eq!(
        problems(users(0), true),
        ["workload `office`: `users` is 0; there are from 1 to 1000000"]
    );
    assert_eq!(problems(users(1_000_001), true).len(), 1);
    let sizes = ClosedLoop::of(1, Constant(mb(1)));
    assert_eq!(
        problems(sizes, true),
        [
            "workload `office`: `think` is an invalid distribution `Constant(1MB)`: its values are a size, and not a time"
        ],
    );
}
