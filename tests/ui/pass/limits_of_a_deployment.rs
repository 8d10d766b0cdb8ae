//! A function has limits of its own on each service.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE, time_limit = 1min, memory = 1GB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn client(ctx: &mut Ctx, patient: Serverless, hasty: Serverless) {
    for (cloud, succeeds) in [(patient, true), (hasty, false)] {
        let call = ctx.invoke(cloud, work, 30s).await;
        assert_eq!(ctx.wait(call).await.is_ok(), succeeds);
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Limits { limit: SimDuration = 10s }

    host head  { speed: 1Gflop/s, disk: DISK }
    host other { speed: 1Gflop/s, disk: DISK, ram: 2GB }
    link lan   { bandwidth: 100MB/s }
    route head <-> other via [lan];

    storage store on head { images: [IMAGE] }
    serverless patient on head over head;
    serverless hasty on head over other;
    deploy work on patient from store;
    deploy work on hasty from store { time_limit: limit, memory: 500MB }
    controller client(patient, hasty) on head;
}

fn main() {
    let report = Limits::default().run(Seed(1)).expect("the simulation runs");
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 1));
}
