//! Scaling: how many instances the autoscalers of providers want, and that a service gets them.

use sim_runtime::prelude::*;
use sim_runtime::serverless::policy::{Decider, DeciderSpec, KnativePodAutoscaler, Observed};

use crate::validation::anchor::Anchor;
use crate::validation::judge::Judge;
use crate::validation::worlds::{Plan, at, host};

/// What Knative's tests of its autoscaler decide by: up to ten times as many at a look, or a tenth.
fn spec(target: f64) -> DeciderSpec {
    let scaler = KnativePodAutoscaler {
        max_scale_up: 10.0,
        max_scale_down: 10.0,
        ..KnativePodAutoscaler::default()
    };
    DeciderSpec {
        target,
        ..scaler.decider_spec(100)
    }
}

/// What is wanted for a metric over the stable and the panic window, with so many instances ready.
fn wanted(spec: DeciderSpec, stable: f64, panic: f64, ready: u32) -> u32 {
    let seen = Observed {
        stable,
        panic,
        ready,
    };
    Decider::default().decide(&spec, seen, SimTime::ZERO)
}

/// The anchors of autoscalers.
pub(crate) const ANCHORS: &[Anchor] = &[
    Anchor::new(
        "v14_knative_wants_what_the_target_says_and_more_in_a_panic",
        "Knative's autoscaler, at most ten times as many instances at a look",
        KNATIVE,
        targets,
    ),
    Anchor::new(
        "v14_knative_moves_by_one_at_least_and_by_its_rates_at_most",
        "Knative's autoscaler with rates that are hardly above 1",
        KNATIVE,
        rates,
    ),
    Anchor::new(
        "v14_a_service_gets_the_instances_that_knative_wants",
        "Knative, 100 attempts under way at once, 10 for an instance at 70 %: a whole service",
        "the formula: 100 / 7",
        |judge| {
            judge.equal(
                "instances",
                instances(KnativePodAutoscaler::default(), 100, 10),
                15,
            )
        },
    ),
    Anchor::new(
        "v30_a_panic_keeps_what_it_wanted_for_the_stable_window",
        "A panic of Knative's autoscaler, target 10",
        KNATIVE,
        panic_lasts,
    ),
    Anchor::new(
        "v30_in_a_panic_the_larger_of_both_windows_counts",
        "Knative's autoscaler in a panic, target 1, 5 instances ready",
        KNATIVE,
        larger_window,
    ),
    Anchor::new(
        "v31_kubernetes_wants_in_proportion_to_the_utilisation",
        "Kubernetes' autoscaler: desired = ceil(current * metric / target), tolerance .1",
        "the documented formula",
        kubernetes,
    ),
    Anchor::new(
        "v37_cloud_run_aims_at_60_percent_of_the_concurrency",
        "Cloud Run: 60 % of a maximum concurrency of 80 are aimed at",
        "the documented formula",
        cloud_run,
    ),
    Anchor::new(
        "v38_azure_wants_an_instance_for_16_messages",
        "Azure Functions: 16 messages for an instance, and one instance more in 30 s, or in a second for HTTP; at most 200",
        "the documented target-based scaling and rates",
        azure,
    ),
];

const KNATIVE: &str = "tests of knative/serving";

fn targets(judge: &mut Judge) {
    let cases = [
        (10.0, (50.0, 10.0), 1, 5),
        (10.0, (50.0, 100.0), 1, 10),
        (1.0, (11.0, 25.0), 10, 25),
        (10.0, (1000.0, 1001.0), 1, 10),
        (10.0, (1000.0, 1001.0), 10, 100),
    ];
    for (target, (stable, panic), ready, expected) in cases {
        let what = format!(
            "wanted: target {target}, averages {stable} (stable) and {panic} (panic), {ready} ready"
        );
        judge.equal(what, wanted(spec(target), stable, panic, ready), expected);
    }
}

fn rates(judge: &mut Judge) {
    let slow_up = DeciderSpec {
        max_scale_up: 1.1,
        ..spec(1.0)
    };
    let what = "wanted: target 1, averages 3 and 3.1, 2 ready, 1.1 times as many";
    judge.equal(what, wanted(slow_up, 3.0, 3.1, 2), 3);
    let slow_down = DeciderSpec {
        max_scale_down: 1.1,
        ..spec(10.0)
    };
    let what = "wanted: target 10, averages 1 and 1, 100 ready, a 1.1th";
    judge.equal(what, wanted(slow_down, 1.0, 1.0, 100), 90);
    for (ready, expected) in [(100, 10), (10, 1)] {
        let what = format!("wanted: target 10, averages 1 and 1, {ready} ready, a tenth");
        judge.equal(what, wanted(spec(10.0), 1.0, 1.0, ready), expected);
    }
}

