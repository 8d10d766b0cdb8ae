//! An `Err` of a function is a failure of its invocation, and its caller sees why.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

use std::fmt;

#[derive(Debug)]
struct Fault {
    code: u32,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "fault {}", self.code)
    }
}

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, code: u32) -> Result<u32, Fault> {
    ctx.sleep(1s).await;
    if code == 0 { Ok(7) } else { Err(Fault { code }) }
}

/// Passes the fault of another function on.
#[serverless_function(image = IMAGE)]
async fn outer(ctx: &mut Ctx, code: u32) -> Result<u32, Fault> {
    Ok(work::call(ctx, code).await? + 1)
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) -> Result<(), Failed<Fault>> {
    let call = ctx.invoke(cloud, work, 3).await;
    let failed = ctx.wait(call).await.expect_err("it fails");
    assert_eq!(failed.to_string(), "fault 3");
    assert!(matches!(failed, Failed::Returned { error: Fault { code: 3 }, .. }));
    let calls = [ctx.invoke(cloud, work, 0).await, ctx.invoke(cloud, work, 4).await];
    match ctx.wait_all(calls).await.as_slice() {
        [Ok(done), Err(Failed::Returned { error, .. })] => assert_eq!((done.output, error.code), (7, 4)),
        _ => unreachable!("the one succeeds and the other fails"),
    }
    let completed = ctx.invoke_and_wait(cloud, outer, 0).await?;
    assert_eq!(completed.output, 8);
    Ok(())
}

simulation! {
    #[derive(Clone, Debug)]
    struct Faults;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy work, outer on cloud from store;
    controller client(cloud) on head;
}

fn main() {
    let report = Faults.run(Seed(1)).expect("the simulation runs");
    assert_eq!((report.summary.succeeded, report.summary.failed), (2, 2));
}
