//! Arrival processes: their laws against theory, their edges, and their texts.

mod closed_loop;
mod edges;
mod laws;
mod pollers;
mod scenarios;
mod texts;

use coldstart::prelude::*;

/// The arrivals until a date, in seconds.
fn dates(mut arrivals: impl Arrival, seed: Seed, until: f64) -> Vec<f64> {
    let mut random = seed.stream(0, "arrivals");
    let mut last = SimTime::ZERO;
    let mut dates = Vec::new();
    while let Some(next) = arrivals.next(last, &mut random) {
        assert!(next >= last, "{next} comes after {last}");
        if next.as_secs_f64() > until {
            break;
        }
        dates.push(next.as_secs_f64());
        last = next;
    }
    dates
}
