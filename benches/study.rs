//! What a study costs beside its runs: a sweep of 1,000 points of the example `basic` on two threads, and the same runs one after the
//! other in the same process.
//!
//! `cargo bench --bench study` prints both, five times in turn: wall time, and the processor time of all threads (Linux), which other
//! programs disturb less. The wall time of the study should be half of the sum of the single runs. `-- --test` makes 20 points, once.

use std::time::{Duration, Instant};

use coldstart::experiment::study::{Execution, Studied};
use coldstart::prelude::*;
use coldstart::results;

#[path = "../examples/basic.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "an example is a program, and its items are public for who reads it"
)]
mod basic;

use basic::Basic;

/// Numbers of nodes, and of invocations.
const NODES: std::ops::RangeInclusive<usize> = 1..=20;
const INVOCATIONS: std::ops::RangeInclusive<u64> = 51..=100;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (invocations, times) = match is_test {
        true => (100..=100, 1),
        false => (INVOCATIONS, 5),
    };
    let points = NODES.count() * invocations.clone().count();
    println!(
        "{points} points  single wall  single cpu  study wall  study cpu  wall / (single wall / 2)  cpu / single cpu"
    );
    for _ in 0..times {
        let single = measured(|| {
            for nodes in NODES {
                for invocations in invocations.clone() {
                    let declaration = Basic { invocations, nodes };
                    let report = results::run(&declaration, Seed(42));
                    assert!(report.is_ok_and(|report| report.summary.invocations > 0));
                }
            }
        });
        let study = measured(|| {
            let study = Basic::study()
                .vary("nodes", NODES.map(|nodes| nodes as u64))
                .vary("invocations", invocations.clone());
            let execution = Execution {
                threads: Some(2),
                ..Execution::default()
            };
            let found = study.run_with(execution).expect("the study runs");
            assert_eq!(found.rows.len(), points);
        });
        let ratio = |one: Option<Duration>, other: Option<Duration>| match (one, other) {
            (Some(one), Some(other)) if !other.is_zero() => {
                format!("{:.3}", one.as_secs_f64() / other.as_secs_f64())
            }
            _ => "-".to_owned(),
        };
        let shown = |time: Option<Duration>| {
            time.map_or_else(
                || "-".to_owned(),
                |time| format!("{:.2} s", time.as_secs_f64()),
            )
        };
        println!(
            "{:>width$}  {:>11}  {:>10}  {:>10}  {:>9}  {:>24}  {:>16}",
            "",
            shown(Some(single.wall)),
            shown(single.cpu),
            shown(Some(study.wall)),
            shown(study.cpu),
            ratio(Some(study.wall), Some(single.wall / 2)),
            ratio(study.cpu, single.cpu),
            width = format!("{points} points").len(),
        );
    }
}

/// What something took.
struct Took {
    wall: Duration,
    /// Of all threads, if the system tells.
    cpu: Option<Duration>,
}

fn measured(work: impl FnOnce()) -> Took {
    let (began, cpu) = (Instant::now(), processor_time());
    work();
    Took {
        wall: began.elapsed(),
        cpu: processor_time()
            .zip(cpu)
            .map(|(now, then)| now.saturating_sub(then)),
    }
}

/// The processor time of this process until now, those of threads that have ended among it, in hundredths of a second (proc(5)).
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, which may have spaces, ends with a bracket.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}
