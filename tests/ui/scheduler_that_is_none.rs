#![allow(unused)]

use coldstart::prelude::*;

const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway { speed: 10Gflop/s, disk: DISK }
    serverless cloud on gateway over gateway { scheduler: "fcfs" }
    controller client(cloud) on gateway;
}

#[controller]
async fn client(_ctx: &mut Ctx, _cloud: Serverless) {}

fn main() {}
