#![deny(unused)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

mod filters {
    use super::*;

    #[serverless_function(image = IMAGE)]
    pub async fn blur(ctx: &mut Ctx) {
        sharpen(ctx).await;
    }

    async fn sharpen(ctx: &mut Ctx) {
        ctx.sleep(secs(1)).await;
    }
}

#[controller]
async fn client(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

simulation! {
    #[derive(Clone)]
    pub struct Platform;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy filters::blur on cloud from store { memory: 1GB };
    controller client() on head;
}

fn main() {
    let _ = Platform::default().run(Seed(1));
}
