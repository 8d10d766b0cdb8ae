#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let invocation = ctx.invoke(cloud, work, 60).await;
    drop(invocation);
}

fn main() {}
