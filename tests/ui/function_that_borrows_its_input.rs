#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, name: &str) {
    ctx.log(name);
}

fn main() {}
