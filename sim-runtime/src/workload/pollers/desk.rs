//! What pollers share, and what one of them does.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use super::event_pollers::{EventPollers, Polled};
use crate::kernel::Stream;
use crate::simulation::{Ctx, Invocable, Process, Serverless};

/// A message that waits.
struct Waiting<T> {
    message: T,
    /// How often it has been taken.
    receives: u32,
}

/// What pollers share.
pub(super) struct Desk<T> {
    waiting: VecDeque<Waiting<T>>,
    /// How many pollers are at work.
    at_work: u32,
    /// How many there have been.
    begun: u64,
    /// Those that are at work, by their numbers.
    processes: BTreeMap<u64, Process<()>>,
    /// Whether a poller has found that none waits, since that was last looked at.
    was_empty: bool,
    polled: Polled<T>,
}

impl<T> Desk<T> {
    pub(super) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            at_work: 0,
            begun: 0,
            processes: BTreeMap::new(),
            was_empty: false,
            polled: Polled {
                done: 0,
                given_up: Vec::new(),
                most_pollers: 0,
            },
        }
    }

    /// A message has come.
    pub(super) fn put(&mut self, message: T) {
        self.waiting.push_back(Waiting {
            message,
            receives: 0,
        });
    }

    pub(super) fn none_waits(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn at_work(&self) -> u32 {
        self.at_work
    }

    /// Whether a poller has found that none waits, since the last time.
    pub(super) fn was_empty(&mut self) -> bool {
        std::mem::take(&mut self.was_empty)
    }

    /// One more poller is at work; returns its number.
    pub(super) fn begin(&mut self) -> u64 {
        self.at_work += 1;
        self.polled.most_pollers = self.polled.most_pollers.max(self.at_work);
        self.begun += 1;
        self.begun - 1
    }

    /// The process of a poller that has begun.
    pub(super) fn keep(&mut self, poller: u64, process: Process<()>) {
        self.processes.insert(poller, process);
    }

    /// A poller has found that none waits.
    fn end(&mut self, poller: u64) {
        (self.at_work, self.was_empty) = (self.at_work - 1, true);
        self.processes.remove(&poller);
    }

    /// The processes that were at work last.
    pub(super) fn processes(&mut self) -> impl Iterator<Item = Process<()>> + use<T> {
        std::mem::take(&mut self.processes).into_values()
    }

    pub(super) fn take_polled(&mut self) -> Polled<T> {
        std::mem::replace(&mut self.polled, Self::new().polled)
    }

    /// The messages that have waited longest, at most so many.
    fn batch(&mut self, most: u32) -> Vec<Waiting<T>> {
        let count = self.waiting.len().min(most.max(1) as usize);
        self.waiting.drain(..count).collect()
    }

    /// Those of a failed batch wait again, or are given up.
    fn put_back(&mut self, batch: Vec<Waiting<T>>, pollers: &EventPollers) {
        for Waiting { message, receives } in batch {
            let receives = receives.saturating_add(1);
            if pollers.receives > 0 && receives >= pollers.receives {
                self.polled.given_up.push(message);
            } else {
                self.waiting.push_back(Waiting { message, receives });
            }
        }
    }
}

/// A poller: takes one batch after the other until none waits. `input` makes the input of an invocation of a batch.
pub(super) async fn work_through<T, F, How, I>(
    ctx: &mut Ctx,
    (desk, poller): (&RefCell<Desk<T>>, u64),
    (on, function): (Serverless, F),
    pollers: EventPollers,
    input: &RefCell<I>,
) where
    T: Clone + 'static,
    F: Invocable<How> + Copy,
    I: FnMut(Vec<T>, &mut Stream) -> F::Input,
{
    loop {
        let batch = desk.borrow_mut().batch(pollers.batch);
        if batch.is_empty() {
            return desk.borrow_mut().end(poller);
        }
        let messages = batch.iter().map(|one| one.message.clone()).collect();
        let input = (input.borrow_mut())(messages, ctx.random());
        let outcome = ctx.invoke_and_wait(on, function, input).await;
        if outcome.is_ok() {
            desk.borrow_mut().polled.done += batch.len() as u64;
            continue;
        }
        ctx.sleep(pollers.retry_after).await;
        desk.borrow_mut().put_back(batch, &pollers);
    }
}
