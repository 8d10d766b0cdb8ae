//! The workload S of examples/throughput on simcore: asynchronous tasks that sleep ten times each.
//!
//! `cargo run --release --example simcore_sleepers -- ALIVE RESUMES` prints one line. simcore's tasks have no handles to wait
//! for; so the last sleeper of a generation starts the next one, which is less work than to join a thousand.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use simcore::{Event, Simulation, SimulationContext, StaticEventHandler};

use measurement::{Measurement, peak_rss_bytes};

/// Sleeps of each task.
const SLEEPS: u64 = 10;

struct Parent {
    ctx: SimulationContext,
    alive: u64,
    asleep: Cell<u64>,
    generations: Cell<u64>,
}

impl StaticEventHandler for Parent {
    fn on(self: Rc<Self>, event: Event) {
        unreachable!("sleepers emit no event, but {} came", event.id);
    }
}

impl Parent {
    fn start_generation(self: &Rc<Self>) {
        self.generations.set(self.generations.get() - 1);
        self.asleep.set(self.alive);
        for number in 0..self.alive {
            self.ctx.spawn(Rc::clone(self).sleeper(number));
        }
    }

    async fn sleeper(self: Rc<Self>, number: u64) {
        for turn in 0..SLEEPS {
            self.ctx.sleep(length(number, turn)).await;
        }
        self.asleep.set(self.asleep.get() - 1);
        if self.asleep.get() == 0 && self.generations.get() > 0 {
            self.start_generation();
        }
    }
}

/// Scattered over a second, as in examples/throughput/sleepers.rs.
fn length(number: u64, turn: u64) -> f64 {
    let mixed = (number * SLEEPS + turn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)) % 1_000_000_000) as f64 * 1e-9
}

fn main() {
    let number = |name: &'static str, help: &'static str| {
        let parser = value_parser!(u64).range(1..=u64::from(u32::MAX));
        Arg::new(name)
            .required(true)
            .value_parser(parser)
            .help(help)
    };
    let options = Command::new("simcore_sleepers")
        .arg(number("ALIVE", "Tasks alive at a time"))
        .arg(number("RESUMES", "Sleeps in all"))
        .get_matches();
    let number = |name: &str| *options.get_one::<u64>(name).expect("clap demands it");
    let (alive, resumes) = (number("ALIVE"), number("RESUMES"));
    let generations = resumes.div_ceil(alive * SLEEPS);
    let mut simulation = Simulation::new(42);
    let parent = Rc::new(Parent {
        ctx: simulation.create_context("parent"),
        alive,
        asleep: Cell::new(0),
        generations: Cell::new(generations),
    });
    simulation.add_static_handler("parent", Rc::clone(&parent) as Rc<dyn StaticEventHandler>);
    let start = Instant::now();
    parent.start_generation();
    simulation.step_until_no_events();
    let measurement = Measurement {
        workload: format!("S on simcore ({alive} alive)"),
        unit: "sleeps",
        invocations: generations * alive * SLEEPS,
        cold_starts: 0,
        simulated_seconds: simulation.time(),
        wall_seconds: start.elapsed().as_secs_f64(),
        peak_rss_bytes: peak_rss_bytes(),
    };
    println!("{}", measurement.json());
}
