//! What runs in random worlds: functions of all kinds, and what their bodies do.

use coldstart::prelude::*;

use super::{IMAGES, one_of};

/// What a body does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    input: Bytes,
    sleep: SimDuration,
    compute: f64,
    spawns: bool,
    writes: bool,
    allocates: Bytes,
    fails: bool,
}

/// The function of this number.
#[derive(Clone, Copy)]
pub(super) struct Job<const NUMBER: usize>;

impl<const NUMBER: usize> ServerlessFunction for Job<NUMBER> {
    type Input = Work;
    type Output = Result<(), Failure>;
    type Kind = MayFail;

    fn spec(&self) -> FunctionSpec {
        FunctionSpec::new(format!("f{NUMBER}"), IMAGES[NUMBER].clone())
    }

    async fn call(ctx: &mut Ctx, work: Work) -> Result<(), Failure> {
        if work.fails {
            ctx.free(mb(1)).await?;
        }
        let child = if work.spawns {
            let child = async |ctx: &mut Ctx| ctx.compute(gflop(1)).await;
            Some(ctx.spawn("child", child).await)
        } else {
            None
        };
        ctx.allocate(work.allocates).await?;
        ctx.compute(gflop(1) * work.compute).await;
        if work.writes {
            // There may be no room for it beside those of others.
            let _ = ctx.write(File::new("file", mb(20))).await;
        }
        ctx.sleep(work.sleep).await;
        if let Some(child) = child {
            ctx.join(child).await;
        }
        ctx.free(work.allocates / 2).await?;
        Ok(())
    }

    fn copier() -> Option<fn(&Work) -> Work> {
        Some(Clone::clone)
    }

    fn input_size(work: &Work) -> Bytes {
        work.input
    }
}

/// Something for a body to do.
pub(super) fn work(random: &mut Stream) -> Work {
    Work {
        input: mb(one_of(random, &[0, 0, 20])),
        sleep: millis(random.uniform(0..=3_000u64)),
        compute: random.uniform(0..=2_000u64) as f64 / 1_000.0,
        spawns: random.chance(0.2),
        writes: random.chance(0.3),
        allocates: mb(one_of(random, &[0, 0, 10, 25, 70])),
        fails: random.chance(0.05),
    }
}

/// Functions that some node could hold.
pub(super) fn specs(workers: &[HostSpec], random: &mut Stream) -> Vec<FunctionSpec> {
    // A node with the most GPUs holds any of them.
    let largest = workers.iter().max_by_key(|worker| worker.gpus);
    let largest = largest.expect("there is a node");
    let (gpus, cores) = (largest.gpus, f64::from(largest.cores));
    let is_whole = random.chance(0.2);
    // Without limits, workload balancing runs nothing.
    let limits: &[u64] = if is_whole {
        &[2_500, 9_000]
    } else {
        &[0, 0, 2_500]
    };
    let cpus = [
        Cpu::default(),
        Cpu::per_invocation(0.3),
        Cpu::per_invocation(cores),
        Cpu::per_instance(1),
        Cpu::per_instance(0.25),
        Cpu::per_instance(cores),
        Cpu::shared(),
        Cpu::shared_within(0.7),
    ];
    let mut spec = |number: usize| {
        let job = FunctionSpec::new(format!("f{number}"), one_of(random, &IMAGES));
        FunctionSpec {
            memory: mb(random.uniform(20..=100u64)),
            disk: mb(random.uniform(0..=50u64)),
            time_limit: millis(one_of(random, limits)),
            concurrency: random.uniform(1..=8u32),
            cpu: if is_whole {
                Cpu::default()
            } else {
                one_of(random, &cpus)
            },
            gpus: if gpus > 0 && random.chance(0.3) { 1 } else { 0 },
            min_instances: if is_whole {
                0
            } else {
                one_of(random, &[0, 0, 0, 1, 2])
            },
            expected: millis(one_of(random, &[0, 500, 2_000])),
            deadline: millis(one_of(random, &[0, 1_000, 9_000])),
            priority: random.uniform(0..=2u32),
            weight: random.uniform(1..=3u32),
            ..job
        }
    };
    (0..3).map(&mut spec).collect()
}

/// Deploys them.
pub(super) fn deploy(sim: &mut Builder, cloud: Serverless, from: Storage, specs: &[FunctionSpec]) {
    let [f0, f1, f2] = specs else {
        panic!("not three functions")
    };
    sim.deploy_as(Job::<0>, cloud, from, f0.clone());
    sim.deploy_as(Job::<1>, cloud, from, f1.clone());
    sim.deploy_as(Job::<2>, cloud, from, f2.clone());
}
