#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway { speed: 10Gflop/s }
    serverless cloud on gateway over gateway { scheduler: "fcfs" }
    controller client(cloud) on gateway;
}

#[controller]
async fn client(_ctx: &mut Ctx, _cloud: Serverless) {}

fn main() {}
