//! Parameters, fields, declarations and simulations may be there under a condition, and be one or the other.
#![deny(warnings)]
#![allow(unexpected_cfgs)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
#[cfg(large)]
const OTHER: Image = Image::new("other", mb(2500));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(#[cfg(large)] image = OTHER, #[cfg(not(large))] image = IMAGE, #[cfg(large)] memory = 8TB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[cfg(large)]
#[serverless_function(image = OTHER)]
async fn heavy(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless, length: SimDuration) {
    ctx.invoke_and_wait(cloud, work, length).await.expect("it succeeds");
}

simulation! {
    #[derive(Clone, Debug)]
    #[cfg(not(large))]
    struct Conditional {
        /// The same on every platform.
        length: SimDuration = 1s,
        #[cfg(large)]
        weight: u64 = 1,
        #[cfg(large)]
        nodes: usize = 100,
        #[cfg(not(large))]
        nodes: usize = 2,
    }

    host head { speed: 1Gflop/s, disk: DISK }
    #[cfg(large)]
    host worker[nodes] { speed: 10Gflop/s, ram: 4GB, disk: DISK }
    #[cfg(not(large))]
    host worker {
        #[cfg(large)]
        speed: 10Gflop/s,
        /// Slow enough.
        #[cfg(not(large))]
        speed: 1Gflop/s,
        #[cfg(large)]
        cores: nodes,
        ram: 8GB,
        disk: DISK,
    }
    link lan { bandwidth: 100MB/s }
    #[cfg(large)]
    for i in 0..nodes { route head <-> worker[i] via [lan]; }
    #[cfg(not(large))]
    route head <-> worker via [lan];
    storage store on head { images: [#[cfg(large)] OTHER, #[cfg(not(large))] IMAGE] }
    serverless cloud on head over worker { #[cfg(large)] scheduler: Random, #[cfg(not(large))] idle_timeout: 1s * nodes as f64 }
    deploy work on cloud from store;
    #[cfg(large)]
    deploy heavy on cloud from store;
    controller client(cloud, length) on head;
    #[cfg(large)]
    workload crowd of work on cloud from head { arrivals: Regular::every(1s).take(weight), input: 1s }
    #[cfg(not(large))]
    workload crowd of work on cloud from head { arrivals: Regular::every(1s).take(1), input: 1s }
}

fn main() {
    assert_eq!(Conditional::PARAMETERS.len(), 2);
    let mut conditional = Conditional { length: secs(2), nodes: 2 };
    assert!(conditional.set("weight", "2").is_err());
    conditional.set("nodes", "3").expect("it is a number");
    let report = conditional.run(Seed(1)).expect("the simulation runs");
    assert_eq!((report.summary.succeeded, report.nodes.len()), (2, 1));
}
