//! The loop: takes the events of one instant, lets the world handle each, resumes the processes that were answered.
//!
//! The events of an instant happen in the [order](super::order) of their ties; what is scheduled *during* an instant
//! *for* the same date forms the next instant, as a zero-time step.

use std::collections::VecDeque;
use std::rc::Rc;

use super::coroutine::{End, Exchange, Step};
use super::guard;
use super::order::{Event, order};
use super::process::{BoxedCoroutine, ProcessId};
use super::progress::Progress;
use super::queue::EventQueue;
use crate::units::{SimDuration, SimTime};

/// What a world says to a request.
#[derive(Debug)]
pub enum Answer<R, O> {
    /// The process continues at once.
    Now(R),
    /// The process stays suspended until [`Kernel::resume`].
    Later,
    /// The process is over, and its coroutine, which is still suspended, may become another process.
    Over(O),
}

/// Everything above the kernel: what processes may ask, and what happens.
pub trait World: Sized {
    /// What a process may ask.
    type Request: 'static;
    /// What it may be answered; the default value starts a process.
    type Reply: Default + 'static;
    /// What a process ends with.
    type Output: 'static;
    /// What the world schedules for itself.
    type Event: Event;

    /// A process asks for something. If it has only [posted](super::Channel::post) the request, the answer must be
    /// [`Answer::Now`], and is dropped.
    fn ask(
        &mut self,
        kernel: &mut KernelOf<Self>,
        by: ProcessId,
        request: Self::Request,
    ) -> Answer<Self::Reply, Self::Output>;

    /// When that began which ends with an event of class [`Sleep`](super::TieClass::Sleep) or
    /// [`Limit`](super::TieClass::Limit); `None` if the event is stale, and then it does not happen.
    fn began(&self, now: SimTime, event: &Self::Event) -> Option<SimTime>;

    /// An event's date has come.
    fn occur(&mut self, kernel: &mut KernelOf<Self>, event: Self::Event);

    /// Where the coroutine of a process is kept while it is suspended; `None` if there is no such process (any more).
    ///
    /// The world keeps it with all else that it knows of the process: to resume one of a million, one place is looked up.
    fn coroutine(&mut self, process: ProcessId) -> Option<&mut Option<CoroutineOf<Self>>>;

    /// A process has ended, and leaves its coroutine; the world forgets the process.
    ///
    /// After [`Answer::Over`] the coroutine is suspended and may be used again. Otherwise it is spent: to drop it drops
    /// what the process held, if it has awaited something foreign.
    fn ended(
        &mut self,
        kernel: &mut KernelOf<Self>,
        process: ProcessId,
        end: End<Self::Output>,
        coroutine: CoroutineOf<Self>,
    );

    /// A reply comes too late: its process is gone.
    fn undeliverable(
        &mut self,
        kernel: &mut KernelOf<Self>,
        process: ProcessId,
        reply: Self::Reply,
    ) {
        let _ = (kernel, process, reply);
    }

    /// A process goes on and on while no time passes; the world is over by now.
    fn stands_still(&mut self, kernel: &mut KernelOf<Self>, process: ProcessId) {
        panic!("process {process:?} goes on for ever at {}", kernel.now());
    }

    /// All that happens at this instant has happened; the last occasion to schedule, but not to resume a process, before
    /// time moves on. Returns whether the run goes on.
    fn settle(&mut self, kernel: &mut KernelOf<Self>) -> bool;

    /// Whether the run is over.
    fn is_over(&self) -> bool;
}

/// Why a run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The world said so.
    Over,
    /// Nothing is scheduled any more and the world is not over: what waits would wait for ever.
    Stuck,
    /// The next event lies beyond the horizon, where the clock is now.
    Horizon,
}

/// The kernel that drives a world.
type KernelOf<W> = Kernel<<W as World>::Request, <W as World>::Reply, <W as World>::Event>;

type CoroutineOf<W> =
    BoxedCoroutine<<W as World>::Request, <W as World>::Reply, <W as World>::Output>;

/// The part of the engine that a world may use while it runs: the clock, the queue, the processes that go on.
pub struct Kernel<Q, R, E> {
    exchange: Rc<Exchange<Q, R>>,
    queue: EventQueue<E>,
    ready: VecDeque<(ProcessId, R)>,
    events: u64,
    instants: u64,
    progress: Progress,
}

impl<Q, R: Default, E> Kernel<Q, R, E> {
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

    /// Lets a process continue with `reply` when the world returns; first come, first resumed.
    pub fn resume(&mut self, process: ProcessId, reply: R) {
        self.ready.push_back((process, reply));
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
        for (_, reply) in self.ready.drain(..) {
            outcome = outcome.and(guard::discard(reply));
        }
        outcome
    }
}

