#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration, times: u64) {
    ctx.sleep(length * times).await;
}

fn main() {}
