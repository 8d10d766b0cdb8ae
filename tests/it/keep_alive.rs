//! Keep-alive and eviction policies in small worlds, and those of the examples beside those that come with coldstart.

use coldstart::prelude::*;
use coldstart::results::ColdCause;
use coldstart::serverless::InstanceEnd;
use coldstart::serverless::policy::{
    ClusterSketch, Eviction, FixedLifetime, HybridHistogram, KeepAlive, KeepForever, MemoryBudget,
    NoKeepAlive, NodeView, Policy, Randomness, StartUp, Steps,
};
use coldstart::serverless::{Charge, Cores, FunctionId, InstanceId, Resources};

use crate::support::{OTHER, Plan, World, at, call, host};

/// A world whose node has so much memory besides the image.
fn keeping(memory: Bytes, keep_alive: impl KeepAlive + 'static) -> World {
    let mut plan = Plan::over([host(4, mb(100) + memory, gb(10))]);
    plan.service.keep_alive = Some(Box::new(keep_alive));
    plan.declare()
}

fn needs(world: &mut World, name: &'static str, memory: Bytes) -> Function<SimDuration, ()> {
    world.sleeper(FunctionSpec {
        memory,
        ..FunctionSpec::new(name, crate::support::IMAGE)
    })
}

/// Invokes functions one after the other, each for a second, with a second between them.
fn one_after_the_other(
    calls: Vec<Function<SimDuration, ()>>,
    cloud: Serverless,
) -> impl AsyncFnOnce(&mut Ctx) {
    async move |ctx: &mut Ctx| {
        for function in calls {
            call(ctx, cloud, function, secs(1)).await.expect("it runs");
            ctx.sleep(secs(1)).await;
        }
    }
}

/// For each invocation, whether its start was hot.
fn hot(report: &Report) -> Vec<bool> {
    let rows = report.invocations.iter();
    rows.map(|row| row.reused_container == Some(true)).collect()
}

#[test]
fn without_keep_alive_every_start_is_cold() {
    let mut world = keeping(gb(1), NoKeepAlive);
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(one_after_the_other(vec![f; 3], cloud));
    assert_eq!(hot(&report), [false; 3]);
    assert_eq!(report.services[0].wasted_gib_seconds, 0.0);
}

#[test]
fn a_lifetime_is_not_renewed_by_uses_and_ends_no_body() {
    let mut world = keeping(
        gb(1),
        FixedLifetime {
            lifetime: millis(9500),
        },
    );
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        // The image takes 3 s. The instance is made at 3 s, and again at 13 s and at 34 s.
        for length in [1, 1, 1, 1, 1, 20, 1] {
            call(ctx, cloud, f, secs(length)).await.expect("it runs");
            ctx.sleep(secs(1)).await;
        }
    });
    assert_eq!(hot(&report), [false, true, true, true, true, false, false]);
    let ends = report
        .containers
        .iter()
        .map(|row| (row.created, row.ended, row.end));
    assert_eq!(
        ends.take(2).collect::<Vec<_>>(),
        [
            (at(3.0), Some(at(12.5)), Some(InstanceEnd::Expired)),
            (at(13.0), Some(at(33.0)), Some(InstanceEnd::NotKept)),
        ]
    );
}

#[test]
fn a_budget_of_memory_keeps_what_was_used_last() {
    let budget = MemoryBudget {
        budget: mb(250),
        ..MemoryBudget::default()
    };
    let mut world = keeping(gb(1), budget);
    let [a, b, c] = ["a", "b", "c"].map(|name| needs(&mut world, name, mb(100)));
    let large = needs(&mut world, "large", mb(300));
    let cloud = world.cloud;
    // With `c` beside `a` and `b`, `b` goes, which was used before `a`; and `large` is never kept.
    let calls = vec![a, b, a, c, a, b, large, large];
    let report = world.run(one_after_the_other(calls, cloud));
    let expected = [false, false, true, false, true, false, false, false];
    assert_eq!(hot(&report), expected);
    let ends: Vec<_> = report.containers.iter().filter_map(|row| row.end).collect();
    let (retired, not_kept) = (InstanceEnd::Retired, InstanceEnd::NotKept);
    assert_eq!(ends, [retired, retired, not_kept, not_kept]);
}

/// A histogram that counts from the first idle time on.
fn soon_sure() -> HybridHistogram {
    HybridHistogram {
        least: 1,
        ..HybridHistogram::default()
    }
}

