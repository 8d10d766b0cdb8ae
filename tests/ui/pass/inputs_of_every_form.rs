//! The input of a workload is a value, or a closure in any form, or the name of what makes one.
#![deny(warnings)]

use coldstart::kernel::Stream;
use coldstart::prelude::*;

const IMAGE: Image = Image::new("worker", mb(250));
const DISK: Disk = Disk { capacity: tb(1), read: mb_per_sec(100), write: mb_per_sec(100) };
const SEVEN: u64 = 7;

#[serverless_function(image = IMAGE)]
async fn work(ctx: &mut Ctx, number: u64) {
    ctx.log(number);
}

#[serverless_function(image = IMAGE)]
async fn many(ctx: &mut Ctx, numbers: Vec<u64>) {
    ctx.log(numbers.len());
}

fn make(number: u64, _: &mut Stream) -> u64 {
    100 + number
}

mod inputs {
    use super::*;

    pub(crate) fn drawn(_: u64, random: &mut Stream) -> Vec<u64> {
        vec![1; random.uniform(3..=3)]
    }
}

simulation! {
    #[derive(Clone, Debug)]
    struct Inputs {
        base: u64 = 1000,
        numbers: Vec<u64> = vec![1, 2],
    }

    host head { cores: 16, speed: 1Gflop/s, disk: DISK }
    storage store on head { images: [IMAGE] }
    serverless cloud on head over head;
    deploy work, many on cloud from store;
    workload a of work on cloud from head { arrivals: Regular::every(100s).take(1), input: make }
    workload b of work on cloud from head { arrivals: Regular::every(100s).take(1), input: SEVEN }
    workload c of work on cloud from head { arrivals: Regular::every(100s).take(1), input: base }
    workload d of work on cloud from head { arrivals: Regular::every(100s).take(1), input: (|number, _| number + base) }
    workload e of work on cloud from head { arrivals: Regular::every(100s).take(1), input: { let more = base * 2; |number, _| number + more } }
    workload f of work on cloud from head { arrivals: Regular::every(100s).take(1), input: move |number, _: &mut Stream| number }
    workload g of many on cloud from head { arrivals: Regular::every(100s).take(1), input: inputs::drawn }
    workload h of many on cloud from head { arrivals: Regular::every(100s).take(1), input: numbers }
    workload i of many on cloud from head { arrivals: Regular::every(100s).take(1), input: Vec::new() }
}

fn main() {
    let report = Inputs::default().run(Seed(1)).expect("the simulation runs");
    let mut said: Vec<u64> = report.log.iter().map(|line| line.text.parse().expect("a number")).collect();
    said.sort_unstable();
    assert_eq!(said, [0, 0, 2, 3, 7, 100, 1000, 1000, 2000]);
}
