//! What a body calls by a bare name are functions of the user, of any kind; none is taken for a request of the context.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, seconds: u64) -> u64 {
    logged(ctx, seconds).await;
    seconds
}

async fn logged<T: std::fmt::Display>(ctx: &mut Ctx, value: T) {
    ctx.log(value);
}

async fn applied<T, F: AsyncFn(T)>(_ctx: &mut Ctx, value: T, function: F) {
    function(value).await;
}

async fn first<'a>(ctx: &'a mut Ctx, values: &'a [u64]) -> Result<&'a u64, String> {
    ctx.sleep(secs(1)).await;
    values.first().ok_or_else(|| "none".to_owned())
}

fn named(ctx: &Ctx, prefix: &str) -> String {
    format!("{prefix}{}", ctx.name())
}

/// Called as methods of the context are.
async fn wait(ctx: &mut Ctx, call: Invocation<u64>) -> bool {
    ctx.wait(call).await.is_ok()
}

async fn nothing() {}

/// Called as a method of the context could be.
async fn sleep(_: SimDuration) -> u64 {
    3
}

fn log(text: &str) -> usize {
    text.len()
}

mod helpers {
    pub mod dates {
        pub fn now() -> u64 {
            5
        }
    }

    pub async fn read(name: &str) -> usize {
        name.len()
    }
}

use helpers::dates::*;
use helpers::read;

#[controller]
async fn helped(ctx: &mut Ctx) {
    sleep(1s).await;
    log("a");
    let slept = sleep(1s).await;
    assert_eq!((slept, now(), log("ab"), read("abc").await), (3, 5, 2, 3));
    match (Some(|number: u64| number + 1), 0) {
        (Some(compute), _) if compute(1) == 2 => ctx.sleep(secs(compute(1))).await,
        _ => unreachable!(),
    }
    ctx.sleep(secs(1)).await;
}

async fn client<'a>(ctx: &'a mut Ctx, cloud: Serverless) {
    let call = ctx.invoke(cloud, work, 1).await;
    assert!(wait(ctx, call).await);
}

#[controller]
async fn all<'a>(ctx: &'a mut Ctx, cloud: Serverless) {
    async fn inner(ctx: &mut Ctx) {
        ctx.sleep(secs(1)).await;
    }
    let mut times = 0;
    let mut local = async |ctx: &mut Ctx| {
        times += 1;
        ctx.sleep(1s).await;
    };
    let wait_all = async |_: SimDuration| {};
    wait_all(1s).await;
    local(ctx).await;
    inner(ctx).await;
    nothing().await;
    logged(ctx, "text").await;
    applied(ctx, 1u64, async |value| assert_eq!(value, 1)).await;
    assert_eq!(first(ctx, &[1, 2]).await, Ok(&1));
    assert_eq!(named(ctx, "a "), "a all");
    client(ctx, cloud).await;
    ctx.sleep_until(ctx.now() + 1s).await;
    let process = ctx.spawn("process", inner).await;
    ctx.join(process).await;
    let call = ctx.invoke(cloud, work, 1).await;
    let outcome = ctx.with_timeout(10min, async |ctx| wait(ctx, call).await).await;
    assert_eq!(outcome.ok(), Some(true));
    assert_eq!(times, 1);
}

simulation! {
    #[derive(Clone)]
    struct Cloud;

    host user { speed: 1Gflop/s, disk: DISK }
    storage repository on user { images: [IMAGE] }
    serverless cloud on user over user { scheduler: Fcfs }
    deploy work on cloud from repository;
    controller all(cloud) on user;
    controller client(cloud) on user;
    controller helped() on user;
}

fn main() {
    Cloud.run(Seed(1)).unwrap();
}
