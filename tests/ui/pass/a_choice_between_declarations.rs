//! `if` and `else` choose what is related, by a parameter.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(_: &mut Ctx) {}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let call = ctx.invoke(cloud, work, ()).await;
    assert!(ctx.wait(call).await.is_ok());
}

simulation! {
    #[derive(Clone, Debug)]
    struct Choice {
        near: bool = true,
        backup: String = String::new(),
    }

    host user   { speed: 1Gflop/s, disk: DISK }
    host head   { speed: 1Gflop/s, disk: DISK }
    link short  { bandwidth: 1GB/s, latency: 1ms }
    link long   { bandwidth: 1GB/s, latency: 100ms }
    storage at_user on user { images: [IMAGE] }
    storage at_head on head { images: [IMAGE] }
    serverless cloud on head over head;

    if near {
        route user <-> head via [short];
    } else if !backup.is_empty() {
        route user <-> head via [short, long];
    } else {
        route user <-> head via [long];
    }
    if backup == "head" { deploy work on cloud from at_head; } else { deploy work on cloud from at_user; }
    if let Some(delay) = near.then_some(1s) {
        controller wait(delay) on user;
    }
    controller client(cloud) on user;
}

#[controller]
async fn wait(ctx: &mut Ctx, delay: SimDuration) {
    ctx.sleep(delay).await;
}

fn main() {
    let near = Choice::default().run(Seed(1)).expect("the simulation runs");
    let far = Choice { near: false, ..Default::default() }.run(Seed(1)).expect("the simulation runs");
    let end = |report: &Report| report.invocations[0].end.expect("it ends");
    assert!(end(&near) < end(&far));
    let last = Choice { near: false, backup: "head".to_owned() }.run(Seed(1)).expect("the simulation runs");
    assert!(end(&last) < end(&far));
}
