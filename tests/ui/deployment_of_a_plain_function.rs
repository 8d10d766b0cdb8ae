#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host gateway { speed: 10Gflop/s, disk: DISK }
    storage repository on gateway { images: [IMAGE] }
    serverless cloud on gateway over gateway { scheduler: Fcfs }
    deploy work on cloud from repository;
}

fn main() {}
