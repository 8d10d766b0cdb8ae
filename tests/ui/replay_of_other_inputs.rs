#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Day;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head {}
    deploy work on cloud from store;
    workload day of work on cloud from head { replay: Replay::new([(SimTime::ZERO, 60u64)]) }
    horizon 5MB;
}

fn main() {}
