//! Recorded arrivals with their inputs, and a horizon that ends what goes on.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(100));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, length: SimDuration) {
    ctx.sleep(length).await;
}

fn recorded(scale: u64) -> Vec<(SimTime, SimDuration)> {
    vec![(SimTime::ZERO + secs(9), secs(4) * scale), (SimTime::ZERO + secs(2), secs(2) * scale)]
}

simulation! {
    #[derive(Clone, Debug)]
    struct Day {
        scale: u64 = 1,
        length: SimDuration = 1h,
        bounded: bool = true,
    }

    host head { cores: 64, speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head {}
    deploy work on cloud from store;
    workload day of work on cloud from head { replay: Replay::new(recorded(scale)) }
    if bounded {
        workload ticks of work on cloud from head { arrivals: Regular::every(10min), input: 1s }
        horizon length * 2;
    }
}

fn main() {
    let report = Day { length: mins(15), ..Day::default() }.run(Seed(1)).expect("it runs");
    assert_eq!(report.final_date, SimTime::ZERO + mins(30));
    assert_eq!(report.summary.invocations, 6);
    let report = Day { bounded: false, ..Day::default() }.run(Seed(1)).expect("it runs");
    assert_eq!(report.final_date, SimTime::ZERO + secs(13));
}
