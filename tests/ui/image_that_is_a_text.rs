#![allow(unused)]

use coldstart::prelude::*;

#[serverless_function(image = "worker:1.0")]
async fn work(ctx: &mut Ctx) {}

fn main() {}
