use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(5), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, seconds: u64) -> u64 {
    ctx.sleep(secs(seconds)).await;
    seconds
}

#[controller]
async fn client(ctx: &mut Ctx, cloud: Serverless) {
    let call = ctx.invoke(cloud, work, 1).await;
    let outcome = ctx.wait(call).await;
    ctx.log(format!("{outcome:?}"));
}

simulation! {
    #[derive(Clone)]
    struct Cloud { nodes: usize = 2 }

    host user { speed: 1Gflop/s, disk: DISK }
    host node[nodes] { speed: 1Gflop/s, disk: DISK }
    link lan { bandwidth: 100MB/s, latency: 20us }

    for i in 0..nodes {
        route user <-> node[i] via [lan];
    }

    storage repository on user { images: [IMAGE] }
    serverless cloud on user over node { scheduler: Fcfs, provider: 0.05 }

    deploy work on cloud from repository;
    controller client(cloud) on user;
}

fn main() {
    let report = Cloud::default().run(Seed(1));
    println!("{report:?}");
}
