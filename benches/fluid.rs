//! What shared capacities cost: the cores of a host, and links that many transfers cross.
//!
//! `cargo bench --bench fluid` measures; `cargo bench --bench fluid -- --test` only checks that everything runs. Whenever one
//! activity ends another starts, so that there are always as many; an item is a start or an end.

use coldstart::fluid::{Constraint, Demand, EndOrder, MaxMin, ProcessorSharing, Sharing};
use coldstart::units::{SimDuration, SimTime};

use divan::Bencher;
use divan::counter::ItemsCount;

/// How many activities there are at a time.
const ACTIVITIES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

/// Ends, and as many starts, in a measurement.
const STEPS: usize = 1000;

fn main() {
    divan::main();
}

/// Tasks that share the cores of a host.
mod processor_sharing {
    use super::*;

    /// Equal tasks, which end together.
    #[divan::bench(args = ACTIVITIES)]
    fn alike(bencher: Bencher<'_, '_>, tasks: usize) {
        bench(bencher, tasks, |_| 1.0);
    }

    /// Tasks of different lengths.
    #[divan::bench(args = ACTIVITIES)]
    fn different(bencher: Bencher<'_, '_>, tasks: usize) {
        bench(bencher, tasks, scattered);
    }

    fn bench(bencher: Bencher<'_, '_>, tasks: usize, work: fn(usize) -> f64) {
        let mut cores = ProcessorSharing::new(4.0, 1.0);
        let mut number = 0;
        let mut start = move |cores: &mut ProcessorSharing<usize>, now| {
            number += 1;
            cores.start(now, work(number), number);
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
}

/// Transfers over one backbone, each with a link of its own, and of different sizes.
mod max_min {
    use super::*;

    /// Equal links, so that the transfers share one rate and no link but the backbone matters.
    #[divan::bench(args = ACTIVITIES)]
    fn alike(bencher: Bencher<'_, '_>, transfers: usize) {
        bench(bencher, transfers, STEPS, |_| 1.0);
    }

    /// Links that all differ: each start and each end is one for every transfer.
    #[divan::bench(args = ACTIVITIES, sample_count = 10, sample_size = 1)]
    fn different(bencher: Bencher<'_, '_>, transfers: usize) {
        let steps = (STEPS * STEPS / transfers).clamp(10, STEPS);
        bench(bencher, transfers, steps, scattered);
    }

    /// Whole lives of transfers that all differ: they start one after the other, all are under way for a while, and they end
    /// one after the other. Links have between a quarter of a fair share of the backbone and four times that, so that which of
    /// them limit their transfers changes with every start and end.
    #[divan::bench(args = [10, 100, 1_000, 10_000, 30_000], sample_count = 1, sample_size = 1)]
    fn lives(bencher: Bencher<'_, '_>, transfers: usize) {
        let share = 1e9 / transfers as f64;
        bencher
            .counter(ItemsCount::new(2 * transfers))
            .bench_local(|| {
                let mut flows = MaxMin::new();
                let backbone = flows.constraint(1e9, Sharing::Shared);
                let mut now = SimTime::ZERO;
                for number in 0..transfers {
                    let edge = share * 4f64.powf(2.0 * scattered(number) - 3.0);
                    let edge = flows.constraint(edge, Sharing::Shared);
                    let demand = Demand {
                        amount: 1e8 * scattered(7 * number),
                        priority: 1e-3 * scattered(3 * number),
                        bound: f64::INFINITY,
                        uses: vec![(backbone, 1.05), (edge, 1.05)],
                        order: EndOrder::Started,
                    };
                    flows.start(now, demand, number);
                    flows.settle(now);
                    now += SimDuration::from_micros(10);
                }
                let mut ended = 0;
                while let Some(date) = flows.next_end() {
                    while flows.finish(date).is_some() {
                        ended += 1;
                    }
                    flows.settle(date);
                }
                assert_eq!(ended, transfers);
            });
    }

    fn bench(
        bencher: Bencher<'_, '_>,
        transfers: usize,
        steps: usize,
        bandwidth: fn(usize) -> f64,
    ) {
        let mut flows = MaxMin::new();
        let backbone = flows.constraint(1.0, Sharing::Shared);
        let mut number = 0;
        let mut start = move |flows: &mut MaxMin<Constraint>, now, edge| {
            number += 1;
            let demand = Demand {
                amount: scattered(number),
                priority: 1.0,
                bound: f64::INFINITY,
                uses: vec![(backbone, 1.05), (edge, 1.05)],
                order: EndOrder::Started,
            };
            flows.start(now, demand, edge);
        };
        for transfer in 0..transfers {
            let edge = flows.constraint(bandwidth(transfer), Sharing::Shared);
            start(&mut flows, SimTime::ZERO, edge);
        }
        flows.settle(SimTime::ZERO);
        bencher.counter(ItemsCount::new(2 * steps)).bench_local(|| {
            for _ in 0..steps {
                let now = flows.next_end().expect("transfers never run out");
                let edge = flows.finish(now).expect("one ends at that date");
                start(&mut flows, now, edge);
                flows.settle(now);
            }
        });
    }
}

/// Between 1 and 2, scattered as random amounts would be.
fn scattered(number: usize) -> f64 {
    1.0 + (number as f64 * 0.618_033_988_749_894_9).fract()
}