#[test]
fn the_hybrid_histogram_learns_when_a_timer_comes_back() {
    let mut world = keeping(gb(1), soon_sure());
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..4 {
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
            ctx.sleep(secs(1830)).await;
        }
    });
    // Nothing is known after the first invocation, so its instance stays for 4 h, and serves the second. Then one idle time of
    // 30.5 min is known: the instance goes, and another is made after 90 % of 30 min. It would be kept until 110 % of 31 min.
    assert_eq!(hot(&report), [false, true, true, true]);
    let made: Vec<_> = report.containers.iter().map(|row| row.created).collect();
    let ended = report
        .invocations
        .iter()
        .map(|row| row.end.expect("it ended"));
    let ended: Vec<_> = ended.collect();
    let after = secs(27 * 60);
    assert_eq!(
        made[1..],
        [ended[1] + after, ended[2] + after, ended[3] + after]
    );
    let causes = report.containers.iter().map(|row| row.cause);
    let provisioned = causes.filter(|cause| *cause == ColdCause::Provisioned);
    assert_eq!(provisioned.count(), 3);
}

#[test]
fn an_instance_that_was_made_for_nothing_goes_after_the_tail() {
    let mut world = keeping(gb(1), soon_sure());
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for pause in [1830, 1830, 6000] {
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
            ctx.sleep(secs(pause)).await;
        }
    });
    let last = report.invocations[2].end.expect("it ended");
    let container = report.containers.last().expect("it was made again");
    assert_eq!(container.created, last + secs(27 * 60));
    // 110 % of 31 min.
    assert_eq!(container.ended, Some(last + secs(2046)));
    assert_eq!(
        (container.end, container.invocations),
        (Some(InstanceEnd::Expired), 0)
    );
}

#[test]
fn what_comes_back_after_longer_than_the_range_is_forecast() {
    let mut world = keeping(gb(1), HybridHistogram::default());
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for pause in [hours(10), hours(6), hours(10)] {
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
            ctx.sleep(pause).await;
        }
    });
    let ended = report
        .invocations
        .iter()
        .map(|row| row.end.expect("it ended"));
    let ended: Vec<_> = ended.collect();
    let made: Vec<_> = report
        .containers
        .iter()
        .map(|row| (row.created, row.ended))
        .collect();
    // The standard keep-alive first; the forecast of 10 h is too long for 6 h; and then it is 8 h: from 6.8 h to 9.2 h.
    assert_eq!(hot(&report), [false, false, false]);
    assert_eq!(made[0].1, Some(ended[0] + hours(4)));
    let (from, to) = (mins(408), mins(552));
    assert_eq!(made.last(), Some(&(ended[2] + from, Some(ended[2] + to))));
}

#[test]
fn few_idle_times_say_nothing() {
    let three = HybridHistogram {
        least: 3,
        ..HybridHistogram::default()
    };
    let mut world = keeping(gb(1), three);
    let f = needs(&mut world, "f", mb(10));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        for _ in 0..5 {
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
            ctx.sleep(secs(1830)).await;
        }
    });
    // Three idle times are known when the fourth invocation has come: only then the instance goes.
    let ended = report.invocations[3].end;
    assert_eq!(report.containers[0].ended, ended);
    assert_eq!(report.containers[0].invocations, 4);
}

/// Parameters that make no sense.
#[test]
fn a_hybrid_histogram_tells_what_is_wrong_with_it() {
    let usual = HybridHistogram::default;
    let mistakes = [
        (usual(), None),
        (
            HybridHistogram {
                margin: f64::NAN,
                ..usual()
            },
            Some("`margin` is NaN; give it a share from 0 to 1"),
        ),
        (
            HybridHistogram {
                tail: 99.0,
                ..usual()
            },
            Some("`tail` is 99; give it a share from 0 to 1"),
        ),
        (
            HybridHistogram {
                head: 0.5,
                tail: 0.4,
                ..usual()
            },
            Some("`head` is 0.5, above `tail`, which is 0.4; let it be the smaller one"),
        ),
        (
            HybridHistogram {
                representative: -1.0,
                ..usual()
            },
            Some("`representative` is -1; give it a number that is not negative, such as 2"),
        ),
        (
            HybridHistogram {
                bin: SimDuration::ZERO,
                ..usual()
            },
            Some(
                "`range` is 4h and `bin` is 0s; give the range at least one bin and at most 1000000",
            ),
        ),
    ];
    for (policy, told) in mistakes {
        assert_eq!(policy.mistake().as_deref(), told);
    }
}

