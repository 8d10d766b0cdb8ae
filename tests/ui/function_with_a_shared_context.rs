#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

fn main() {}
