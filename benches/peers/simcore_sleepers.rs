//! The workload S of examples/throughput on simcore: asynchronous tasks that sleep ten times each.
//!
//! `cargo run --release --example simcore_sleepers -- ALIVE RESUMES` prints one line. simcore's tasks have no handles to wait
//! for; so the last sleeper of a generation starts the next one, which is less work than to join a thousand.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;
mod sleeps;

use std::cell::Cell;
use std::rc::Rc;

use simcore::{Event, Simulation, SimulationContext, StaticEventHandler};

use measurement::Stopwatch;
use sleeps::{SLEEPS, Sizes, nanoseconds};

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
            self.ctx
                .sleep(nanoseconds(number, turn) as f64 * 1e-9)
                .await;
        }
        self.asleep.set(self.asleep.get() - 1);
        if self.asleep.get() == 0 && self.generations.get() > 0 {
            self.start_generation();
        }
    }
}

fn main() {
    let sizes = Sizes::asked("simcore_sleepers");
    let Sizes { alive, generations } = sizes;
    let mut simulation = Simulation::new(42);
    let parent = Rc::new(Parent {
        ctx: simulation.create_context("parent"),
        alive,
        asleep: Cell::new(0),
        generations: Cell::new(generations),
    });
    simulation.add_static_handler("parent", Rc::clone(&parent) as Rc<dyn StaticEventHandler>);
    let start = Stopwatch::start();
    parent.start_generation();
    simulation.step_until_no_events();
    sizes.tell("simcore", simulation.time(), start.elapsed());
}
