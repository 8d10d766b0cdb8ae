//! Event pollers: processes of the provider that take messages from a queue in batches, and invoke a function with each.

mod desk;
mod growth;
mod messages;
mod polled;

use std::cell::RefCell;
use std::rc::Rc;

use crate::kernel::Stream;
use crate::simulation::{Ctx, Invocable, Mailbox, Serverless};
use crate::units::SimDuration;
use desk::{Desk, work_through};
use growth::Growth;
use messages::{Messages, Sent};

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

    /// A field that means nothing, if one does, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, &'static str)> {
        let for_ever = self.retry_after.is_zero() && self.receives == 0;
        for_ever.then_some((
            "retry_after",
            "is zero, and messages that fail are tried for ever at one date; give it a time such as `30s`, or limit `receives`",
        ))
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
        if let Some((which, mistake)) = pollers.mistake() {
            panic!("event pollers: `{which}` {mistake}");
        }
        let left = pollers.messages;
        let batch = |messages, _: &mut Stream| messages;
        work_off(self, Sent { from, left }, (on, function), pollers, batch).await
    }
}

/// Takes messages by pollers until they are over and worked through.
async fn work_off<T, M, F, How, I>(
    ctx: &mut Ctx,
    mut messages: M,
    (on, function): (Serverless, F),
    pollers: EventPollers,
    input: I,
) -> Polled<T>
where
    T: Clone + 'static,
    M: Messages<T>,
    F: Invocable<How> + Copy + 'static,
    How: 'static,
    I: FnMut(Vec<T>, &mut Stream) -> F::Input + 'static,
{
    let desk = Rc::new(RefCell::new(Desk::new()));
    let input = Rc::new(RefCell::new(input));
    let mut growth = Growth::new(&pollers);
    while !messages.are_over() || growth.next.is_some() {
        messages.take_in(ctx, &desk, growth.next).await;
        let was_empty = desk.borrow_mut().was_empty();
        growth.grow(ctx.now(), was_empty, desk.borrow().at_work());
        while desk.borrow().at_work() < growth.pollers && !desk.borrow().none_waits() {
            let (work, input) = (Rc::clone(&desk), Rc::clone(&input));
            let number = desk.borrow_mut().begin();
            let poller = async move |ctx: &mut Ctx| {
                work_through(ctx, (&work, number), (on, function), pollers, &input).await;
            };
            let process = ctx.spawn("poller", poller).await;
            desk.borrow_mut().keep(number, process);
        }
        let desk = desk.borrow();
        growth.set(ctx.now(), desk.none_waits(), desk.at_work());
    }
    let at_work = desk.borrow_mut().processes();
    for process in at_work {
        ctx.join(process).await;
    }
    desk.borrow_mut().into_polled()
}
