#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) -> String {
    "done".to_owned()
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let invocation = ctx.invoke(cloud, work, ()).await;
    let answer: u64 = ctx.wait(invocation).await.unwrap().output;
}

fn main() {}
