#![allow(unused)]

use coldstart::prelude::*;

#[serverless_function(time_limit = 60, memory = 1s, color = 3)]
fn work(ctx: Ctx, name: &str, times: u64) -> impl Copy {
    times
}

fn main() {}
