#![allow(unused)]

use coldstart::prelude::*;

#[serverless_function(memory = 200MB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

fn main() {}
