#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE, patience = 5s)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

fn main() {}
