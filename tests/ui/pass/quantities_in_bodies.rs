//! A body may use units in any place of an expression, and `s` stays a name.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

/// Sleeps as long as a disk of 100 MB/s needs.
#[serverless_function(image = IMAGE, time_limit = 1.5min, memory = 0.5GB, disk = 2GiB)]
async fn work(ctx: &mut Ctx, sizes: Vec<Bytes>) -> SimDuration {
    let s = mb_per_sec(100);
    assert_eq!(1GB / s, 10s);
    let begin = ctx.now();
    for size in sizes {
        let pause = match size {
            size if size > 100MB => 1s + 500ms,
            _ => { 20us * 50 }
        };
        ctx.sleep(pause).await;
    }
    ctx.compute([1Gflop, 2Gflop][1]).await;
    ctx.now() - begin
}

fn main() {
    let tested = coldstart::test::run(async |ctx| work::call(ctx, vec![mb(200), mb(1)]).await);
    assert_eq!(tested.expect("it runs").output, millis(1501) + secs(2));
    let spec = work.spec();
    assert_eq!(spec.time_limit, secs(90));
    assert_eq!((spec.memory, spec.disk), (mb(500), gib(2)));
}
