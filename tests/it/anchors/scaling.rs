//! Scaling: how many instances the autoscalers of providers want, and that a service gets them.

use coldstart::prelude::*;
use coldstart::serverless::policy::{Decider, DeciderSpec, KnativePodAutoscaler, Observed};

use crate::support::{Plan, at, host};

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

/// Knative's autoscaler: target; averages over the stable and the panic window; ready instances, at most ten times as many.
/// Known: 10; 50, 10; 1 -> 5. 10; 50, 100; 1 -> 10. 1; 11, 25; 10 -> 25. 10; 1000, 1001; 1 -> 10, and 10 -> 100 (tests of
/// knative/serving).
#[test]
fn v14_knative_wants_what_the_target_says_and_more_in_a_panic() {
    assert_eq!(wanted(spec(10.0), 50.0, 10.0, 1), 5);
    assert_eq!(wanted(spec(10.0), 50.0, 100.0, 1), 10);
    assert_eq!(wanted(spec(1.0), 11.0, 25.0, 10), 25);
    assert_eq!(wanted(spec(10.0), 1000.0, 1001.0, 1), 10);
    assert_eq!(wanted(spec(10.0), 1000.0, 1001.0, 10), 100);
}

/// Knative's autoscaler with rates that are hardly above 1: target; averages; ready instances.
/// Known: 1; 3, 3.1; 2, 1.1 times as many -> 3. 10; 1, 1; 100, a 1.1th -> 90. 10; 1, 1; a tenth: 100 -> 10 -> 1 (tests of
/// knative/serving).
#[test]
fn v14_knative_moves_by_one_at_least_and_by_its_rates_at_most() {
    let slow_up = DeciderSpec {
        max_scale_up: 1.1,
        ..spec(1.0)
    };
    assert_eq!(wanted(slow_up, 3.0, 3.1, 2), 3);
    let slow_down = DeciderSpec {
        max_scale_down: 1.1,
        ..spec(10.0)
    };
    assert_eq!(wanted(slow_down, 1.0, 1.0, 100), 90);
    assert_eq!(wanted(spec(10.0), 1.0, 1.0, 100), 10);
    assert_eq!(wanted(spec(10.0), 1.0, 1.0, 10), 1);
}

/// A panic of Knative's autoscaler: target 10; averages of 100 and 1000 with 10 instances ready, then of 1 and 1.
/// Known: 100 are wanted; still 100 after 30 s, and 1 after 61 s (tests of knative/serving).
#[test]
fn v30_a_panic_keeps_what_it_wanted_for_the_stable_window() {
    let (spec, mut decider) = (spec(10.0), Decider::default());
    let mut decide = |stable, panic, ready, date| {
        let seen = Observed {
            stable,
            panic,
            ready,
        };
        decider.decide(&spec, seen, at(date))
    };
    assert_eq!(decide(100.0, 100.0, 1, 0.0), 10);
    assert_eq!(decide(100.0, 1000.0, 10, 2.0), 100);
    assert_eq!(decide(1.0, 1.0, 10, 32.0), 100);
    assert_eq!(decide(1.0, 1.0, 10, 63.0), 1);
}

/// Knative's autoscaler in a panic, target 1, 5 instances ready: averages over the stable and the panic window.
/// Known: 50, 30 -> 50; 20, 30 -> 30 (tests of knative/serving).
#[test]
fn v30_in_a_panic_the_larger_of_both_windows_counts() {
    assert_eq!(wanted(spec(1.0), 50.0, 30.0, 5), 50);
    assert_eq!(wanted(spec(1.0), 20.0, 30.0, 5), 30);
}

/// A world whose nodes have room for everything, with this scaler.
fn scaled(scaler: impl coldstart::serverless::policy::Scaler + 'static) -> (Plan, Image) {
    const NOTHING: Image = Image::new("nothing", Bytes::ZERO);
    let node = host(1_000, gb(100), gb(100));
    let mut plan = Plan::over(vec![node; 2]).with_images([NOTHING]);
    plan.service.scaler = Box::new(scaler);
    (plan, NOTHING)
}

/// How many instances of a function there are at most while so many attempts of a minute each are under way, of which an
/// instance serves some at once.
fn instances(
    scaler: impl coldstart::serverless::policy::Scaler + 'static,
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
    let report = world.run(crate::support::burst(vec![(f, mins(1)); attempts], cloud));
    assert_eq!(report.summary.succeeded as usize, attempts);
    report.containers.len()
}

/// Knative, 100 attempts under way at once, 10 for an instance at 70 %: a whole service. Known: 15 instances (the formula:
/// 100 / 7).
#[test]
fn v14_a_service_gets_the_instances_that_knative_wants() {
    assert_eq!(instances(KnativePodAutoscaler::default(), 100, 10), 15);
}

/// Kubernetes' autoscaler: desired = ceil(current * metric / target), tolerance 0.1. Known: 3 instances at 50 % where 30 %
/// are aimed at -> 5; 3 at 32 % -> 3 (the documented formula).
#[test]
fn v31_kubernetes_wants_in_proportion_to_the_utilisation() {
    let scaler = HorizontalPodAutoscaler {
        target: 0.3,
        ..HorizontalPodAutoscaler::default()
    };
    assert_eq!(scaler.recommend(3, 0.5), 5);
    assert_eq!(scaler.recommend(3, 0.32), 3);
}

/// Cloud Run: 60 % of a maximum concurrency of 80 are aimed at. Known: 100 attempts under way -> 3 instances, 480 -> 10,
/// 1000 -> 21 (the documented formula).
#[test]
fn v37_cloud_run_aims_at_60_percent_of_the_concurrency() {
    let scaler = CloudRunAutoscaler::default();
    let found = [100.0, 480.0, 1000.0].map(|under_way| scaler.by_metric(under_way, 80));
    assert_eq!(found, [3, 10, 21]);
    assert_eq!(instances(CloudRunAutoscaler::default(), 480, 80), 10);
}

/// Azure Functions: 16 messages for an instance, and one instance more in 30 s, or in a second for HTTP; at most 200. Known:
/// 1000 messages -> 63 instances; 200 for 10 000 (the documented target-based scaling and rates).
#[test]
fn v38_azure_wants_an_instance_for_16_messages() {
    let queue = AzureScaleController::queue();
    assert_eq!(queue.needed(1_000, 1), 63);
    assert_eq!(queue.needed(10_000, 1), 200);
    let http = AzureScaleController {
        per_instance: Some(16),
        ..AzureScaleController::default()
    };
    assert_eq!(instances(http, 64, 16), 4);
    // The first one, and one more after half a minute and after a minute; half a minute later two are enough.
    assert_eq!(instances(queue, 64, 16), 3);
}
