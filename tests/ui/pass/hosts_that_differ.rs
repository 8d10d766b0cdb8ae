//! The members of an array may come from a list or from their position.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) {
    ctx.compute(8Gflop).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let mut pending = Vec::new();
    for _ in 0..3 {
        pending.push(ctx.invoke(cloud, work, ()).await);
    }
    for outcome in ctx.wait_all(pending).await {
        assert!(outcome.is_ok());
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Mixed { others: usize = 2 }

    host head { speed: 1Gflop/s, disk: DISK }
    host fast[(cores, ram) in [(2, 8GB), (4, 16GB)]] { speed: 4Gflop/s, cores: cores, ram: ram, disk: DISK }
    host slow[i in 0..others] { speed: 1Gflop/s * (i + 1) as f64, disk: DISK }
    link lan[fast.len() + slow.len()] { bandwidth: 100MB/s, latency: 10us, sharing: Sharing::Fatpipe }

    for (worker, link) in fast.iter().chain(&slow).zip(&lan) {
        route head <-> *worker via [*link];
    }

    storage store on head { images: [IMAGE] }
    serverless cloud on head over [fast[0], fast[1], slow[others - 1]];
    deploy work on cloud from store;
    controller client(cloud) on head;
}

fn main() {
    let report = Mixed::default().run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.summary.succeeded, 3);
}
