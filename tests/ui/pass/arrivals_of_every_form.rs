//! Arrivals of each process, with quantities, modulators and parameters; and users who wait.

use coldstart::prelude::*;

const IMAGE: Image = Image::new("image", mb(1));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

simulation! {
    #[derive(Clone, Debug)]
    struct Loads {
        load: Arrivals = Arrivals::new("Poisson::per_second(2).until(10s)"),
        users: u64 = 3,
    }

    host node { speed: 1Gflop/s, cores: 64, disk: Disk { capacity: 1TB, read: 1GB/s, write: 1GB/s } }
    storage registry on node { images: [IMAGE] }
    serverless cloud on node over node { idle_timeout: 1h }
    deploy work on cloud from registry;

    workload a of work on cloud from node { arrivals: load, input: 1s }
    workload b of work on cloud from node { arrivals: Rates::steps([(0s, 2), (5s, 0)]).repeat(10s).take(9), input: 1s }
    workload c of work on cloud from node { arrivals: Rates::ramp(0, 2.5, 10s).scale(2).until(30s), input: 1s }
    workload d of work on cloud from node { arrivals: Wave::daily(2, 0.8, 14h).shift(1s).thin(0.5).take(9), input: 1s }
    workload e of work on cloud from node { arrivals: Mmpp::cycle([(5, 10s), (0, 1min)]).take(9), input: 1s }
    workload f of work on cloud from node {
        arrivals: Renewal::of(Gamma(2, 500ms)).in_batches(Uniform(1, 3)).merge(Burst::of(3)).take(9),
        input: |_, random| random.sample_duration(&Exponential(1s)),
    }
    workload g of work on cloud from node { closed_loop: ClosedLoop::of(users, Exponential(2s)).until(1min), input: 1s }
    workload h of work on cloud from node {
        closed_loop: ClosedLoop { calls: 5, ..ClosedLoop::of(users, Constant(1s)) },
        input: |number, _| secs(number),
    }
}

fn main() {
    let report = Loads::default().run(Seed(1)).expect("it runs");
    assert_eq!(report.summary.failed, 0);
}
