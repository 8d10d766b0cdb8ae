//! What shared capacities cost: the cores of a host, and links that many transfers cross.
//!
//! `cargo bench --bench fluid` measures; `cargo bench --bench fluid -- --test` only checks that everything runs.

use coldstart::fluid::{Constraint, Demand, MaxMin, ProcessorSharing, Sharing};
use coldstart::units::SimTime;

use divan::Bencher;
use divan::counter::ItemsCount;

/// Starts and ends in a measurement.
const STEPS: usize = 1000;

fn main() {
    divan::main();
}

/// Tasks of different lengths share the cores of a host; whenever one ends, another starts.
#[divan::bench(args = [10, 100, 1_000, 10_000, 100_000])]
fn processor_sharing(bencher: Bencher<'_, '_>, tasks: usize) {
    let mut cores = ProcessorSharing::new(4.0, 1.0);
    let mut number = 0;
    let mut start = move |cores: &mut ProcessorSharing<usize>, now| {
        number += 1;
        cores.start(now, amount(number), number);
    };
    for _ in 0..tasks {
        start(&mut cores, SimTime::ZERO);
    }
    bencher.counter(ItemsCount::new(2 * STEPS)).bench_local(|| {
        for _ in 0..STEPS {
            let now = cores.next_end().expect("tasks never run out");
            cores.finish(now);
            start(&mut cores, now);
        }
    });
}

/// Transfers over one backbone, each with a link of its own; whenever one ends, another takes its link.
#[divan::bench(args = [10, 100, 1_000, 10_000, 100_000])]
fn max_min(bencher: Bencher<'_, '_>, transfers: usize) {
    let mut flows = MaxMin::new();
    let backbone = flows.constraint(1.0, Sharing::Shared);
    let mut number = 0;
    let mut start = move |flows: &mut MaxMin<Constraint>, now, edge| {
        number += 1;
        let demand = Demand {
            amount: amount(number),
            priority: 1.0,
            bound: f64::INFINITY,
            uses: vec![(backbone, 1.05), (edge, 1.05)],
        };
        flows.start(now, demand, edge);
        flows.settle(now);
    };
    for _ in 0..transfers {
        let edge = flows.constraint(1.0, Sharing::Shared);
        start(&mut flows, SimTime::ZERO, edge);
    }
    bencher.counter(ItemsCount::new(2 * STEPS)).bench_local(|| {
        for _ in 0..STEPS {
            let now = flows.next_end().expect("transfers never run out");
            let edge = flows.finish(now).expect("one ends at that date");
            start(&mut flows, now, edge);
        }
    });
}

/// Between 1 and 2, scattered as random amounts would be.
fn amount(number: usize) -> f64 {
    1.0 + (number as f64 * 0.618_033_988_749_894_9).fract()
}
