//! Event pollers: processes of the provider that take messages from a queue in batches, and invoke a function with each.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::simulation::{Ctx, Invocable, Mailbox, Process, Serverless};
use crate::units::{SimDuration, SimTime};

/// How many pollers take messages from a queue, and how.
///
/// There are `start` pollers at first. While all are at work and messages wait, one more comes each minute's `per_minute`th part,
/// up to `most`. When no message waits, as many stay as are at work, and at least `start`. A poller takes up to `batch` messages of
/// those that wait, oldest first, invokes the function with them, and waits until that is over. If it fails, or is refused, the
/// poller keeps the messages to itself for `retry_after`, and puts them back to the others; a message that has been taken
/// `receives` times is given up.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// # fn declare(sim: &mut Builder, user: HostId, cloud: Serverless, store: Function<Vec<u64>, ()>) {
/// let orders = sim.mailbox::<u64>("orders");
/// sim.controller("shop", user, async move |ctx: &mut Ctx| {
///     for order in 0..100 {
///         ctx.send(orders, order).await;
///     }
/// });
/// sim.controller("pollers", user, async move |ctx: &mut Ctx| {
///     let pollers = EventPollers { messages: 100, ..EventPollers::sqs() };
///     let polled = ctx.poll(orders, cloud, store, pollers).await;
///     assert_eq!(polled.done, 100);
/// });
/// # }
/// ```
///
/// Source: AWS Lambda, "Using Lambda with Amazon SQS" of its developer guide, from memory (2025): 5 batches at once at first, 300 more a
/// minute, at most 1000; batches of 10 messages; messages are visible again after 30 s. That more pollers come evenly, and when
/// they go, is ours: the guide does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPollers {
    /// How many messages an invocation gets at most; zero counts as one. Default: 10.
    pub batch: u32,
    /// How many pollers there are at first; zero counts as one. Default: 5.
    pub start: u32,
    /// How many more come each minute. Default: 300.
    pub per_minute: u32,
    /// How many there are at most; less than `start` counts as that. Default: 1000.
    pub most: u32,
    /// How long a poller keeps messages whose invocation has failed \[s\]; zero only with a limit of `receives`, for they would be
    /// tried for ever at one date. Default: 30 s.
    pub retry_after: SimDuration,
    /// How often a message is taken before it is given up. Zero, the default: as often as it takes.
    pub receives: u32,
    /// After how many messages that are done or given up the pollers end. Default: they do not.
    pub messages: u64,
}

impl EventPollers {
    /// AWS Lambda's for a queue of SQS; the default.
    pub fn sqs() -> Self {
        Self {
            batch: 10,
            start: 5,
            per_minute: 300,
            most: 1000,
            retry_after: SimDuration::from_secs(30),
            receives: 0,
            messages: u64::MAX,
        }
    }
}

impl Default for EventPollers {
    fn default() -> Self {
        Self::sqs()
    }
}

/// What has become of the messages that pollers took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled<T> {
    /// How many were in invocations that succeeded.
    pub done: u64,
    /// Those that were given up, in this order.
    pub given_up: Vec<T>,
    /// How many pollers were at work at once at most.
    pub most_pollers: u32,
}

/// A message that waits.
struct Waiting<T> {
    message: T,
    /// How often it has been taken.
    receives: u32,
}

/// What pollers share.
struct Desk<T> {
    waiting: VecDeque<Waiting<T>>,
    /// How many pollers are at work.
    at_work: u32,
    /// Whether a poller has found that none waits, since that was last looked at.
    was_empty: bool,
    polled: Polled<T>,
}

impl Ctx {
    /// Takes messages from a mailbox by pollers, and invokes a function with batches of them. Ends after as many
    /// [messages](EventPollers::messages) as it is told, or with its process.
    ///
    /// The pollers are processes of their own on the host of this one. All messages that have been sent at a date are there when
    /// the first batch of that date is taken.
    ///
    /// # Panics
    ///
    /// If `retry_after` and `receives` are both zero, which ends the run with a message.
    pub async fn poll<T, F, How>(
        &mut self,
        from: Mailbox<T>,
        on: Serverless,
        function: F,
        pollers: EventPollers,
    ) -> Polled<T>
    where
        T: Clone + 'static,
        F: Invocable<How, Input = Vec<T>> + Copy + 'static,
        How: 'static,
    {
        assert!(
            !pollers.retry_after.is_zero() || pollers.receives > 0,
            "event pollers have a `retry_after` of zero, and try failing messages for ever at one date; give it a time such as `30s`, or limit `receives`"
        );
        let desk = Desk {
            waiting: VecDeque::new(),
            at_work: 0,
            was_empty: false,
            polled: Polled {
                done: 0,
                given_up: Vec::new(),
                most_pollers: 0,
            },
        };
        let desk = Rc::new(RefCell::new(desk));
        let mut at_work: Vec<Process<()>> = Vec::new();
        let (mut growth, mut left) = (Growth::new(&pollers), pollers.messages);
        while left > 0 || growth.next.is_some() {
            left -= self.take_in(from, &desk, left, growth.next).await;
            let was_empty = std::mem::take(&mut desk.borrow_mut().was_empty);
            growth.grow(self.now(), was_empty, desk.borrow().at_work);
            while desk.borrow().at_work < growth.pollers && !desk.borrow().waiting.is_empty() {
                let work = Rc::clone(&desk);
                at_work.push(
                    self.spawn("poller", async move |ctx: &mut Ctx| {
                        work_through(ctx, &work, (on, function), pollers).await;
                    })
                    .await,
                );
                let mut desk = desk.borrow_mut();
                desk.at_work += 1;
                desk.polled.most_pollers = desk.polled.most_pollers.max(desk.at_work);
            }
            let desk = desk.borrow();
            growth.set(self.now(), desk.waiting.is_empty(), desk.at_work);
        }
        for process in at_work {
            self.join(process).await;
        }
        let polled = Polled {
            done: 0,
            given_up: Vec::new(),
            most_pollers: 0,
        };
        std::mem::replace(&mut desk.borrow_mut().polled, polled)
    }

