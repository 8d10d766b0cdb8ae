//! How the services of random worlds behave.

use coldstart::prelude::*;
use coldstart::serverless::policy::{
    Discipline, FixedLifetime, HybridHistogram, KeepAlive, KeepForever, MemoryBudget, NoKeepAlive,
    Reuse, StartUp,
};
use coldstart::serverless::{Eviction, Scheduler};

use super::one_of;

/// Makes a policy of a kind.
type Made<P> = fn() -> Box<P>;

const SCHEDULERS: [Made<dyn Scheduler>; 12] = [
    || Box::new(Fcfs),
    || Box::new(FirstFit),
    || Box::new(Random::default()),
    || Box::new(Random::reference(7)),
    || Box::new(RoundRobin::default()),
    || Box::new(LeastLoaded),
    || Box::new(WarmFirst),
    || Box::new(BestFit),
    || Box::new(WorstFit),
    || Box::new(Locality::default()),
    || Box::new(PowerOfChoices::default()),
    || Box::new(JoinShortestQueue),
];

const DISCIPLINES: [Made<dyn Discipline>; 6] = [
    || Box::new(Fifo),
    || Box::new(ShortestFirst::known()),
    || Box::new(ShortestFirst::mean()),
    || Box::new(EarliestDeadline),
    || Box::new(PriorityClasses),
    || Box::new(WeightedFair::default()),
];

const REUSES: [Made<dyn Reuse>; 6] = [
    || Box::new(FirstIdle),
    || Box::new(NewestIdle),
    || Box::new(OldestIdle),
    || Box::new(MostRecentIdle),
    || Box::new(LeastRecentIdle),
    || Box::new(RandomIdle),
];

const EVICTIONS: [Made<dyn Eviction>; 6] = [
    || Box::new(LeastRecentlyUsed),
    || Box::new(FirstInFirstOut),
    || Box::new(LeastFrequentlyUsed),
    || Box::new(SmallestMemory),
    || Box::new(LargestMemory),
    || Box::new(GreedyDual::default()),
];

const KEEP_ALIVES: [Made<dyn KeepAlive>; 5] = [
    || Box::new(NoKeepAlive),
    || Box::new(FixedLifetime { lifetime: secs(8) }),
    || Box::new(KeepForever),
    || {
        Box::new(MemoryBudget {
            budget: mb(150),
            timeout: secs(20),
        })
    },
    || {
        Box::new(HybridHistogram {
            bin: millis(500),
            range: secs(10),
            least: 1,
            representative: 0.5,
            ..HybridHistogram::default()
        })
    },
];

fn a_step(random: &mut Stream) -> Step {
    let size = mb(one_of(random, &[0, 5, 40]));
    match random.uniform(0..6u32) {
        0 => Step::Delay(Constant(millis(300))),
        1 => Step::Delay(Exponential(millis(500))),
        2 => Step::Fetch(size),
        3 => Step::FetchFrom {
            storage: "packages".to_owned(),
            size,
        },
        4 => Step::Restore(size),
        _ => Step::Initialise(gflop(1) * 0.4),
    }
}

fn steps(random: &mut Stream) -> Vec<Step> {
    let count = random.uniform(0..=3u32);
    (0..count)
        .map(|_| {
            if random.chance(0.3) {
                Step::Together(vec![a_step(random), a_step(random)])
            } else {
                a_step(random)
            }
        })
        .collect()
}

fn start_up(random: &mut Stream) -> Option<Box<dyn StartUp>> {
    match random.uniform(0..3u32) {
        0 => None,
        1 => Some(Box::new(DistributedStartUp {
            delay: Exponential(millis(800)),
        })),
        _ => Some(Box::new(StartUpPlan {
            steps: steps(random),
        })),
    }
}

/// A service for these functions.
pub(super) fn service(specs: &[FunctionSpec], random: &mut Stream) -> ServerlessSpec {
    let is_balanced = |spec: &FunctionSpec| {
        spec.cpu == Cpu::default() && !spec.time_limit.is_zero() && spec.min_instances == 0
    };
    let scheduler: Box<dyn Scheduler> = if specs.iter().all(is_balanced) && random.chance(0.6) {
        Box::new(WorkloadBalancing)
    } else {
        one_of(random, &SCHEDULERS)()
    };
    let start_up = start_up(random);
    // It may move images for ever where something is kept for ever.
    let is_kept = !scheduler.needs_whole_cores() && random.chance(0.7);
    let keep_alive = is_kept.then(|| one_of(random, &KEEP_ALIVES)());
    let sized = MessageSizes::from(kb(100));
    ServerlessSpec {
        scheduler,
        discipline: one_of(random, &DISCIPLINES)(),
        reuse: one_of(random, &REUSES)(),
        eviction: one_of(random, &EVICTIONS)(),
        container_startup: if start_up.is_some() {
            SimDuration::ZERO
        } else {
            millis(one_of(random, &[0, 700]))
        },
        start_up,
        idle_timeout: if keep_alive.is_some() {
            SimDuration::ZERO
        } else {
            secs(one_of(random, &[0, 2, 15]))
        },
        keep_alive,
        processing_overhead: millis(one_of(random, &[0, 0, 10])),
        remote_downloads: random.chance(0.8),
        messages: random.chance(0.2).then_some(sized),
        ..ServerlessSpec::default()
    }
}

/// Whether idle containers are kept for ever.
pub(super) fn keeps_for_ever(service: &ServerlessSpec) -> bool {
    let keep_alive = format!("{:?}", service.keep_alive);
    keep_alive.contains("KeepForever")
}
