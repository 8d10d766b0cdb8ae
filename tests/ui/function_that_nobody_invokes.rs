#![deny(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn in_vain(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

#[serverless_function(image = IMAGE)]
async fn by_a_controller(_ctx: &mut Ctx) {}

#[serverless_function(image = IMAGE)]
async fn by_a_workload(ctx: &mut Ctx, service: Serverless) {
    let call = ctx.invoke(service, by_a_function, ()).await;
    let _ = ctx.wait(call).await;
}

#[serverless_function(image = IMAGE)]
async fn by_a_function(_ctx: &mut Ctx) {}

#[serverless_function(image = IMAGE)]
async fn passed_on(_ctx: &mut Ctx) {}

#[serverless_function(image = IMAGE)]
async fn _in_vain_on_purpose(_ctx: &mut Ctx) {}

/// For a later version.
#[allow(dead_code)]
#[serverless_function(image = IMAGE)]
async fn allowed(_ctx: &mut Ctx) {}

async fn invoke<How>(ctx: &mut Ctx, on: Serverless, function: impl Invocable<How, Input = ()>) {
    let _ = ctx.invoke(on, function, ()).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let _ = ctx.invoke(cloud, by_a_controller, ()).await;
    invoke(ctx, cloud, passed_on).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy in_vain, by_a_controller, by_a_workload, by_a_function on cloud from store;
    deploy passed_on, _in_vain_on_purpose, allowed on cloud from store;
    workload load of by_a_workload on cloud from head { arrivals: Burst { at: SimTime::ZERO, count: 1 }, input: cloud }
    controller client(cloud) on head;
}

fn main() {
    let _ = Platform::default().run(Seed(1));
}