    /// Takes the next message and all others of its date, unless the date comes first at which there is one more poller. Returns
    /// how many.
    async fn take_in<T: 'static>(
        &mut self,
        from: Mailbox<T>,
        desk: &RefCell<Desk<T>>,
        left: u64,
        until: Option<SimTime>,
    ) -> u64 {
        let mut taken = 0;
        while taken < left {
            let receive = async move |ctx: &mut Ctx| ctx.receive(from).await;
            let message = match until {
                None if taken == 0 => Ok(receive(self).await),
                _ if taken > 0 => self.with_timeout(SimDuration::ZERO, receive).await,
                until => {
                    let limit = until.unwrap_or(SimTime::MAX) - self.now();
                    self.with_timeout(limit, receive).await
                }
            };
            let Ok(message) = message else {
                return taken;
            };
            desk.borrow_mut().waiting.push_back(Waiting {
                message,
                receives: 0,
            });
            taken += 1;
        }
        if let (0, Some(date)) = (taken, until) {
            self.sleep_until(date).await;
        }
        taken
    }
}

/// How many pollers there are.
struct Growth {
    pollers: u32,
    least: u32,
    most: u32,
    /// After which time there is one more; none if there never is.
    step: Option<SimDuration>,
    /// When there is one more, while messages wait.
    next: Option<SimTime>,
}

impl Growth {
    fn new(pollers: &EventPollers) -> Self {
        let least = pollers.start.max(1);
        let minute = SimDuration::from_mins(1).as_nanos();
        let step = minute.checked_div(u64::from(pollers.per_minute));
        Self {
            pollers: least,
            least,
            most: pollers.most.max(least),
            step: step.map(|step| SimDuration::from_nanos(step.max(1))),
            next: None,
        }
    }

    /// There is one more if it is time; if none has waited meanwhile, those are left that are at work.
    fn grow(&mut self, now: SimTime, was_empty: bool, at_work: u32) {
        if was_empty {
            self.pollers = at_work.max(self.least);
            self.next = None;
        } else if self.next.is_some_and(|next| next <= now) {
            self.pollers += 1;
            self.next = None;
        }
    }

    /// Sets the time of the next one, or lets those go that have nothing to do.
    fn set(&mut self, now: SimTime, none_waits: bool, at_work: u32) {
        if none_waits {
            self.pollers = at_work.max(self.least);
            self.next = None;
        } else if self.pollers < self.most && self.next.is_none() {
            self.next = self.step.map(|step| now + step);
        }
    }
}

/// A poller: takes one batch after the other until none waits.
async fn work_through<T, F, How>(
    ctx: &mut Ctx,
    desk: &RefCell<Desk<T>>,
    (on, function): (Serverless, F),
    pollers: EventPollers,
) where
    T: Clone + 'static,
    F: Invocable<How, Input = Vec<T>> + Copy,
{
    loop {
        let batch: Vec<Waiting<T>> = {
            let waiting = &mut desk.borrow_mut().waiting;
            let count = waiting.len().min(pollers.batch.max(1) as usize);
            waiting.drain(..count).collect()
        };
        if batch.is_empty() {
            let mut desk = desk.borrow_mut();
            (desk.at_work, desk.was_empty) = (desk.at_work - 1, true);
            return;
        }
        let input = batch.iter().map(|one| one.message.clone()).collect();
        let outcome = ctx.invoke_and_wait(on, function, input).await;
        if outcome.is_ok() {
            desk.borrow_mut().polled.done += batch.len() as u64;
            continue;
        }
        ctx.sleep(pollers.retry_after).await;
        let mut desk = desk.borrow_mut();
        for Waiting { message, receives } in batch {
            let receives = receives.saturating_add(1);
            if pollers.receives > 0 && receives >= pollers.receives {
                desk.polled.given_up.push(message);
            } else {
                desk.waiting.push_back(Waiting { message, receives });
            }
        }
    }
}
