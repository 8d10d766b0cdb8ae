#![allow(unused)]

use coldstart::prelude::*;

async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let call = ctx.invoke(cloud, work, 1s).await;
}

fn main() {}
