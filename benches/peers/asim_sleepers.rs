//! The workload S of examples/throughput on asim: asynchronous tasks that sleep ten times each.
//!
//! `cargo run --release --example asim_sleepers -- ALIVE RESUMES` prints one line. asim's tasks have no handles to wait for; so
//! the last sleeper of a generation starts the next one. Its dates are whole microseconds.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;
mod sleeps;

use std::cell::Cell;
use std::rc::Rc;

use asim::time::Duration;
use asim::{TaskRunner, Timer};

use measurement::Stopwatch;
use sleeps::{SLEEPS, Sizes, nanoseconds};

struct Parent {
    runner: TaskRunner,
    timer: Timer,
    alive: u64,
    asleep: Cell<u64>,
    generations: Cell<u64>,
}

impl Parent {
    fn start_generation(self: &Rc<Self>) {
        self.generations.set(self.generations.get() - 1);
        self.asleep.set(self.alive);
        for number in 0..self.alive {
            self.runner.spawn(Rc::clone(self).sleeper(number));
        }
    }

    async fn sleeper(self: Rc<Self>, number: u64) {
        for turn in 0..SLEEPS {
            // A sleep of nothing is logged as a mistake.
            let length = nanoseconds(number, turn).div_ceil(1_000).max(1);
            self.timer.sleep_for(Duration::from_micros(length)).await;
        }
        self.asleep.set(self.asleep.get() - 1);
        if self.asleep.get() == 0 && self.generations.get() > 0 {
            self.start_generation();
        }
    }
}

fn main() {
    let sizes = Sizes::asked("asim_sleepers");
    let Sizes { alive, generations } = sizes;
    let parent = Rc::new(Parent {
        runner: TaskRunner::default(),
        timer: Timer::new(),
        alive,
        asleep: Cell::new(0),
        generations: Cell::new(generations),
    });
    let start = Stopwatch::start();
    parent.start_generation();
    loop {
        while parent.runner.execute_tasks() {}
        if parent.asleep.get() == 0 {
            break;
        }
        parent.timer.advance();
    }
    sizes.tell("asim", parent.timer.now().as_seconds_f64(), start.elapsed());
}
