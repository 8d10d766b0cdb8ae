//! What the sleepers of all engines have in common: how many they are, and how long they sleep.

use clap::{Arg, Command, value_parser};

use crate::measurement::{Elapsed, Measurement, peak_rss_bytes};

/// Sleeps of each sleeper.
pub(crate) const SLEEPS: u64 = 10;

/// Scattered over a second, as in examples/throughput/sleepers.rs.
pub(crate) fn nanoseconds(number: u64, turn: u64) -> u64 {
    let mixed = (number * SLEEPS + turn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)) % 1_000_000_000
}

/// How many sleepers there are.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    /// At a time.
    pub(crate) alive: u64,
    /// One after the other.
    pub(crate) generations: u64,
}

impl Sizes {
    /// What the command line asks for.
    pub(crate) fn asked(program: &'static str) -> Self {
        let number = |name: &'static str, help: &'static str| {
            let parser = value_parser!(u64).range(1..=u64::from(u32::MAX));
            Arg::new(name)
                .required(true)
                .value_parser(parser)
                .help(help)
        };
        let options = Command::new(program)
            .arg(number("ALIVE", "Sleepers alive at a time"))
            .arg(number("RESUMES", "Sleeps in all"))
            .get_matches();
        let number = |name: &str| *options.get_one::<u64>(name).expect("clap demands it");
        let alive = number("ALIVE");
        Self {
            alive,
            generations: number("RESUMES").div_ceil(alive * SLEEPS),
        }
    }
    /// Prints what it cost an engine to run to a date \[s\].
    pub(crate) fn tell(&self, engine: &str, date: f64, elapsed: Elapsed) {
        let measurement = Measurement {
            workload: format!("S on {engine} ({} alive)", self.alive),
            unit: "sleeps",
            invocations: self.generations * self.alive * SLEEPS,
            cold_starts: 0,
            simulated_seconds: date,
            elapsed,
            peak_rss_bytes: peak_rss_bytes(),
        };
        println!("{}", measurement.json());
    }
}
