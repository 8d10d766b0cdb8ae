//! The workload S of examples/throughput on odem-rs: agents that sleep ten times each.
//!
//! `cargo run --release --example odem_sleepers -- ALIVE RESUMES` prints one line. As in coldstart, who has started a generation
//! waits for each of it.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "here only one form of the line is printed")]
mod measurement;
mod sleeps;

use std::cell::Cell;

use odem_rs::prelude::*;

use measurement::Stopwatch;
use sleeps::{SLEEPS, Sizes, nanoseconds};

struct Sleeper(u64);

impl Behavior for Sleeper {
    type Output = ();

    async fn actions(&self, sim: &Sim) {
        for turn in 0..SLEEPS {
            sim.advance(nanoseconds(self.0, turn) as f64 * 1e-9).await;
        }
    }
}

fn main() {
    let sizes = Sizes::asked("odem_sleepers");
    let Sizes { alive, generations } = sizes;
    let end = Cell::new(0.0);
    let start = Stopwatch::start();
    let ended = simulation(async |sim: &Sim| {
        for _ in 0..generations {
            let sleepers: Vec<_> = (0..alive)
                .map(|number| sim.spawn(Sleeper(number)))
                .collect();
            for sleeper in sleepers {
                sleeper.await;
            }
        }
        end.set(sim.now());
    });
    if let Err(error) = ended {
        panic!("{error}");
    }
    sizes.tell("odem-rs", end.get(), start.elapsed());
}
