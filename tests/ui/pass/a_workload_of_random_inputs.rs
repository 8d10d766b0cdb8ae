//! The input of each invocation is made by a closure, which takes clones of what it names along.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, (number, length): (u64, SimDuration)) -> u64 {
    ctx.sleep(length).await;
    number
}

#[serverless_function(image = IMAGE)]
async fn tick(_: &mut Ctx) {}

simulation! {
    #[derive(Clone, Debug)]
    struct Load {
        count: u64 = 20,
        lengths: String = "2s".to_owned(),
        busy: bool = true,
    }

    host head { cores: 64, speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head { idle_timeout: 10min }
    deploy work, tick on cloud from store;

    if busy {
        workload random of work on cloud from head {
            arrivals: Poisson::per_second(2.0).until(SimTime::ZERO + 1h).take(count),
            input: |number, random| (number, random.exponential_duration(lengths.parse().expect("it is a length"))),
        }
    }
    for gap in [1s, 2s] {
        workload ticks of tick on cloud from head { arrivals: Regular::every(gap).take(count) }
    }
}

fn main() {
    let load = Load { count: 5, ..Default::default() };
    let report = load.run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.summary.succeeded, 15);
    assert_eq!(report, load.run(Seed(1)).expect("it runs again"));
    let quiet = Load { busy: false, ..load }.run(Seed(1)).expect("the simulation runs");
    assert_eq!(quiet.summary.succeeded, 10);
}
