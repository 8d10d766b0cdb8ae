//! How many pollers there are, and what comes of what they take.

use crate::units::SimDuration;

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
