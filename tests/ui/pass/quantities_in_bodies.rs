//! A body may use units in any place of an expression, and `s` stays a name where something is called so.
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

/// Here nothing is called `s`.
#[controller]
async fn per_second(ctx: &mut Ctx, n: u32, x: f64) {
    assert_eq!(1GB / (100MB/s), 10s);
    assert_eq!([10Gflop/s, 1Mflop/s].len(), 2);
    let rate = 20MB/s * 0.5 + 800Mbit/s;
    assert_eq!(rate, 110MB/s);
    assert_eq!((n * 1s, 2s * u64::from(n), x * 1s, 1s * x), (3s, 6s, 500ms, 500ms));
    assert_eq!((n * 1MB, x * 1MB, n * 1Gflop, x * 10MB/s), (3MB, 500kB, 3Gflop, 5MB/s));
    assert_eq!((secs(0.5), gflop(2.5), 7 % 4), (500ms, 2.5Gflop, 3));
    let mut pause = 1s;
    pause *= 2;
    pause /= 0.5;
    ctx.sleep(pause).await;
}

simulation! {
    #[derive(Clone)]
    struct Rates;

    host user { speed: 1Gflop/s }
    controller per_second(3, 0.5) on user;
}

fn main() {
    let report = Rates.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.final_date, SimTime::ZERO + secs(4));
    let tested = coldstart::test::run(async |ctx| work::call(ctx, vec![mb(200), mb(1)]).await);
    assert_eq!(tested.expect("it runs").output, millis(1501) + secs(2));
    let spec = work.spec();
    assert_eq!(spec.time_limit, secs(90));
    assert_eq!((spec.memory, spec.disk), (mb(500), gib(2)));
}
