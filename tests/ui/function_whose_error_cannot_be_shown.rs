#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

struct Fault;

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) -> Result<u64, Fault> {
    Err(Fault)
}

fn main() {}
