//! A variable, a parameter and a declaration's closure may have the name of a serverless function.
#![deny(warnings)]

use coldstart::prelude::*;
use std::fmt;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn resize(ctx: &mut Ctx, photo: u64) -> u64 {
    ctx.sleep(1s).await;
    photo / 2
}

#[serverless_function(image = IMAGE)]
async fn f(ctx: &mut Ctx, photo: u64) -> u64 {
    let resize = resize::call(ctx, photo).await;
    resize + 1
}

#[derive(Clone, Debug)]
struct Shown(u64);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let resize = ctx.invoke(cloud, resize, 7).await;
    let f = ctx.invoke(cloud, f, 8).await;
    for f in [ctx.wait(resize).await, ctx.wait(f).await] {
        ctx.log(Shown(f.expect("it succeeds").output));
    }
    let double = |f: u64| f * 2;
    ctx.log(double(4));
}

simulation! {
    #[derive(Clone, Debug)]
    struct Names;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy resize, f on cloud from store;
    controller client(cloud) on head;
}

fn main() {
    let report = Names.run(Seed(1)).expect("the simulation runs");
    let said: Vec<_> = report.log.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(said, ["3", "5", "8"]);
    assert_eq!(resize.spec().name, "resize");
}
