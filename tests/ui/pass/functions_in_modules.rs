//! Functions, controllers and images may live in modules.
#![deny(warnings)]

use coldstart::prelude::*;

const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

mod images {
    use coldstart::prelude::*;

    pub const SMALL: Image = Image::new("small", mb(1));
}

mod filters {
    use coldstart::prelude::*;

    #[serverless_function(image = super::images::SMALL)]
    pub async fn blur(ctx: &mut Ctx, times: u32) -> u32 {
        sharpen::call(ctx, times).await + 1
    }

    #[serverless_function(image = crate::images::SMALL)]
    pub(crate) async fn sharpen(ctx: &mut Ctx, times: u32) -> u32 {
        ctx.sleep(1s * u64::from(times)).await;
        times
    }

    pub mod clients {
        use coldstart::prelude::*;

        #[controller]
        pub async fn client<const TIMES: u32>(ctx: &mut Ctx, cloud: Serverless) {
            let call = ctx.invoke(cloud, super::blur, TIMES).await;
            assert_eq!(ctx.wait(call).await.expect("it succeeds").output, TIMES + 1);
        }
    }
}

use filters::clients;

simulation! {
    #[derive(Clone, Debug)]
    struct Modules;

    host head { speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [images::SMALL] }
    serverless cloud on head over head;
    deploy filters::blur, filters::sharpen on cloud from store;
    workload more of filters::sharpen on cloud from head { arrivals: Regular::every(1s).take(2), input: 1 }
    controller clients::client::<3>(cloud) on head;
}

fn main() {
    let report = Modules.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.summary.succeeded, 3);
}
