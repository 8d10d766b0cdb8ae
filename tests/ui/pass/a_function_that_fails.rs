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
async fn client(ctx: &mut Ctx, cloud: Serverless) -> Result<(), Failed> {
    let call = ctx.invoke(cloud, work, 3).await;
    assert_eq!(ctx.wait(call).await.expect_err("it fails").to_string(), "fault 3");
    let call = ctx.invoke(cloud, outer, 0).await;
    let completed = ctx.wait(call).await?;
    assert!(matches!(completed.output, Ok(8)));
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
    assert_eq!((report.summary.succeeded, report.summary.failed), (1, 1));
}
