#![allow(unused)]

use coldstart::prelude::*;

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {}

const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head;
    controller client(store) on head;
}

fn main() {}
