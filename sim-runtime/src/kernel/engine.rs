//! The loop: takes the events of one instant, lets the world handle each, resumes the processes that were answered.
//!
//! The events of an instant happen in the [order](super::order) of their ties, and whoever goes on because of them takes
//! his turn in the order of the rounds. What is scheduled *during* an instant *for* the same date forms the
//! next instant, as a zero-time step.

use super::agenda::{Kernel, Turn};
use super::coroutine::{End, Step};
use super::order::{Begin, Event, order};
use super::process::{BoxedCoroutine, ProcessId};
use crate::units::SimTime;

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
    /// [`Computation`](super::TieClass::Computation); `None` if it is a sleep that is stale, and then it does not happen.
    fn began(&self, now: SimTime, event: &Self::Event) -> Option<Begin>;

    /// An event's date has come, or its turn.
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
        Self {
            world,
            kernel: Kernel::new(),
            instant: Vec::new(),
        }
    }

    /// The world and the kernel, when the run is over.
    pub fn into_parts(self) -> (W, KernelOf<W>) {
        (self.world, self.kernel)
    }

    /// Runs until the world is over, nothing can happen any more, or the next event lies beyond `horizon`.
    pub fn run(&mut self, horizon: SimTime) -> Stop {
        loop {
            if self.world.is_over() {
                return Stop::Over;
            }
            self.take_turns();
            if self.world.is_over() || !self.world.settle(&mut self.kernel) {
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
        self.kernel.crowded = instant.len() > 1;
        for event in instant.drain(..) {
            self.happen(event);
            if self.world.is_over() {
                break;
            }
        }
        self.kernel.crowded = false;
        // Given back for its memory.
        self.instant = instant;
    }

    #[inline]
    fn happen(&mut self, event: W::Event) {
        self.kernel.events += 1;
        self.world.occur(&mut self.kernel, event);
    }

    /// Lets everybody take his turn who has something to do at this date, until the world is over.
    fn take_turns(&mut self) {
        while let Some(turn) = self.kernel.rounds.next() {
            let may_be_over = match turn {
                Turn::Resume(process, reply) => self.resume(process, reply),
                Turn::Event(event) => {
                    self.happen(event);
                    true
                }
                Turn::GoOn(event) => {
                    self.world.occur(&mut self.kernel, event);
                    true
                }
            };
            if may_be_over && self.world.is_over() {
                return;
            }
        }
    }

    /// Resumes a process until it waits or ends; returns whether it has ended.
    fn resume(&mut self, process: ProcessId, mut reply: W::Reply) -> bool {
        let Some(mut coroutine) = self.world.coroutine(process).and_then(Option::take) else {
            self.world.undeliverable(&mut self.kernel, process, reply);
            return true;
        };
        loop {
            if self.kernel.progress.step()
                && self
                    .kernel
                    .progress
                    .stands_still(self.kernel.exchange.now(), process)
            {
                self.stand_still(process, coroutine, reply);
                return true;
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
                        return false;
                    }
                    Answer::Over(output) => End::Returned(output),
                },
                Step::Ended(end) => end,
            };
            self.world.ended(&mut self.kernel, process, end, coroutine);
            return true;
        }
    }

    /// Lets a process go on no more, nor any other.
    #[cold]
    fn stand_still(&mut self, process: ProcessId, coroutine: CoroutineOf<W>, reply: W::Reply) {
        if let Some(place) = self.world.coroutine(process) {
            *place = Some(coroutine);
        }
        self.world.undeliverable(&mut self.kernel, process, reply);
        while let Some(turn) = self.kernel.rounds.next() {
            if let Turn::Resume(process, reply) = turn {
                self.world.undeliverable(&mut self.kernel, process, reply);
            }
        }
        self.world.stands_still(&mut self.kernel, process);
    }
}

#[cfg(test)]
mod tests;
