//! Policies are values of types that implement a trait; a service says only what differs from its defaults.
#![deny(warnings)]

use coldstart::prelude::*;
use coldstart::serverless::policy::{AcceptAll, ConstantStartUp, Fifo, FirstIdle, FixedTimeout, NoScaler};

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

// The policy gives cores in proportion to time limits.
#[serverless_function(image = IMAGE, time_limit = 1min)]
async fn work(ctx: &mut Ctx) {
    ctx.sleep(1s).await;
}

simulation! {
    #[derive(Clone, Debug)]
    struct Policies { seed_of_random: u64 = 3 }

    host head      { speed: 1Gflop/s, disk: DISK }
    host worker[7] { speed: 1Gflop/s, disk: DISK }
    link lan       { bandwidth: 100MB/s }
    for i in 0..7 {
        route head <-> worker[i] via [lan];
    }
    storage store on head { images: [IMAGE] }
    serverless plain on head over worker[..2];
    serverless random on head over worker[2] { scheduler: Random::reference(seed_of_random) }
    serverless named on head over worker[6] {
        admission: AcceptAll,
        discipline: Fifo,
        scheduler: Random,
        reuse: FirstIdle,
        keep_alive: FixedTimeout { timeout: 10min },
        scaler: NoScaler,
        start_up: ConstantStartUp { delay: 500ms },
    }
    serverless full on head over worker[3..6] {
        scheduler: WorkloadBalancing,
        eviction: SmallestMemory,
        container_startup: 500ms,
        idle_timeout: 10min,
        processing_overhead: 1ms,
        buffer: Buffer::Chunks(1MB),
        remote_downloads: false,
    }
    for cloud in [plain, random, named, full] {
        deploy work on cloud from store;
        workload load of work on cloud from head { arrivals: Burst { at: SimTime::ZERO, count: 3 } }
    }
}

fn main() {
    let report = Policies::default().run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.summary.succeeded, 12);
}
