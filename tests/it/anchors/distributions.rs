//! The distributions that others have fitted to what they measured, with the figures that they give.

use coldstart::prelude::*;

use crate::support::{IMAGE, Plan};

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected} within {tolerance}"
    );
}

/// As many of the values are below these quantiles as there should be, within four standard errors.
#[track_caller]
fn has_quantiles(values: &[f64], quantiles: &[(f64, f64)]) {
    let count = values.len() as f64;
    for (probability, quantile) in quantiles {
        let below = values.iter().filter(|value| *value <= quantile).count() as f64 / count;
        let error = (probability * (1.0 - probability) / count).sqrt();
        near(below, *probability, 4.0 * error);
    }
}

fn drawn(distribution: &Distribution, name: &str) -> Vec<f64> {
    let mut stream = Seed(11).stream(0, name);
    (0..20_000).map(|_| stream.sample(distribution)).collect()
}

/// Durations of Azure's functions, LogNormal(-.38, 2.36) s.
/// Known: median .6839, mean 11.08 (Serverless in the Wild).
#[test]
fn v10_durations_are_log_normal() {
    let durations = LogNormal(-0.38, 2.36);
    near(durations.quantile(0.5), 0.6839, 5e-5);
    near(durations.mean(), 11.08, 5e-3);
    has_quantiles(&drawn(&durations, "durations"), &[(0.5, 0.6839)]);
}

/// Memory of Azure's applications, BurrXII(11.652, .221, 107.083) MB.
/// Known: median 139.63, 90th percentile 261.85 (Serverless in the Wild).
#[test]
fn v10_memory_is_of_burr() {
    let memory = BurrXII(11.652, 0.221, 107.083);
    near(memory.quantile(0.5), 139.63, 5e-3);
    near(memory.quantile(0.9), 261.85, 5e-3);
    has_quantiles(&drawn(&memory, "memory"), &[(0.5, 139.63), (0.9, 261.85)]);
}

/// The cold starts of Huawei (2025), in seconds.
const COLD_STARTS: &str = "LogNormal(0.296468, 1.325976)";

/// Cold starts of Huawei (2025), LogNormal(.296468, 1.325976) s.
/// Known: mean 3.24, standard deviation 7.10, median 1.3451, 99th percentile 29.40.
#[test]
fn v11_cold_starts_are_log_normal() {
    let cold_starts: Distribution = COLD_STARTS.parse().expect("it is one");
    near(cold_starts.mean(), 3.24, 5e-3);
    near(cold_starts.quantile(0.5), 1.3451, 5e-5);
    near(cold_starts.quantile(0.99), 29.40, 5e-3);
    // Of X squared, the logarithm has twice the mean and deviation.
    let squared = LogNormal(2.0 * 0.296468, 2.0 * 1.325976).mean();
    near((squared - cold_starts.mean().powi(2)).sqrt(), 7.10, 5e-3);
    has_quantiles(
        &drawn(&cold_starts, "cold starts"),
        &[(0.5, 1.3451), (0.99, 29.40)],
    );
}

/// Gaps between the cold starts of Huawei (2025), Weibull(.417583, .421661) s.
/// Known: .421661 is exceeded with probability 1/e; median .421661 (ln 2)^(1/.417583).
#[test]
fn v11_gaps_are_of_weibull() {
    let gaps = Weibull(0.417583, 0.421661);
    // The scale is not exceeded with the probability 1 - 1/e, whatever the shape; the median is scale (ln 2)^(1/shape).
    let known = [
        (1.0 - (-1.0_f64).exp(), 0.421661),
        (0.5, 0.421661 * std::f64::consts::LN_2.powf(1.0 / 0.417583)),
    ];
    for (probability, quantile) in known {
        near(gaps.quantile(probability), quantile, 1e-9);
    }
    has_quantiles(&drawn(&gaps, "gaps"), &known);
}

/// Instances whose start-ups take what they take at Huawei.
/// Known: median 1.3451, 99th percentile 29.40 of the start-ups that invocations meet.
#[test]
fn v11_start_ups_of_a_service_are_log_normal() {
    let mut plan = Plan::default();
    let delay = COLD_STARTS.parse().expect("it is one");
    plan.service.start_up = Some(Box::new(DistributedStartUp { delay }));
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..2_000 {
            ctx.invoke_and_wait(cloud, f, millis(1))
                .await
                .expect("it runs");
        }
    });
    let start_ups = report.invocations.iter().map(|row| {
        assert_eq!(row.reused_container, Some(false));
        row.phases.startup.as_secs_f64()
    });
    let start_ups: Vec<f64> = start_ups.collect();
    has_quantiles(&start_ups, &[(0.5, 1.3451), (0.99, 29.40)]);
}
