#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, times: u64) {}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host user { speed: 1Gflop/s }
    controller client(ctx, 3) on user;
}

fn main() {}
