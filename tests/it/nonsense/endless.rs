//! What would go on for ever.

use coldstart::prelude::*;
use coldstart::results::Options;
use coldstart::simulation::Halt;
use coldstart::workload::Arrival;

use crate::support::{IMAGE, Plan, World, at};

/// The messages of the problems of a workload with these arrivals.
fn problems(arrivals: impl Arrival + 'static, horizon: Option<SimTime>) -> Vec<String> {
    let (
        World {
            mut sim,
            user,
            cloud,
            ..
        },
        f,
    ) = world();
    if let Some(date) = horizon {
        sim.horizon(date);
    }
    sim.workload("load", user, cloud, f, arrivals, |_, _| secs(1));
    match sim.build() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

fn world() -> (World, Function<SimDuration, ()>) {
    let mut world = Plan::default().keeping(hours(1)).declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    (world, f)
}

#[test]
fn an_endless_workload_needs_a_horizon() {
    let endless = "workload `load`: has no last arrival, so the simulation would not end; add `.take(100)` or `.until(date)` \
                   to its arrivals, or give the simulation a horizon";
    let horizon = Some(at(60.0));
    assert_eq!(problems(Poisson::per_second(1.0), None), [endless]);
    assert_eq!(problems(Regular::every(secs(1)), None), [endless]);
    assert_eq!(
        problems(Regular::every(secs(1)).until(SimTime::MAX), None),
        [endless]
    );
    let boxed: Box<dyn Arrival> = Box::new(Poisson::per_second(1.0));
    assert_eq!(problems(boxed, None), [endless]);
    assert_eq!(problems(Poisson::per_second(1.0), horizon), [""; 0]);
    assert_eq!(problems(Poisson::per_second(1.0).take(5), None), [""; 0]);
    assert_eq!(
        problems(Poisson::per_second(1.0).until(at(9.0)), None),
        [""; 0]
    );
}

#[test]
fn endlessly_many_arrivals_at_one_date_need_an_end() {
    let endless = "workload `load`: has endlessly many arrivals at one date; add `.take(100)` to its arrivals, or give them a gap";
    let at_once = || Regular::every(SimDuration::ZERO);
    assert_eq!(problems(at_once(), Some(at(60.0))), [endless]);
    assert_eq!(problems(at_once().until(at(9.0)), None), [endless]);
    assert_eq!(
        problems(
            Poisson {
                mean_gap: SimDuration::ZERO
            },
            None
        ),
        [endless]
    );
    assert_eq!(problems(at_once().take(5), None), [""; 0]);
}

#[test]
fn a_horizon_is_given_once_and_is_not_the_start() {
    let mut sim = Builder::new();
    sim.horizon(SimTime::ZERO);
    sim.horizon(at(1.0));
    let error = sim.build().err().expect("it is refused").to_string();
    assert!(
        error.contains("the horizon: is at the start, so nothing would happen"),
        "{error}"
    );
    assert!(
        error.contains("the horizon: is given twice; keep one"),
        "{error}"
    );
}

#[test]
fn a_horizon_ends_what_would_go_on() {
    let run = |own: f64, options: Option<f64>| {
        let (
            World {
                mut sim,
                user,
                cloud,
                ..
            },
            f,
        ) = world();
        sim.horizon(at(own));
        sim.workload("load", user, cloud, f, Regular::every(secs(1)), |_, _| {
            secs(2)
        });
        let options = options.map(|date| Options::new(Seed(1)).horizon(at(date)));
        sim.run_with(options.unwrap_or(Options::new(Seed(1))))
            .expect("it runs")
    };
    let report = run(60.5, None);
    assert_eq!(report.final_date, at(60.5));
    // One each second from 0 s to 60 s. The image is there after 3 s, then two run at a time for 2 s each, on two cores: those
    // that begin at 3 s, 5 s, .. have ended by 59 s, and two more are running.
    let summary = &report.summary;
    assert_eq!((summary.invocations, summary.succeeded), (61, 2 * 28));
    assert_eq!(summary.unfinished, 61 - 2 * 28);
    // What happens at that date still happens.
    assert_eq!(run(60.0, None).summary.invocations, 61);
    // The options go before the declaration.
    let report = run(60.0, Some(10.0));
    assert_eq!(
        (report.final_date, report.summary.invocations),
        (at(10.0), 11)
    );
}

#[test]
fn a_run_that_ends_before_its_horizon_ends_then() {
    let (mut world, _) = world();
    world.sim.horizon(at(60.0));
    let report = world.run(async |ctx: &mut Ctx| ctx.sleep(secs(5)).await);
    assert_eq!(report.final_date, at(5.0));
}

#[test]
fn a_process_that_goes_on_at_one_date_is_told() {
    let (world, _) = world();
    let (halt, _) = world.stuck(async |ctx: &mut Ctx| {
        ctx.sleep(secs(5)).await;
        loop {
            ctx.sleep(SimDuration::ZERO).await;
        }
    });
    assert_eq!(
        halt,
        Halt::StandsStill {
            process: "client".to_owned(),
            date: at(5.0)
        }
    );
    assert_eq!(
        halt.to_string(),
        "process `client` goes on for ever at 5.000000000 s: it has been resumed more than 10000000 times since time last \
         passed; let it sleep for more than 0s between two requests, or wait for what it looks for",
    );
}
