#![allow(unused)]

use coldstart::prelude::*;

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize = 3 }

    host gateway         { speed: 10Gflop/s }
    host worker[workers] { speed: 1Gflop/s }
    serverless cloud on gateway over worker { scheduler: Fcfs }
    controller client(cloud) on gateway;
}

#[controller]
async fn client(_ctx: &mut Ctx, _cloud: Serverless) {}

fn main() {}
