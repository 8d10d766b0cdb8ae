//! Whether a run says that its platform kept up with its load.

use coldstart::prelude::*;
use coldstart::results::verdict::{LoadState, LoadVerdict};
use coldstart::results::{Options, Recording};

use crate::support::{Plan, at, host};

/// Poisson arrivals at a node of four cores, whose bodies take a second on average and have no memory.
struct Queue {
    /// What is asked for of the cores.
    load: f64,
    /// How many requests come at once in the beginning.
    at_once: u64,
    seconds: f64,
    /// When the run ends; with the last invocation if it is zero.
    horizon: f64,
    /// How many wait at most.
    queue: Option<u32>,
}

impl Queue {
    fn of(load: f64) -> Self {
        Self {
            load,
            at_once: 0,
            seconds: 1500.0,
            horizon: 0.0,
            queue: None,
        }
    }

    fn verdict(&self, recording: Recording, seed: u64) -> LoadVerdict {
        let image = Image::new("nothing", Bytes::ZERO);
        let mut plan = Plan::over([host(4, gib(100), gb(1))]).with_images([image.clone()]);
        if let Some(length) = self.queue {
            plan.service.admission = Box::new(coldstart::serverless::policy::QueueLimit {
                waiting: length,
                ..Default::default()
            });
        }
        let mut world = plan.keeping(SimDuration::MAX).declare();
        let body = async move |ctx: &mut Ctx, (): ()| {
            let length = ctx.random().exponential(1.0);
            ctx.sleep(SimDuration::from_secs_f64(length)).await;
        };
        let (user, cloud) = (world.user, world.cloud);
        let function = world.sim.function(FunctionSpec::new("f", image), body);
        world.sim.deploy(function, cloud, world.registry);
        if self.at_once > 0 {
            let burst = Burst {
                at: SimTime::ZERO,
                count: self.at_once,
            };
            world
                .sim
                .workload("burst", user, cloud, function, burst, |_, _| ());
        }
        if self.load > 0.0 {
            let arrivals = Poisson::per_second(4.0 * self.load).until(at(self.seconds));
            world
                .sim
                .workload("clients", user, cloud, function, arrivals, |_, _| ());
        }
        let mut options = Options::new(Seed(seed)).recording(recording);
        if self.horizon > 0.0 {
            options = options.horizon(at(self.horizon));
        }
        world.sim.run_with(options).expect("it runs").verdict()
    }
}

/// Whatever is recorded, and whatever the seed.
fn assert_is(queue: &Queue, state: LoadState) {
    for seed in 1..=3 {
        let all = queue.verdict(Recording::Full, seed);
        assert_eq!(all.state, state, "{seed}: {all}");
    }
    let sum = queue.verdict(Recording::Summary, 1);
    assert_eq!(sum.state, state, "{sum}");
}

#[test]
fn below_its_capacity_a_queue_is_stable() {
    assert_is(&Queue::of(0.7), LoadState::Stable);
    let verdict = Queue::of(0.7).verdict(Recording::Full, 1);
    let cores = verdict.evidence.as_ref().expect("there are requests").cores;
    let cores = cores.expect("nodes have cores");
    // Four standard errors of the work that comes in 750 s: its variance is twice that of the number of jobs.
    let error = 4.0 * (2.0 * 4.0 * 0.7 * 750.0_f64).sqrt() / 4.0 / 750.0;
    assert!((cores - 0.7).abs() < error, "{verdict}");
}

#[test]
fn near_its_capacity_a_queue_is_long_and_stable() {
    assert_is(&Queue::of(0.95), LoadState::Stable);
}

#[test]
fn beyond_its_capacity_a_queue_is_overloaded() {
    assert_is(&Queue::of(1.2), LoadState::Overloaded);
    let verdict = Queue::of(1.2).verdict(Recording::Full, 1);
    let evidence = verdict.evidence.clone().expect("there are requests");
    // 4.8 requests a second come, four are served.
    let (growth, error) = (evidence.growth.unwrap(), evidence.growth_error.unwrap());
    assert!((growth - 0.8).abs() < 4.0 * error, "{verdict}");
    // Both come and go without memory: the variance of the difference is the sum of the rates.
    let known = ((4.8 + 4.0) / 750.0_f64).sqrt();
    assert!((error / known - 1.0).abs() < 0.5, "{verdict}");
    // 1200 wait after 1500 s, and take 300 s.
    let after = evidence.worked_off.expect("the run ends when all are over");
    assert!((200.0..400.0).contains(&after), "{verdict}");
}

#[test]
fn a_run_that_ends_before_tells_how_long_its_backlog_would_take() {
    let queue = Queue {
        horizon: 1500.0,
        ..Queue::of(1.2)
    };
    let verdict = queue.verdict(Recording::Full, 1);
    assert_eq!(verdict.state, LoadState::Overloaded);
    let evidence = verdict.evidence.expect("there are requests");
    assert_eq!(evidence.worked_off, None);
    let left = evidence.work_left.expect("some are dispatched");
    assert!(
        (left - evidence.left / 4.0).abs() < 0.1 * left,
        "{left} for {}",
        evidence.left
    );
}

#[test]
fn a_burst_that_is_worked_off_is_stable() {
    let queue = Queue {
        at_once: 500,
        ..Queue::of(0.7)
    };
    assert_is(&queue, LoadState::Stable);
    let verdict = queue.verdict(Recording::Full, 1);
    assert!(verdict.evidence.expect("there are requests").peak >= 490.0);
    let alone = Queue { load: 0.0, ..queue };
    let verdict = alone.verdict(Recording::Full, 1);
    assert_eq!(verdict.state, LoadState::Stable, "{verdict}");
    // 500 jobs of a second on four cores: 496 wait for 124 s.
    let after = verdict.evidence.unwrap().worked_off.unwrap();
    assert!((90.0..160.0).contains(&after), "{after}");
}

#[test]
fn a_queue_whose_room_is_scarce_is_overloaded() {
    let queue = Queue {
        queue: Some(4),
        ..Queue::of(0.95)
    };
    assert_is(&queue, LoadState::Overloaded);
    let verdict = queue.verdict(Recording::Summary, 1);
    assert!(verdict.reason.contains("were turned away"), "{verdict}");
}
