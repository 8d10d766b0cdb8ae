//! Every constructor from `f64`, with numbers that no quantity is.

use std::panic::catch_unwind;

use coldstart::fluid::{Bound, BoundedSharing, MaxMin, ProcessorSharing, Sharing, TwoSystems};
use coldstart::prelude::*;
use coldstart::scenario::schema::BackoffKeys;
use coldstart::serverless::policy::Policy;
use coldstart::serverless::tariff::{ProvisionedPrices, VolumeTier};
use coldstart::simulation::BuildError;

use crate::support::sources::{assert_none, is_test, read, root, rust_files, shown};

/// Not a number, infinity, a negative number, zero, and a number beyond all measure.
const NUMBERS: [f64; 5] = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300];

/// What becomes of each of [`NUMBERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    /// An error, or a panic that is documented.
    Refused,
    /// What the number says.
    Itself,
    /// [`SimDuration::MAX`] or [`SimTime::MAX`]: never, or for ever.
    Never,
}
use Becomes::{Itself, Never, Refused};

/// A constructor, as it is written in the sources, and what it makes of a number.
type Row = (&'static str, fn(f64) -> Made, [Becomes; 5]);

/// The number in what was made; `None` if it was refused.
type Made = Option<f64>;

fn stream() -> Stream {
    Seed(1).stream(0, "numbers")
}

/// What a price becomes: it is looked at when the simulation is built.
fn price(tariff: Tariff) -> Made {
    tariff.mistake().is_none().then_some(f64::NAN)
}

const TABLE: &[Row] = &[
    (
        "sim-units/src/real.rs new",
        |x| Some(Bandwidth::new(x).get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs new",
        |x| Some(Speed::new(x).get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs new",
        |x| Some(Flops::new(x).get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs try_new",
        |x| Some(Bandwidth::try_new(x).ok()?.get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs try_new",
        |x| Some(Speed::try_new(x).ok()?.get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs try_new",
        |x| Some(Flops::try_new(x).ok()?.get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs mul",
        |x| Some((mb_per_sec(1) * x).get() / 1e6),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs mul",
        |x| Some((x * flop_per_sec(1)).get()),
        QUANTITY,
    ),
    (
        "sim-units/src/real.rs div",
        |x| Some(1.0 / (flop(1) / x).get()),
        [Refused, Itself, Refused, Refused, Itself],
    ),
    (
        "sim-units/src/duration.rs mul",
        |x| Some((secs(1) * x).as_secs_f64()),
        TIME,
    ),
    (
        "sim-units/src/duration.rs from_secs_f64",
        |x| Some(SimDuration::from_secs_f64(x).as_secs_f64()),
        TIME,
    ),
    (
        "sim-units/src/duration.rs try_from_secs_f64",
        |x| Some(SimDuration::try_from_secs_f64(x).ok()?.as_secs_f64()),
        [Refused, Refused, Refused, Itself, Refused],
    ),
    (
        "sim-units/src/time.rs from_secs_f64",
        |x| Some(SimTime::from_secs_f64(x).as_secs_f64()),
        TIME,
    ),
    (
        "sim-runtime/src/workload/poisson.rs per_second",
        |x| Some(Poisson::per_second(x).mean_gap.as_secs_f64()),
        [Refused; 5],
    ),
    (
        "sim-runtime/src/workload/wave.rs mean",
        |x| {
            let mistake = Wave::daily(x, 0.5, secs(0)).mistake();
            mistake.is_none().then_some(x)
        },
        [Refused; 5],
    ),
    (
        "sim-runtime/src/workload/wave.rs swing",
        |x| {
            let mistake = Wave::daily(1, x, secs(0)).mistake();
            mistake.is_none().then_some(x)
        },
        [Refused, Refused, Refused, Itself, Refused],
    ),
    (
        "sim-runtime/src/kernel/random.rs chance",
        |x| stream().chance(x).then_some(1.0).or(Some(x)),
        [Refused, Refused, Refused, Itself, Refused],
    ),
    (
        "sim-runtime/src/kernel/random.rs exponential",
        |x| (stream().exponential(x) <= x * 100.0).then_some(x),
        QUANTITY,
    ),
    (
        "sim-runtime/src/kernel/random.rs normal",
        |x| (stream().normal(0.0, x).abs() <= x * 100.0).then_some(x),
        QUANTITY,
    ),
    (
        "sim-runtime/src/kernel/random.rs normal",
        |x| (stream().normal(x, 0.0) == x).then_some(x),
        [Refused, Refused, Itself, Itself, Itself],
    ),
    (
        "sim-runtime/src/fluid/processor_sharing.rs new",
        |x| {
            ProcessorSharing::<()>::new(x, 1.0);
            Some(x)
        },
        [Refused, Itself, Refused, Refused, Itself],
    ),
    (
        "sim-runtime/src/fluid/bounded_sharing.rs new",
        |x| {
            BoundedSharing::<()>::new(x, 1.0);
            Some(x)
        },
        [Refused, Itself, Refused, Refused, Itself],
    ),
    (
        "sim-runtime/src/fluid/bounded_sharing.rs limit",
        |x| {
            let bound = Bound { group: 0, limit: x };
            BoundedSharing::new(1.0, 1.0).start(SimTime::ZERO, Some(bound), 1.0, ());
            Some(x)
        },
        [Refused, Itself, Refused, Refused, Itself],
    ),
    (
        "sim-runtime/src/serverless/cpu.rs per_instance",
        |x| Cpu::per_instance(x).mistake().is_none().then_some(x),
        [Refused; 5],
    ),
    (
        "sim-units/src/latency.rs new",
        |x| Some(coldstart::units::Latency::new(x).get()),
        QUANTITY,
    ),
    (
        "sim-runtime/src/fluid/two_systems.rs constraint",
        |x| {
            TwoSystems::<()>::new().constraint(x, Sharing::Shared);
            Some(x)
        },
        [Refused, Itself, Refused, Itself, Itself],
    ),
    (
        "sim-runtime/src/fluid/max_min.rs constraint",
        |x| {
            MaxMin::<()>::new().constraint(x, Sharing::Shared);
            Some(x)
        },
        [Refused, Itself, Refused, Itself, Itself],
    ),
    (
        "sim-runtime/src/serverless/policy/admission/pending_limit.rs start_ups",
        |start_ups| {
            let limit = PendingLimit {
                start_ups,
                ..PendingLimit::default()
            };
            limit.mistake().is_none().then_some(start_ups)
        },
        [Refused, Refused, Refused, Itself, Itself],
    ),
    (
        "sim-runtime/src/serverless/policy/discipline/shortest_first.rs weighted",
        |x| ShortestFirst::weighted(x).mistake().is_none().then_some(x),
        [Refused; 5],
    ),
    (
        "sim-runtime/src/serverless/tariff.rs per_invocation",
        |x| {
            price(Tariff {
                per_invocation: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs per_gb_second",
        |x| {
            price(Tariff {
                per_gb_second: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs free_gb_seconds",
        |x| {
            price(Tariff {
                free_gb_seconds: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs above",
        |x| {
            price(Tariff {
                volume_tiers: vec![VolumeTier {
                    above: x,
                    per_gb_second: 0.0,
                }]
                .into(),
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs running_per_gb_second",
        |x| {
            price(Tariff {
                provisioned: Some(ProvisionedPrices {
                    per_gb_second: 0.0,
                    running_per_gb_second: x,
                }),
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs per_node_hour",
        |x| {
            price(Tariff {
                per_node_hour: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs per_core_second",
        |x| {
            price(Tariff {
                per_core_second: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs free_core_seconds",
        |x| {
            price(Tariff {
                free_core_seconds: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs per_gb_egress",
        |x| {
            price(Tariff {
                per_gb_egress: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/tariff.rs free_gb_egress",
        |x| {
            price(Tariff {
                free_gb_egress: x,
                ..Tariff::default()
            })
            .and(Some(x))
        },
        PRICE,
    ),
    (
        "sim-runtime/src/serverless/retry.rs factor",
        |x| {
            let backoff = Backoff {
                factor: x,
                ..Backoff::default()
            };
            backoff.mistake().is_none().then_some(x)
        },
        [Refused, Refused, Refused, Refused, Itself],
    ),
    (
        "sim-runtime/src/scenario/schema/repetition.rs factor",
        |x| {
            let keys = BackoffKeys {
                factor: x,
                ..BackoffKeys::default()
            };
            Backoff::from(keys).mistake().is_none().then_some(x)
        },
        [Refused, Refused, Refused, Refused, Itself],
    ),
    (
        "sim-runtime/src/workload/trace/options.rs rate",
        |rate| {
            let all = coldstart::workload::trace::TraceOptions::default();
            let thinned = coldstart::workload::trace::TraceOptions { rate, ..all };
            thinned.check().ok().map(|()| rate)
        },
        [Refused; 5],
    ),
];

const QUANTITY: [Becomes; 5] = [Refused, Refused, Refused, Itself, Itself];
const TIME: [Becomes; 5] = [Refused, Never, Refused, Itself, Never];
const PRICE: [Becomes; 5] = [Refused, Refused, Refused, Itself, Refused];

/// Functions and fields of the public interface that take an `f64`, and make nothing of it that outlives them.
const OTHERS: [&str; 64] = [
    // Parameters of policies, which have a table of their own.
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs head",
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs tail",
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs margin",
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs representative",
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs out_of_bounds",
    "sim-runtime/src/serverless/policy/keep_alive/hybrid_histogram.rs forecast_margin",
    "sim-runtime/src/serverless/policy/scheduler/locality.rs bound",
    "sim-runtime/src/serverless/policy/scaler/cloud_run.rs utilization",
    "sim-runtime/src/serverless/policy/scaler/cloud_run.rs by_metric",
    "sim-runtime/src/serverless/policy/scaler/decider.rs target",
    "sim-runtime/src/serverless/policy/scaler/decider.rs panic_threshold",
    "sim-runtime/src/serverless/policy/scaler/decider.rs max_scale_up",
    "sim-runtime/src/serverless/policy/scaler/decider.rs max_scale_down",
    "sim-runtime/src/serverless/policy/scaler/decider.rs stable",
    "sim-runtime/src/serverless/policy/scaler/decider.rs panic",
    "sim-runtime/src/serverless/policy/scaler/horizontal.rs target",
    "sim-runtime/src/serverless/policy/scaler/horizontal.rs tolerance",
    "sim-runtime/src/serverless/policy/scaler/horizontal.rs recommend",
    "sim-runtime/src/serverless/policy/scaler/knative.rs utilization",
    "sim-runtime/src/serverless/policy/scaler/knative.rs panic_window",
    "sim-runtime/src/serverless/policy/scaler/knative.rs panic_threshold",
    "sim-runtime/src/serverless/policy/scaler/knative.rs max_scale_up",
    "sim-runtime/src/serverless/policy/scaler/knative.rs max_scale_down",
    // What a service bills, from what it has counted.
    "sim-runtime/src/serverless/tariff/usage.rs gb_seconds",
    "sim-runtime/src/serverless/tariff/usage.rs running_gb_seconds",
    "sim-runtime/src/serverless/tariff/usage.rs provisioned_gb_seconds",
    "sim-runtime/src/serverless/tariff/usage.rs core_seconds",
    "sim-runtime/src/serverless/tariff/usage.rs ephemeral_gb_seconds",
    "sim-runtime/src/serverless/tariff/usage.rs egress_gb",
    // What a network model, which is code, says of a transfer.
    "sim-runtime/src/platform/network.rs efficiency",
    "sim-runtime/src/platform/network.rs priority",
    "sim-runtime/src/platform/network.rs bound",
    // A flow between capacities that the platform makes of the above.
    "sim-runtime/src/fluid/max_min/demand.rs amount",
    "sim-runtime/src/fluid/max_min/demand.rs priority",
    "sim-runtime/src/fluid/max_min/demand.rs bound",
    "sim-runtime/src/fluid/max_min/revision.rs set_capacity",
    "sim-runtime/src/fluid/max_min/revision.rs revise",
    "sim-runtime/src/fluid/two_systems/revision.rs set_capacity",
    "sim-runtime/src/fluid/two_systems/revision.rs revise",
    // A power and a carbon intensity, which are looked at when the simulation is built; what is computed of them.
    "sim-runtime/src/platform/host.rs carbon",
    "sim-runtime/src/platform/power.rs mean",
    "sim-runtime/src/platform/power.rs energy",
    "sim-runtime/src/platform/power.rs mistake_of_carbon",
    "sim-runtime/src/scenario/schema/platform.rs carbon",
    "sim-runtime/src/platform/power.rs emitted",
    // Work, which comes from `Flops`.
    "sim-runtime/src/fluid/processor_sharing.rs start",
    "sim-runtime/src/fluid/bounded_sharing.rs start",
    // A key of scenario files, which have a table of their own.
    "sim-runtime/src/scenario/schema/workflow.rs probability",
    // A share of observations, which a calibration refuses unless it is one, as its own tests say.
    "sim-runtime/src/experiment/calibration/mod.rs held_out",
    // What is computed of the values of replications.
    "sim-runtime/src/experiment/statistics/difference.rs base",
    "sim-runtime/src/experiment/statistics/difference.rs of",
    "sim-runtime/src/experiment/statistics/estimate.rs mean",
    "sim-runtime/src/experiment/statistics/estimate.rs least",
    "sim-runtime/src/experiment/statistics/estimate.rs greatest",
    "sim-runtime/src/experiment/statistics/estimate.rs of",
    "sim-runtime/src/experiment/study/result.rs warm_up_s",
    "sim-runtime/src/experiment/study/row.rs warm_up_s",
    // A confidence and a precision, which a study refuses unless they are above 0 and below 1, as its own tests say.
    "sim-runtime/src/experiment/study/design.rs confidence",
    "sim-runtime/src/experiment/study/plan.rs confidence",
    "sim-runtime/src/experiment/study/precision.rs relative",
    // A share of a trace, which is refused with the other options of traces unless it is one.
    "sim-runtime/src/workload/trace_load.rs rate",
    // A row of a trace, which is mended: `traces` has tests of it.
    "sim-runtime/src/workload/trace/intake.rs start",
    // Which quantile is asked for: the nearest that there is.
    "sim-runtime/src/workload/trace/profile.rs duration",
    "sim-runtime/src/workload/trace/profile.rs memory",
];

#[test]
fn a_number_is_refused_or_means_what_it_says() {
    let mut wrong = Vec::new();
    for (name, make, expected) in TABLE {
        for (number, expected) in NUMBERS.into_iter().zip(expected) {
            let made = catch_unwind(|| make(number)).unwrap_or(None);
            let becomes = match made {
                None => Refused,
                Some(SECONDS_OF_ALL_TIME) if number != 0.0 => Never,
                Some(_) => Itself,
            };
            if becomes != *expected {
                wrong.push(format!("{name}({number}): {becomes:?}, not {expected:?}"));
            }
            if let (Itself, Some(made)) = (becomes, made)
                && (made - number).abs() > number.abs() * 1e-9
            {
                wrong.push(format!("{name}({number}) is {made}"));
            }
        }
    }
    assert_none(&wrong);
}

const SECONDS_OF_ALL_TIME: f64 = SimDuration::MAX.as_secs_f64();

/// The name of a public function or field of a line that takes an `f64`.
fn taker(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let operators = ["fn mul(self, ", "fn div(self, "];
    if operators.iter().any(|operator| line.starts_with(operator)) {
        return line.contains(": f64)").then(|| &line[3..6]);
    }
    let item = line.strip_prefix("pub ")?;
    let item = item.strip_prefix("const ").unwrap_or(item);
    let Some(function) = item.strip_prefix("fn ") else {
        return item.strip_suffix(": f64,");
    };
    let (name, rest) = function.split_once(['(', '<'])?;
    let parameters = rest.split(" -> ").next().unwrap_or(rest);
    parameters.contains(": f64").then_some(name)
}

#[test]
fn the_table_has_all_that_takes_a_number() {
    let mut missing = Vec::new();
    for folder in ["sim-units/src", "sim-runtime/src"] {
        for file in rust_files(&root().join(folder)) {
            let place = shown(&file);
            // Those of distributions are in a table of their own.
            if is_test(&file) || place.contains("/results/") || place.contains("/distribution/") {
                continue;
            }
            for name in read(&file).lines().filter_map(taker) {
                let name = format!("{place} {name}");
                let known = TABLE.iter().any(|(known, ..)| *known == name);
                if !known && !OTHERS.contains(&name.as_str()) {
                    missing.push(format!("{name} takes an `f64`, and is not in the table"));
                }
            }
        }
    }
    // Read only: what a recorder is told.
    missing.retain(|name| !name.contains("simulation/directory.rs"));
    assert_none(&missing);
}

#[test]
fn minus_zero_is_zero() {
    assert_eq!(Flops::new(-0.0).to_string(), "0flop");
    assert_eq!(Bandwidth::try_new(-0.0).unwrap().get().to_bits(), 0);
    assert_eq!(SimDuration::from_secs_f64(-0.0), SimDuration::ZERO);
}

#[test]
fn zero_is_refused_where_something_is_needed() {
    let built = |host: HostSpec, link: LinkSpec| {
        let mut sim = Builder::new();
        let user = sim.host("user", host);
        sim.link("lan", link);
        sim.controller("client", user, async |_: &mut Ctx| ());
        sim.build()
            .err()
            .map(|BuildError { problems }| problems[0].message.clone())
    };
    let host = HostSpec {
        speed: gflop_per_sec(1),
        ..HostSpec::default()
    };
    let link = LinkSpec {
        bandwidth: mb_per_sec(1),
        ..LinkSpec::default()
    };
    assert_eq!(built(host.clone(), link), None);
    let wrong = |host| built(host, link).expect("it is refused");
    let speed = HostSpec {
        speed: Speed::ZERO,
        ..host.clone()
    };
    assert!(wrong(speed).starts_with("`speed` must be more than zero"));
    assert!(
        wrong(HostSpec {
            cores: 0,
            ..host.clone()
        })
        .starts_with("`cores` must be at least 1")
    );
    assert!(
        wrong(HostSpec {
            ram: Bytes::ZERO,
            ..host.clone()
        })
        .starts_with("`ram` must be more than zero")
    );
    let disk = Disk {
        capacity: tb(1),
        ..Disk::default()
    };
    assert!(
        wrong(HostSpec {
            disk,
            ..host.clone()
        })
        .starts_with("`disk.read` must be more than zero")
    );
    let link = LinkSpec::default();
    assert!(
        built(host, link)
            .expect("it is refused")
            .starts_with("`bandwidth` must be more than zero")
    );
}
