//! What is to come: the events that are scheduled, and who goes on at this date.

use std::rc::Rc;

use super::coroutine::Exchange;
use super::guard;
use super::process::ProcessId;
use super::progress::Progress;
use super::queue::EventQueue;
use super::rounds::Rounds;
use crate::units::{SimDuration, SimTime};

/// The part of the engine that a world may use while it runs: the clock, the queue, the processes that go on.
pub struct Kernel<Q, R, E> {
    pub(super) exchange: Rc<Exchange<Q, R>>,
    pub(super) queue: EventQueue<E>,
    pub(super) rounds: Rounds<Turn<R, E>>,
    /// Whether other events of this instant have still to happen.
    pub(super) crowded: bool,
    /// How many sleeps have begun; wraps.
    begun: u32,
    pub(super) events: u64,
    pub(super) instants: u64,
    pub(super) progress: Progress,
}

/// What comes up in a round.
pub(super) enum Turn<R, E> {
    /// A process goes on.
    Resume(ProcessId, R),
    /// Something happens.
    Event(E),
    /// Something goes on as a process would, which is no event.
    GoOn(E),
}

impl<Q, R: Default, E> Kernel<Q, R, E> {
    /// A kernel at date zero with nothing scheduled.
    pub(super) fn new() -> Self {
        Self {
            exchange: Rc::default(),
            queue: EventQueue::new(),
            rounds: Rounds::default(),
            crowded: false,
            begun: 0,
            events: 0,
            instants: 0,
            progress: Progress::default(),
        }
    }

    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.exchange.now()
    }

    /// What the coroutines share with this kernel.
    pub fn exchange(&self) -> &Rc<Exchange<Q, R>> {
        &self.exchange
    }

    /// Schedules an event; a date in the past counts as now, and [`SimTime::MAX`] as never.
    #[inline]
    pub fn at(&mut self, date: SimTime, event: E) {
        if date < SimTime::MAX {
            self.queue.schedule(date, event);
        }
    }

    /// Schedules an event `delay` from now.
    #[inline]
    pub fn after(&mut self, delay: SimDuration, event: E) {
        self.at(self.now() + delay, event);
    }

    /// The date of the next event that is scheduled.
    pub fn next_date(&self) -> Option<SimTime> {
        self.queue.next_date()
    }

    /// How many events are scheduled.
    pub fn scheduled(&self) -> usize {
        self.queue.len()
    }

    /// Starts a process, which has a place for its coroutine by now; it runs when the world returns.
    pub fn start(&mut self, process: ProcessId) {
        self.resume(process, R::default());
    }

    /// Lets a process continue with `reply` in the next round.
    pub fn resume(&mut self, process: ProcessId, reply: R) {
        self.resume_after(0, process, reply);
    }

    /// Lets a process continue with `reply` so many rounds after the next one, unless everybody else is done before.
    #[inline]
    pub fn resume_after(&mut self, rounds: u32, process: ProcessId, reply: R) {
        self.rounds.push(rounds, Turn::Resume(process, reply));
    }

    /// Lets something happen at this date, so many rounds after the next one, unless everybody else is done before.
    #[inline]
    pub fn soon(&mut self, rounds: u32, event: E) {
        self.rounds.push(rounds, Turn::Event(event));
    }

    /// Lets what takes the place of a process go on: as [`Kernel::resume_after`], and as little an event.
    #[inline]
    pub fn go_on_after(&mut self, rounds: u32, event: E) {
        self.rounds.push(rounds, Turn::GoOn(event));
    }

    /// As [`Kernel::soon`], after all others of that round.
    pub fn soon_last(&mut self, rounds: u32, event: E) {
        self.rounds.push_last(rounds, Turn::Event(event));
    }

    /// Whether nobody but the one whose turn it is has anything to do at this date, as far as is known: then nobody can
    /// tell how many rounds something takes.
    #[inline]
    pub fn is_alone(&self) -> bool {
        self.rounds.is_empty() && !self.crowded
    }

    /// Does something that happens together with others of the same instant, which are still to come.
    pub fn with_others<T>(&mut self, others: bool, work: impl FnOnce(&mut Self) -> T) -> T {
        let crowded = self.crowded;
        self.crowded |= others;
        let outcome = work(self);
        self.crowded = crowded;
        outcome
    }

    /// The round that goes on: of two at one instant, the greater comes later.
    pub fn round(&self) -> u32 {
        self.rounds.round()
    }

    /// A sleep begins; returns its place among those that begin at this date.
    #[inline]
    pub fn begin_sleep(&mut self) -> u32 {
        self.begun = self.begun.wrapping_add(1);
        self.begun
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// How many instants there have been: an instant is all that is scheduled for a date when that date comes, and what is
    /// scheduled for the same date meanwhile is the next one.
    pub fn instants(&self) -> u64 {
        self.instants
    }

    /// Drops all that is left when the run is over: what processes have asked or been answered and will never see.
    ///
    /// # Errors
    ///
    /// The message of the first panic of a destructor among that.
    pub fn discard(mut self) -> Result<(), String> {
        let mut outcome = self.exchange.discard();
        for turn in self.rounds.drain() {
            if let Turn::Resume(_, reply) = turn {
                outcome = outcome.and(guard::discard(reply));
            }
        }
        outcome
    }
}
