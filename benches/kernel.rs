//! What the kernel costs: the event queue and the coroutines, without a world around them.
//!
//! `cargo bench --bench kernel` measures; `cargo bench --bench kernel -- --test` only checks that everything runs.

use divan::Bencher;

fn main() {
    divan::main();
}

/// The event queue in the hold model: as many events come as go, so that the number of those that wait stays what it is.
mod queue {
    use coldstart::kernel::{EventQueue, Seed};
    use coldstart::units::{SimDuration, SimTime};

    use divan::counter::ItemsCount;

    use super::Bencher;

    /// How many delays are drawn before anything is measured; they are used over and over.
    const DELAYS: usize = 1 << 16;

    /// Pops one instant and schedules as many events as it had, each an exponentially distributed delay later; this as often
    /// as events wait, because most steps are cheap and a few move many events.
    #[divan::bench(args = [1_000, 10_000, 100_000, 1_000_000, 10_000_000], sample_count = 10)]
    fn hold(bencher: Bencher<'_, '_>, pending: usize) {
        let mut hold = Hold::new(pending);
        bencher
            .counter(ItemsCount::new(pending))
            .bench_local(move || hold.turn_over());
    }

    struct Hold {
        queue: EventQueue<u64>,
        instant: Vec<u64>,
        delays: Vec<SimDuration>,
        next: usize,
    }

    impl Hold {
        /// A queue that has been turned over once, so that the dates in it are those of a long run.
        fn new(pending: usize) -> Self {
            let mut stream = Seed(42).stream(0, "delays");
            let mean = SimDuration::from_secs(1);
            let delays = (0..DELAYS).map(|_| stream.exponential_duration(mean));
            let mut hold = Self {
                queue: EventQueue::new(),
                instant: Vec::new(),
                delays: delays.collect(),
                next: 0,
            };
            for event in 0..pending as u64 {
                hold.schedule(SimTime::ZERO, event);
            }
            hold.turn_over();
            hold
        }

        fn turn_over(&mut self) {
            for _ in 0..self.queue.len() {
                self.step();
            }
        }

        fn step(&mut self) {
            let mut instant = std::mem::take(&mut self.instant);
            let now = self.queue.pop_instant(&mut instant);
            for event in instant.drain(..) {
                self.schedule(now.unwrap_or_default(), event);
            }
            self.instant = instant;
        }

        fn schedule(&mut self, now: SimTime, event: u64) {
            let delay = self.delays[self.next % DELAYS];
            self.next += 1;
            self.queue.schedule(now + delay, event);
        }
    }
}

/// A coroutine from its creation to its end; boxed, as the kernel holds it.
mod coroutine {
    use std::rc::Rc;

    use coldstart::kernel::{Coroutine, Exchange, Step, coroutine};

    use super::Bencher;

    struct Counter {
        exchange: Rc<Exchange<u64, u64>>,
        body: Box<dyn Coroutine<u64, u64, u64>>,
    }

    impl Counter {
        fn resume(&mut self, reply: u64) -> Step<u64, u64> {
            self.body.resume(&self.exchange, reply)
        }
    }

    /// A coroutine that asks without end.
    fn counter() -> Counter {
        let exchange = Rc::default();
        let body = coroutine(Rc::clone(&exchange), |mut channel| async move {
            let mut count = 0;
            loop {
                count = channel.ask(count).await;
            }
        });
        Counter { exchange, body }
    }

    /// A coroutine that waits for the answer to its first question.
    fn suspended() -> Counter {
        let mut counter = counter();
        counter.resume(0);
        counter
    }

    /// Creates one; it has not run yet.
    #[divan::bench]
    fn create() -> Counter {
        counter()
    }

    /// Drops one that has not run yet, as when a run ends before a process begins.
    #[divan::bench]
    fn drop_unstarted(bencher: Bencher<'_, '_>) {
        bencher.with_inputs(counter).bench_local_values(drop);
    }

    /// Creates one and runs it to its first question.
    #[divan::bench]
    fn create_and_start() -> Counter {
        suspended()
    }

    /// Answers a question, and runs it to the next.
    #[divan::bench]
    fn resume(bencher: Bencher<'_, '_>) {
        let mut counter = suspended();
        bencher.bench_local(move || match counter.resume(1) {
            Step::Asked(count) => count,
            _ => unreachable!("a counter asks without end"),
        });
    }

    /// Drops one that waits, as when a body reaches its time limit.
    #[divan::bench]
    fn drop_suspended(bencher: Bencher<'_, '_>) {
        bencher.with_inputs(suspended).bench_local_values(drop);
    }
}
