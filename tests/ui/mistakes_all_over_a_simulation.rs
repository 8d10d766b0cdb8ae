#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE, memmory = 1GB)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    ctx.sleep(5secs).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Platform { workers: usize = 3 }

    host gateway         { speed: 10GFlop/s, disk: DISK }
    host worker[workers] { cores: 4, disk: DISK }
    link lan             { bandwidth: 100MB }
    storage store on gatway { images: [IMAGE] }
    serverless cloud on gateway over worker { schedular: Fcfs }
    deploy work on cloud from store;
    controller client(cloud) on lan;
}

fn main() {}
