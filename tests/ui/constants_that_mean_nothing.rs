#![allow(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx) {}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host head { cores: 0, speed: 0Gflop/s, disk: Disk { capacity: 1TB, read: 0MB/s, write: 100MB/s } }
    link wan { bandwidth: 0MB/s }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head {}
    deploy work on cloud from store;
    workload load of work on cloud from head { arrivals: Poisson::per_second(0.0).take(5) }
}

fn main() {}
