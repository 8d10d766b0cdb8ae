//! A workload is a controller of its own; its input is a value, which may name parameters that are not `Copy`.
#![deny(warnings)]

use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };

struct Job {
    label: String,
    length: SimDuration,
}

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, job: Job) -> String {
    ctx.sleep(job.length).await;
    job.label
}

simulation! {
    #[derive(Clone, Debug)]
    struct Load {
        label: String = "job".to_owned(),
        length: SimDuration = 2s,
    }

    host head { cores: 8, speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head { idle_timeout: 1min }
    deploy work on cloud from store;

    workload steady of work on cloud from head {
        arrivals: Regular::every(10s).take(4),
        input: Job { label: format!("{label}!"), length },
    }
    workload again of work on cloud from head { arrivals: Burst { at: SimTime::ZERO + 1min, count: 2 }, input: Job { label, length: 1s } };
}

fn main() {
    let report = Load::default().run(Seed(1)).expect("the simulation runs");
    assert_eq!(report.summary.succeeded, 6);
    let last = report.invocations.last().expect("there are some");
    assert_eq!(last.requested, SimTime::ZERO + secs(60));
}