/// What each policy evicts first of a node with four idle instances, when 50 MB are missing.
#[test]
fn evictions_differ_in_what_goes_first() {
    let node = Resources {
        cores: Cores::new(4),
        memory: gb(1),
        disk: gb(10),
        ..Resources::NONE
    };
    let mut sketch = ClusterSketch::new([node], [OTHER]);
    let (node, image) = (sketch.nodes()[0], sketch.images()[0]);
    let mut idle = |memory, since, uses| {
        let function = sketch.function(image, Charge::reference(Bytes::ZERO, memory));
        let instance = sketch.idle_instance(function, node, at(since));
        sketch.set_history(instance, secs(1), uses);
        instance
    };
    let oldest = idle(mb(100), 3.0, 5);
    let largest = idle(mb(300), 2.0, 4);
    let rarest = idle(mb(200), 1.0, 3);
    let longest = idle(mb(200), 0.5, 6);
    let first = |policy: &mut dyn Eviction| -> Vec<InstanceId> {
        let mut victims = Vec::new();
        let missing = Resources::space(Bytes::ZERO, mb(50));
        assert!(policy.victims(sketch.view().node(node), missing, &mut victims));
        victims
    };
    assert_eq!(first(&mut FirstInFirstOut), [oldest]);
    assert_eq!(first(&mut LargestMemory), [largest]);
    assert_eq!(first(&mut LeastFrequentlyUsed), [rarest]);
    assert_eq!(first(&mut LeastRecentlyUsed), [longest]);
    // Nothing is known of their uses, so all are equal.
    assert_eq!(first(&mut GreedyDual::default()), [longest]);
}

/// A time for each function.
#[derive(Debug)]
struct Taking([u64; 3]);

impl Policy for Taking {}

impl StartUp for Taking {
    fn plan(&mut self, function: FunctionId, _: NodeView<'_>, _: &mut Randomness) -> Steps {
        Steps::delay(secs(self.0[function.index()]))
    }
}

#[test]
fn greedy_dual_weighs_cost_and_use_against_size_and_lets_the_rest_grow_old() {
    let mut plan = Plan::over([host(4, mb(300), gb(10))]);
    plan.service.keep_alive = Some(Box::new(KeepForever));
    plan.service.eviction = Box::new(GreedyDual::default());
    plan.service.start_up = Some(Box::new(Taking([3, 1, 1])));
    let mut world = plan.declare();
    let [slow, a, b] = ["slow", "a", "b"].map(|name| needs(&mut world, name, mb(100)));
    let cloud = world.cloud;
    // The image leaves room for two instances. Priorities in seconds for 100 MB: `slow` has 3. `a` has 1, and goes for `b`: the
    // clock is 1. `b` has 1 + 1, and goes for `a`: 2. `a` has 2 + 1, and `slow` has been idle for longer: it goes for `b`.
    let calls = vec![slow, a, b, a, b, a, slow];
    let report = world.run(one_after_the_other(calls, cloud));
    assert_eq!(
        hot(&report),
        [false, false, false, false, false, true, false]
    );
    let evicted = report
        .containers
        .iter()
        .filter(|row| row.end == Some(InstanceEnd::Evicted));
    let evicted: Vec<_> = evicted.map(|row| &*row.function).collect();
    // At last `a` has been used twice: 3 + 2, and `b` has 3 + 1.
    assert_eq!(evicted, ["slow", "a", "b", "b"]);
}

#[test]
fn the_greedy_dual_of_the_example_decides_as_the_built_in_one() {
    use crate::support::programs::own_greedy_dual::{OwnGreedyDual, keep_alive};
    let own = keep_alive::day(KeepForever, Box::new(OwnGreedyDual::default()));
    let built_in = keep_alive::day(KeepForever, Box::new(GreedyDual::default()));
    assert!(built_in.services[0].evicted > 50);
    assert_eq!(bytes(&own), bytes(&built_in));
    let other = keep_alive::day(KeepForever, Box::new(LeastRecentlyUsed));
    assert_ne!(bytes(&own), bytes(&other));
}

#[test]
fn the_hybrid_histogram_of_the_example_decides_as_the_built_in_one() {
    use crate::support::programs::own_hybrid_histogram::{OwnHybrid, keep_alive};
    let own = keep_alive::kept(OwnHybrid::default());
    let built_in = keep_alive::kept(HybridHistogram::default());
    let provisioned = built_in.containers.iter();
    let provisioned = provisioned.filter(|row| row.cause == ColdCause::Provisioned);
    assert!(provisioned.count() > 50);
    assert_eq!(bytes(&own), bytes(&built_in));
    let other = keep_alive::kept(NoKeepAlive);
    assert_ne!(bytes(&own), bytes(&other));
}

fn bytes(report: &Report) -> String {
    serde_json::to_string(report).expect("a report is serialisable")
}

#[test]
fn a_policy_of_ones_own_takes_no_more_than_80_lines() {
    let files = [
        include_str!("../../examples/own_greedy_dual.rs"),
        include_str!("../../examples/own_hybrid_histogram.rs"),
    ];
    for file in files {
        assert!(file.lines().count() <= 80);
    }
}

#[test]
fn the_table_of_the_example() {
    insta::assert_snapshot!(crate::support::programs::keep_alive::table());
}