/// A world and the kernel that drives it.
pub struct Engine<W: World> {
    /// What happens.
    pub world: W,
    /// When it happens.
    pub kernel: KernelOf<W>,
    instant: Vec<W::Event>,
}

impl<W: World> Engine<W> {
    /// An engine at date zero with nothing scheduled.
    pub fn new(world: W) -> Self {
        let kernel = Kernel {
            exchange: Rc::default(),
            queue: EventQueue::new(),
            ready: VecDeque::new(),
            events: 0,
            instants: 0,
            progress: Progress::default(),
        };
        Self {
            world,
            kernel,
            instant: Vec::new(),
        }
    }

    /// The world and the kernel, when the run is over.
    pub fn into_parts(self) -> (W, KernelOf<W>) {
        (self.world, self.kernel)
    }

    /// Runs until the world is over, nothing can happen any more, or the next event lies beyond `horizon`.
    pub fn run(&mut self, horizon: SimTime) -> Stop {
        if !self.world.is_over() {
            self.resume_ready();
        }
        loop {
            if self.world.is_over() {
                return Stop::Over;
            }
            if !self.world.settle(&mut self.kernel) {
                return Stop::Over;
            }
            let single = self.kernel.queue.peek_single();
            let Some(date) = single.or_else(|| self.kernel.queue.pop_instant(&mut self.instant))
            else {
                return Stop::Stuck;
            };
            if date > horizon {
                self.kernel.exchange.advance(horizon);
                return Stop::Horizon;
            }
            self.kernel.exchange.advance(date);
            self.kernel.instants += 1;
            match single.and_then(|_| self.kernel.queue.pop_single()) {
                Some(event) => self.happen(event),
                None => self.happen_in_order(),
            }
        }
    }

    /// Lets the events of an instant happen.
    fn happen_in_order(&mut self) {
        let mut instant = std::mem::take(&mut self.instant);
        if instant.len() > 1 {
            let (world, now) = (&self.world, self.kernel.now());
            order(&mut instant, |event| world.began(now, event));
        }
        for event in instant.drain(..) {
            self.happen(event);
            if self.world.is_over() {
                break;
            }
        }
        // Given back for its memory.
        self.instant = instant;
    }

    // In both its places, the loop itself: a call would cost as much as what many an event does.
    #[inline(always)]
    fn happen(&mut self, event: W::Event) {
        self.kernel.events += 1;
        self.world.occur(&mut self.kernel, event);
        self.resume_ready();
    }

    fn resume_ready(&mut self) {
        while let Some((process, reply)) = self.kernel.ready.pop_front() {
            self.resume(process, reply);
        }
    }

    fn resume(&mut self, process: ProcessId, mut reply: W::Reply) {
        let Some(mut coroutine) = self.world.coroutine(process).and_then(Option::take) else {
            return self.world.undeliverable(&mut self.kernel, process, reply);
        };
        loop {
            if self.kernel.progress.step()
                && self
                    .kernel
                    .progress
                    .stands_still(self.kernel.exchange.now(), process)
            {
                return self.stand_still(process, coroutine, reply);
            }
            let step = coroutine.resume(&self.kernel.exchange, reply);
            while let Some(posted) = self.kernel.exchange.next_posted() {
                drop(self.world.ask(&mut self.kernel, process, posted));
            }
            let end = match step {
                Step::Asked(request) => match self.world.ask(&mut self.kernel, process, request) {
                    Answer::Now(answer) => {
                        reply = answer;
                        continue;
                    }
                    Answer::Later => {
                        if let Some(place) = self.world.coroutine(process) {
                            *place = Some(coroutine);
                        }
                        return;
                    }
                    Answer::Over(output) => End::Returned(output),
                },
                Step::Ended(end) => end,
            };
            return self.world.ended(&mut self.kernel, process, end, coroutine);
        }
    }

    /// Lets a process go on no more, nor any other.
    #[cold]
    fn stand_still(&mut self, process: ProcessId, coroutine: CoroutineOf<W>, reply: W::Reply) {
        if let Some(place) = self.world.coroutine(process) {
            *place = Some(coroutine);
        }
        self.world.undeliverable(&mut self.kernel, process, reply);
        while let Some((process, reply)) = self.kernel.ready.pop_front() {
            self.world.undeliverable(&mut self.kernel, process, reply);
        }
        self.world.stands_still(&mut self.kernel, process);
    }
}

#[cfg(test)]
mod tests;
