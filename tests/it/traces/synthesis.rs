//! Loads like Azure's: that they are what has been published.

use coldstart::kernel::Seed;
use coldstart::units::short::{hours, mins};
use coldstart::workload::trace::{Synthesis, Trace, TraceFunction, TraceOptions};

fn load(functions: u32, rate: f64) -> Trace {
    let random = &mut Seed(11).stream(0, "load");
    let mut load = Synthesis::new(functions, hours(24), rate, random).unwrap();
    Trace::read(&mut load, &TraceOptions::default(), random).unwrap()
}

/// The part of the functions for which something holds, within four standard errors.
fn assert_part(trace: &Trace, holds: impl Fn(&TraceFunction) -> bool, part: f64) {
    let functions = trace.functions();
    let found = functions.iter().filter(|one| holds(one)).count() as f64;
    let count = functions.len() as f64;
    let error = (part * (1.0 - part) / count).sqrt();
    let found = found / count;
    assert!((found - part).abs() < 4.0 * error, "{found} and not {part}");
}

#[test]
fn functions_have_the_published_durations_memories_and_triggers() {
    let trace = load(4000, 0.2);
    assert_eq!(trace.functions().len(), 4000);
    let mean = |one: &TraceFunction| one.duration.as_ref().expect("a law").mean();
    // The quantiles of LogNormal(-0.38, 2.36): exp(-0.38) and exp(-0.38 + 2.36 * 1.281552).
    assert_part(&trace, |one| mean(one) <= 0.683_861, 0.5);
    assert_part(&trace, |one| mean(one) <= 14.078, 0.9);
    assert_part(&trace, |one| one.trigger.as_deref() == Some("http"), 0.55);
    assert_part(&trace, |one| one.trigger.as_deref() == Some("timer"), 0.156);
    // Cold starts of Huawei, 2025: mean 3.24 s.
    let cold = trace.functions()[0].cold_start.as_ref().expect("a law");
    assert!((cold.mean() - 3.24).abs() < 0.01 && (cold.quantile(0.99) - 29.40).abs() < 0.05);
    // Memory is that of applications: the median of the Burr distribution is 139.63 MB, 261.85 MB are not exceeded by 90 %.
    let mut apps: Vec<(&str, f64)> = (trace.functions().iter())
        .map(|one| (&*one.app, one.memory.as_f64() / 1e6))
        .collect();
    apps.dedup_by_key(|one| one.0);
    for (quantile, part) in [(139.63, 0.5), (261.85, 0.9)] {
        let below = apps.iter().filter(|one| one.1 <= quantile).count() as f64;
        let (found, count) = (below / apps.len() as f64, apps.len() as f64);
        let error = (part * (1.0 - part) / count).sqrt();
        assert!((found - part).abs() < 4.0 * error, "{found} and not {part}");
    }
}

#[test]
fn the_rate_is_that_of_the_day_and_half_of_it_is_there_by_night() {
    let trace = load(50, 2.0);
    // Poisson but for the timers: the deviation of 172,800 is at most 416.
    let count = trace.invocations() as f64;
    assert!((count - 172_800.0).abs() < 4.0 * 416.0 + 50.0, "{count}");
    let in_hour = |hour: u64| {
        let rows = trace
            .rows(&mut Seed(1).stream(0, "rows"))
            .map(Result::unwrap);
        let from = coldstart::units::SimTime::ZERO + mins(hour * 60);
        let rows = rows.filter(|row| (from..from + hours(1)).contains(&row.date));
        rows.count() as f64
    };
    // Of 7200 in a mean hour, 2/3 of the mean at midnight and 4/3 at noon, and hardly less within the hour.
    let (night, noon) = (in_hour(0), in_hour(12));
    assert!((noon / night - 2.0).abs() < 0.15, "{noon} and {night}");
}

#[test]
fn what_makes_no_load_is_refused() {
    let random = &mut Seed(1).stream(0, "load");
    let told = |functions, length, rate, random: &mut _| {
        Synthesis::new(functions, length, rate, random)
            .unwrap_err()
            .to_string()
    };
    assert!(told(0, hours(1), 1.0, random).starts_with("functions: "));
    assert!(told(1, hours(0), 1.0, random).starts_with("length: "));
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(told(1, hours(1), rate, random).starts_with("rate: "));
    }
}
