//! What may break, at dates and at random, alone and in loops.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(100));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) {
    ctx.sleep(2s).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    for _ in 0..20 {
        let _ = ctx.invoke_and_wait(cloud, work, ()).await;
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Faults { nodes: usize = 3, repair: SimDuration = 1min, life: Distribution = Exponential(hours(1)) }

    host user { speed: 1Gflop/s, disk: DISK }
    host head { speed: 1Gflop/s, disk: DISK }
    host worker[nodes] { speed: 1Gflop/s, disk: DISK }
    link wan { bandwidth: 100MB/s }
    link lan[nodes] { bandwidth: 100MB/s }
    route user <-> head via [wan];
    for i in 0..nodes { route head <-> worker[i] via [lan[i]]; }
    storage store on user { images: [IMAGE] }
    serverless cloud on head over worker { idle_timeout: 1min }
    deploy work on cloud from store;
    deploy work as small on cloud from store { memory: 1MB }
    controller client(cloud) on user;

    fault node worker[0] down at 4s for repair;
    fault node worker[1] down at 1h;
    fault node worker[1] slow 50% at 5s for 1min;
    fault node worker[2] slow 0.25 every life.clone() for Constant(1min);
    fault link wan down at 20s for 10s;
    fault storage store down at 2min for 30s;
    for i in 0..nodes {
        fault node worker[i] every Weibull(1.5, 1h) for repair;
        fault link lan[i] every Exponential(1h) for Uniform(1s, 1min);
    }
    fault containers of work on cloud every Exponential(10min);
    fault containers of small on cloud at 10s;
}

fn main() {
    let report = Faults::default().run(Seed(1)).expect("it runs");
    assert_eq!(report.summary.counts.invocations, 20);
    assert_eq!(report.invocations[0].failure_cause.as_deref(), Some("The node went down"));
}