fn panic_lasts(judge: &mut Judge) {
    let (spec, mut decider) = (spec(10.0), Decider::default());
    let looks = [
        ("averages 100 and 100, 1 ready", (100.0, 100.0, 1), 0.0, 10),
        (
            "averages 100 and 1000, 10 ready",
            (100.0, 1000.0, 10),
            2.0,
            100,
        ),
        ("30 s later, averages 1 and 1", (1.0, 1.0, 10), 32.0, 100),
        ("61 s later, averages 1 and 1", (1.0, 1.0, 10), 63.0, 1),
    ];
    for (what, (stable, panic, ready), date, expected) in looks {
        let seen = Observed {
            stable,
            panic,
            ready,
        };
        let wanted = decider.decide(&spec, seen, at(date));
        judge.equal(format!("wanted: {what}"), wanted, expected);
    }
}

fn larger_window(judge: &mut Judge) {
    for (stable, panic, expected) in [(50.0, 30.0, 50), (20.0, 30.0, 30)] {
        let what = format!("wanted: averages {stable} (stable) and {panic} (panic)");
        judge.equal(what, wanted(spec(1.0), stable, panic, 5), expected);
    }
}

/// A world whose nodes have room for everything, with this scaler.
fn scaled(scaler: impl sim_runtime::serverless::policy::Scaler + 'static) -> (Plan, Image) {
    const NOTHING: Image = Image::new("nothing", Bytes::ZERO);
    let node = host(1_000, gb(100), gb(100));
    let mut plan = Plan::over(vec![node; 2]).with_images([NOTHING]);
    plan.service.scaler = Box::new(scaler);
    (plan, NOTHING)
}

/// How many instances of a function there are at most while so many attempts of a minute each are under way, of which an
/// instance serves some at once.
fn instances(
    scaler: impl sim_runtime::serverless::policy::Scaler + 'static,
    attempts: usize,
    concurrency: u32,
) -> usize {
    let (plan, image) = scaled(scaler);
    let mut world = plan.declare();
    let f = world.sleeper(FunctionSpec {
        concurrency,
        cpu: Cpu::Shared,
        ..FunctionSpec::new("f", image)
    });
    let cloud = world.cloud;
    let report = world.run(crate::validation::worlds::burst(
        vec![(f, mins(1)); attempts],
        cloud,
    ));
    assert_eq!(report.summary.succeeded as usize, attempts);
    report.containers.len()
}

fn kubernetes(judge: &mut Judge) {
    let scaler = HorizontalPodAutoscaler {
        target: 0.3,
        ..HorizontalPodAutoscaler::default()
    };
    let what = "instances, from 3 at 50 % where 30 % are aimed at";
    judge.equal(what, scaler.recommend(3, 0.5), 5);
    judge.equal("the same at 32 %", scaler.recommend(3, 0.32), 3);
}

fn cloud_run(judge: &mut Judge) {
    let scaler = CloudRunAutoscaler::default();
    for (under_way, expected) in [(100.0, 3), (480.0, 10), (1000.0, 21)] {
        let what = format!("instances for {under_way} attempts under way");
        judge.equal(what, scaler.by_metric(under_way, 80), expected);
    }
    let of_service = instances(CloudRunAutoscaler::default(), 480, 80);
    judge.equal("instances of a service with 480", of_service, 10);
}

fn azure(judge: &mut Judge) {
    let queue = AzureScaleController::queue();
    for (messages, expected) in [(1_000, 63), (10_000, 200)] {
        let what = format!("instances for {messages} messages");
        judge.equal(what, queue.needed(messages, 1), expected);
    }
    let http = AzureScaleController {
        per_instance: Some(16),
        ..AzureScaleController::default()
    };
    let what = "instances of a service with 64 requests of a minute";
    judge.equal(what, instances(http, 64, 16), 4);
    // The first one, and one more after half a minute and after a minute; half a minute later two are enough.
    let what = "instances of a service with 64 messages of a minute";
    judge.equal(what, instances(queue, 64, 16), 3);
}
