//! Which of several idle instances takes the next invocation.

use coldstart::prelude::*;
use coldstart::serverless::policy::{Idle, IdleOrder, Policy, Randomness, Reuse};
use coldstart::serverless::{FunctionId, InstanceId};

use crate::support::{IMAGE, Plan, burst, call, host};

/// The instance that the next invocation finds, of four on two nodes: the third was used again last, and the first before it.
fn next(reuse: impl Reuse + 'static) -> u32 {
    let mut plan = Plan::over(vec![host(2, gb(1), gb(10)); 2]).keeping(SimDuration::MAX);
    plan.service.reuse = Box::new(Script {
        then: Box::new(reuse),
        script: vec![4, 6],
    });
    let mut world = plan.declare();
    let before = world.sleeper(FunctionSpec::new("before", IMAGE));
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    let cloud = world.cloud;
    let report = world.run(async move |ctx: &mut Ctx| {
        // Then both nodes have the image, and the instances of `f` are made in order.
        burst(vec![(before, secs(1)); 4], cloud)(ctx).await;
        let lengths = [1, 2, 3, 4].map(|seconds| (f, secs(seconds)));
        burst(lengths.to_vec(), cloud)(ctx).await;
        for _ in 0..3 {
            call(ctx, cloud, f, secs(1)).await.expect("it runs");
        }
    });
    assert_eq!(report.services[0].containers, 8);
    let containers: Vec<u32> = report.invocations[4..]
        .iter()
        .map(|row| row.container.expect("it had one"))
        .collect();
    assert_eq!(containers[..6], [4, 5, 6, 7, 4, 6]);
    containers[6] - 4
}

/// Chooses instances by number, and then as another policy does.
#[derive(Debug)]
struct Script {
    then: Box<dyn Reuse>,
    script: Vec<u32>,
}

impl Policy for Script {}

impl Reuse for Script {
    fn choose(
        &mut self,
        function: FunctionId,
        idle: &Idle<'_>,
        random: &mut Randomness,
    ) -> Option<InstanceId> {
        // Until there are four, the scheduler asks in vain.
        if idle.iter().count() < 4 {
            return None;
        }
        if self.script.is_empty() {
            return self.then.choose(function, idle, random);
        }
        let number = self.script.remove(0);
        let mut all = idle.iter();
        Some(all.find(|one| one.number() == number)?.id())
    }

    fn order(&self) -> IdleOrder {
        self.then.order()
    }
}

#[test]
fn age_and_use_decide_over_all_nodes() {
    assert_eq!(next(OldestIdle), 0);
    assert_eq!(next(NewestIdle), 3);
    assert_eq!(next(MostRecentIdle), 2);
    // Of the two that have not been used again: the one that was idle first.
    assert_eq!(next(LeastRecentIdle), 1);
}

/// The first of an order that the service has not been asked to keep: by a walk over all instances.
#[derive(Debug)]
struct Walk(IdleOrder);

impl Policy for Walk {}

impl Reuse for Walk {
    fn choose(&mut self, _: FunctionId, idle: &Idle<'_>, _: &mut Randomness) -> Option<InstanceId> {
        idle.first_by(self.0)
    }
}

/// Two functions that come and go on few cores, and whose instances are evicted and expire.
fn busy(
    reuse: impl Reuse + 'static,
    scheduler: Box<dyn coldstart::serverless::Scheduler>,
) -> Report {
    let mut plan = Plan::over([
        host(2, mb(600), gb(10)),
        host(4, mb(900), gb(10)),
        host(1, mb(500), gb(10)),
    ])
    .keeping(secs(20));
    plan.service.reuse = Box::new(reuse);
    plan.service.scheduler = scheduler;
    let mut world = plan.declare();
    let user = world.user;
    for (name, rate) in [("f", 1.2), ("g", 0.6)] {
        let spec = FunctionSpec {
            memory: mb(90),
            ..FunctionSpec::new(name, IMAGE)
        };
        let (cloud, function) = (world.cloud, world.sleeper(spec));
        let length = |_: u64, random: &mut Stream| random.exponential_duration(secs(2));
        let arrivals = Poisson::per_second(rate).take(400);
        let name = format!("clients of {name}");
        world
            .sim
            .workload(&name, user, cloud, function, arrivals, length);
    }
    world.sim.run(Seed(7)).expect("it runs")
}

#[test]
fn an_order_that_is_kept_is_that_of_a_walk_over_all_instances() {
    type Schedule = fn() -> Box<dyn coldstart::serverless::Scheduler>;
    // One asks for any instance, one for those of a node.
    let schedulers: [Schedule; 2] = [|| Box::new(Fcfs), || Box::new(Random)];
    for scheduler in schedulers {
        let kept = [
            (busy(FirstIdle, scheduler()), IdleOrder::ByNode),
            (busy(OldestIdle, scheduler()), IdleOrder::OldestFirst),
            (busy(NewestIdle, scheduler()), IdleOrder::NewestFirst),
            (
                busy(LeastRecentIdle, scheduler()),
                IdleOrder::LeastRecentFirst,
            ),
            (
                busy(MostRecentIdle, scheduler()),
                IdleOrder::MostRecentFirst,
            ),
        ];
        for (kept, order) in &kept {
            let walked = busy(Walk(*order), scheduler());
            assert_eq!(kept.invocations, walked.invocations, "{order:?}");
        }
        // The orders are not all the same.
        assert_ne!(kept[2].0.invocations, kept[3].0.invocations);
    }
}

#[test]
fn any_instance_is_as_likely_and_the_seed_decides() {
    let used = |seed| {
        let mut plan = Plan::over([host(4, gb(1), gb(10))]).keeping(SimDuration::MAX);
        plan.service.reuse = Box::new(RandomIdle);
        let mut world = plan.declare();
        let f = world.sleeper(FunctionSpec::new("f", IMAGE));
        let (cloud, user) = (world.cloud, world.user);
        world
            .sim
            .controller("client", user, async move |ctx: &mut Ctx| {
                burst(vec![(f, secs(1)); 4], cloud)(ctx).await;
                for _ in 0..400 {
                    call(ctx, cloud, f, secs(1)).await.expect("it runs");
                }
            });
        let report = world.sim.run(Seed(seed)).expect("it runs");
        let rows = report.invocations[4..].iter();
        rows.map(|row| row.container.expect("it had one"))
            .collect::<Vec<_>>()
    };
    assert_eq!(used(1), used(1));
    assert_ne!(used(1), used(2));
    let mut counts = [0u32; 4];
    for container in used(1) {
        counts[container as usize] += 1;
    }
    // Chi-square with three degrees of freedom: a fair choice exceeds this once in a thousand times.
    let deviations = counts.map(|count| (f64::from(count) - 100.0).powi(2) / 100.0);
    assert!(deviations.iter().sum::<f64>() < 16.266, "{counts:?}");
}
