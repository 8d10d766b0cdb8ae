//! The distributions that others have fitted to what they measured, with the figures that they give.

use sim_runtime::prelude::*;

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::worlds::{IMAGE, Plan};

const WILD: &str = "Serverless in the Wild (Shahrad et al., USENIX ATC 2020)";
const HUAWEI: &str = "Huawei 2025";

/// The anchors of distributions.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v10_durations_are_log_normal",
        "Durations of Azure's functions, LogNormal(-.38, 2.36) s",
        WILD,
        durations,
    ),
    Anchor::new(
        "v10_memory_is_of_burr",
        "Memory of Azure's applications, BurrXII(11.652, .221, 107.083) MB",
        WILD,
        memory,
    ),
    Anchor::new(
        "v11_cold_starts_are_log_normal",
        "Cold starts of Huawei, LogNormal(.296468, 1.325976) s",
        HUAWEI,
        cold_starts,
    ),
    Anchor::new(
        "v11_gaps_are_of_weibull",
        "Gaps between the cold starts of Huawei, Weibull(.417583, .421661) s",
        "the scale is exceeded with probability 1/e, and the median is scale (ln 2)^(1/shape)",
        gaps,
    ),
    Anchor::new(
        "v11_start_ups_of_a_service_are_log_normal",
        "Instances whose start-ups take what they take at Huawei",
        HUAWEI,
        start_ups,
    ),
];

/// As many of the values are below these quantiles as there should be, within four standard errors.
fn has_quantiles(judge: &mut Judge, values: &[f64], quantiles: &[(f64, f64)]) {
    let count = values.len() as f64;
    for (probability, quantile) in quantiles {
        let below = values.iter().filter(|value| *value <= quantile).count() as f64 / count;
        let error = (probability * (1.0 - probability) / count).sqrt();
        let what = format!("share of {count} draws up to {quantile:.4}");
        judge.near(what, below, *probability, 4.0 * error);
    }
}

fn drawn(distribution: &Distribution, name: &str) -> Vec<f64> {
    let mut stream = Seed(11).stream(0, name);
    (0..20_000).map(|_| stream.sample(distribution)).collect()
}

fn durations(judge: &mut Judge) {
    let durations = LogNormal(-0.38, 2.36);
    judge.near("median [s]", durations.quantile(0.5), 0.6839, 5e-5);
    judge.near("mean [s]", durations.mean(), 11.08, 5e-3);
    has_quantiles(judge, &drawn(&durations, "durations"), &[(0.5, 0.6839)]);
}

fn memory(judge: &mut Judge) {
    let memory = BurrXII(11.652, 0.221, 107.083);
    judge.near("median [MB]", memory.quantile(0.5), 139.63, 5e-3);
    judge.near("90th percentile [MB]", memory.quantile(0.9), 261.85, 5e-3);
    let known = [(0.5, 139.63), (0.9, 261.85)];
    has_quantiles(judge, &drawn(&memory, "memory"), &known);
}

/// The cold starts of Huawei (2025), in seconds.
const COLD_STARTS: &str = "LogNormal(0.296468, 1.325976)";

/// Quantiles of them \[s\].
const QUANTILES: [(f64, f64); 2] = [(0.5, 1.3451), (0.99, 29.40)];

fn cold_starts(judge: &mut Judge) {
    let cold_starts: Distribution = COLD_STARTS.parse().expect("it is one");
    judge.near("mean [s]", cold_starts.mean(), 3.24, 5e-3);
    // Of X squared, the logarithm has twice the mean and deviation.
    let squared = LogNormal(2.0 * 0.296468, 2.0 * 1.325976).mean();
    let deviation = (squared - cold_starts.mean().powi(2)).sqrt();
    judge.near("standard deviation [s]", deviation, 7.10, 5e-3);
    judge.near("median [s]", cold_starts.quantile(0.5), 1.3451, 5e-5);
    let tail = cold_starts.quantile(0.99);
    judge.near("99th percentile [s]", tail, 29.40, 5e-3);
    has_quantiles(judge, &drawn(&cold_starts, "cold starts"), &QUANTILES);
}

fn gaps(judge: &mut Judge) {
    let gaps = Weibull(0.417583, 0.421661);
    let known = [
        (1.0 - (-1.0_f64).exp(), 0.421661),
        (0.5, 0.421661 * std::f64::consts::LN_2.powf(1.0 / 0.417583)),
    ];
    for ((probability, quantile), name) in known.into_iter().zip(["scale", "median"]) {
        let what = format!("{name} [s]");
        judge.near(what, gaps.quantile(probability), quantile, 1e-9);
    }
    has_quantiles(judge, &drawn(&gaps, "gaps"), &known);
}

fn start_ups(judge: &mut Judge) {
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
    let cold = report.invocations.iter();
    let cold = cold.filter(|row| row.reused_container == Some(false));
    let start_ups: Vec<f64> = cold.map(|row| row.phases.startup.as_secs_f64()).collect();
    judge.equal("cold starts", start_ups.len(), 2_000);
    has_quantiles(judge, &start_ups, &QUANTILES);
}
