//! Coroutines that do nothing but sleep.

use coldstart::prelude::*;

use crate::measure::Measurement;

/// Sleeps of each coroutine.
const SLEEPS: u64 = 10;

/// As many coroutines as are to be alive, again and again, until a number of sleeps have ended.
pub(crate) fn s(alive: u64, resumes: u64) -> Measurement {
    let mut sim = Builder::new();
    let host = HostSpec {
        speed: gflop_per_sec(1),
        ..HostSpec::default()
    };
    let host = sim.host("host", host);
    let generations = resumes.div_ceil(alive * SLEEPS);
    sim.controller("parent", host, async move |ctx: &mut Ctx| {
        for _ in 0..generations {
            generation(ctx, alive).await;
        }
    });
    let operations = generations * alive * SLEEPS;
    Measurement::of(
        format!("S ({alive} alive)"),
        sim,
        Some((operations, "sleeps")),
        None,
    )
}

async fn generation(ctx: &mut Ctx, alive: u64) {
    let mut sleepers = Vec::new();
    for number in 0..alive {
        let sleeper = async move |ctx: &mut Ctx| {
            for turn in 0..SLEEPS {
                ctx.sleep(length(number, turn)).await;
            }
        };
        sleepers.push(ctx.spawn("sleeper", sleeper).await);
    }
    for sleeper in sleepers {
        ctx.join(sleeper).await;
    }
}

/// Scattered over a second as a random length would be, without the cost of a random number.
fn length(number: u64, turn: u64) -> SimDuration {
    let mixed = (number * SLEEPS + turn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    SimDuration::from_nanos((mixed ^ (mixed >> 29)) % 1_000_000_000)
}
