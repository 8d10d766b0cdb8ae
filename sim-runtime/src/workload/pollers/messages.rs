//! Where messages come from: a mailbox, or arrivals.

use super::desk::Desk;
use crate::simulation::{Ctx, Mailbox};
use crate::units::{SimDuration, SimTime};
use crate::workload::Arrival;
use std::cell::RefCell;

/// A queue's other end.
pub(super) trait Messages<T> {
    /// Waits for the next message, and puts it and all others of its date on the desk, unless a date comes first.
    async fn take_in(&mut self, ctx: &mut Ctx, desk: &RefCell<Desk<T>>, until: Option<SimTime>);

    /// Whether there are no more.
    fn are_over(&self) -> bool;
}

/// So many messages of a mailbox.
pub(super) struct Sent<T: 'static> {
    pub(super) from: Mailbox<T>,
    pub(super) left: u64,
}

impl<T: 'static> Messages<T> for Sent<T> {
    async fn take_in(&mut self, ctx: &mut Ctx, desk: &RefCell<Desk<T>>, until: Option<SimTime>) {
        let (from, mut taken) = (self.from, 0);
        while self.left > 0 {
            let receive = async move |ctx: &mut Ctx| ctx.receive(from).await;
            let message = match until {
                None if taken == 0 => Ok(receive(ctx).await),
                _ if taken > 0 => ctx.with_timeout(SimDuration::ZERO, receive).await,
                until => {
                    let limit = until.unwrap_or(SimTime::MAX) - ctx.now();
                    ctx.with_timeout(limit, receive).await
                }
            };
            let Ok(message) = message else {
                return;
            };
            desk.borrow_mut().put(message);
            (taken, self.left) = (taken + 1, self.left - 1);
        }
        if let (0, Some(date)) = (taken, until) {
            ctx.sleep_until(date).await;
        }
    }

    fn are_over(&self) -> bool {
        self.left == 0
    }
}

/// A message at each arrival, which is its number from zero on.
pub(super) struct Arriving<A> {
    arrivals: A,
    /// When the next message comes, and its number.
    next: Option<(SimTime, u64)>,
}

impl<A: Arrival> Arriving<A> {
    pub(super) fn new(mut arrivals: A, ctx: &mut Ctx) -> Self {
        let first = arrivals.next(SimTime::ZERO, ctx.random());
        Self {
            arrivals,
            next: first.map(|date| (date, 0)),
        }
    }
}

impl<A: Arrival> Messages<u64> for Arriving<A> {
    async fn take_in(&mut self, ctx: &mut Ctx, desk: &RefCell<Desk<u64>>, until: Option<SimTime>) {
        let next = self.next.map(|(date, _)| date);
        let Some(date) = next.into_iter().chain(until).min() else {
            return;
        };
        ctx.sleep_until(date).await;
        while let Some((_, number)) = self.next.filter(|(next, _)| *next <= date) {
            desk.borrow_mut().put(number);
            let next = self.arrivals.next(date, ctx.random());
            assert!(
                next.is_none_or(|next| next >= date),
                "arrivals go backwards: message {} comes before {date}, when message {number} has come; an arrival process gives dates \
                 in order",
                number + 1
            );
            self.next = next.map(|date| (date, number + 1));
        }
    }

    fn are_over(&self) -> bool {
        self.next.is_none()
    }
}
