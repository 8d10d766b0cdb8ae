//! The loop: takes the events of one instant, lets the world handle each, resumes whoever was answered.
//!
//! Ties are decided here and nowhere else. The events of an instant come in the order of their [`Class`]; what is
//! scheduled *during* an instant *for* the same date forms the next instant, as a zero-time step.

use std::collections::VecDeque;
use std::rc::Rc;

use super::coroutine::{Pulse, Step};
use super::process::{Body, ProcessId, StepOf};
use super::queue::EventQueue;
use crate::units::{SimDuration, SimTime};

/// The order of the things that happen at one instant; it is that of the reference (SEMANTICS, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Ends of sleeps: the longest first, and of those that began together, the latest started first.
    Sleep,
    /// Ends of computations, in the order in which they were scheduled.
    Computation,
    /// Limits that something was not allowed to exceed, in the same order as sleeps: what ended exactly at its limit has
    /// ended already.
    Limit,
    /// Everything else, in the order in which it was scheduled.
    Other,
    /// Idle time-outs, after everything else of their date.
    Expiry,
    /// What must find everything else done.
    Last,
}

/// An event of a world.
pub trait Occurrence: Copy {
    /// Where the event stands among those of its instant.
    fn class(&self) -> Class;
}

/// What a world says to a request.
#[derive(Debug)]
pub enum Answer<R, O> {
    /// The process continues at once.
    Now(R),
    /// The process stays suspended until [`Kernel::resume`].
    Later,
    /// The process is over; its coroutine waits for another life, in which it is a process of its own.
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
    type Event: Occurrence;

    /// A process asks for something. If it has only [posted](super::Channel::post) the request, the answer must be
    /// [`Answer::Now`], and is dropped.
    fn ask(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        request: Self::Request,
    ) -> Answer<Self::Reply, Self::Output>;

    /// When that began which ends with an event of class [`Class::Sleep`] or [`Class::Limit`]; `None` if the event is
    /// stale, and then it does not happen.
    fn began(&self, now: SimTime, event: &Self::Event) -> Option<SimTime>;

    /// An event's date has come.
    fn occur(&mut self, kernel: &mut Kernel<Self>, event: Self::Event);

    /// Where the coroutine of a process is kept while it is suspended; `None` if there is no such process (any more).
    ///
    /// The world keeps it with all else that it knows of the process: to resume one of a million, one place is looked up.
    fn body(&mut self, process: ProcessId) -> Option<&mut Option<Body<Self>>>;

    /// A process has ended, by returning, by panicking or by awaiting something that is not ours; the world forgets it.
    ///
    /// The step is never [`Step::Asked`]; it is [`Step::Ended`] after [`Answer::Over`], too.
    fn ended(&mut self, kernel: &mut Kernel<Self>, process: ProcessId, step: StepOf<Self>);

    /// A process was over by [`Answer::Over`], and this is its coroutine, suspended; [`World::ended`] has been called.
    fn retired(&mut self, process: ProcessId, body: Body<Self>) {
        let _ = (process, body);
    }

    /// All that happens at this instant has happened; the last occasion to schedule, but not to resume anybody, before time
    /// moves on.
    fn settle(&mut self, kernel: &mut Kernel<Self>);

    /// Whether the run is over.
    fn is_over(&self) -> bool;
}

/// Why a run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// [`World::is_over`] said so.
    Over,
    /// Nothing is scheduled any more and the world is not over: whoever waits would wait for ever.
    Stuck,
    /// The next event lies beyond the horizon.
    Horizon,
}

/// What coroutines of a world share with its kernel.
pub type PulseOf<W> = Pulse<<W as World>::Request, <W as World>::Reply>;

/// The part of the engine that a world may use while it runs: the clock, the queue, the processes that go on.
pub struct Kernel<W: World> {
    pulse: Rc<PulseOf<W>>,
    queue: EventQueue<W::Event>,
    ready: VecDeque<(ProcessId, W::Reply)>,
    events: u64,
}

impl<W: World> Kernel<W> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.pulse.now()
    }

    /// What coroutines of this kernel share with it.
    pub fn pulse(&self) -> &Rc<PulseOf<W>> {
        &self.pulse
    }

    /// Schedules an event; a date in the past counts as now, and [`SimTime::MAX`] as never.
    #[inline]
    pub fn at(&mut self, date: SimTime, event: W::Event) {
        if date < SimTime::MAX {
            self.queue.schedule(date, event);
        }
    }

    /// Schedules an event `delay` from now.
    #[inline]
    pub fn after(&mut self, delay: SimDuration, event: W::Event) {
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
        self.resume(process, W::Reply::default());
    }

    /// Lets a process continue with `reply` when the world returns; first come, first resumed.
    pub fn resume(&mut self, process: ProcessId, reply: W::Reply) {
        self.ready.push_back((process, reply));
    }

    /// How many events have happened.
    pub fn events(&self) -> u64 {
        self.events
    }
}

/// A world and the kernel that drives it.
pub struct Engine<W: World> {
    /// What happens.
    pub world: W,
    /// When it happens.
    pub kernel: Kernel<W>,
    instant: Vec<W::Event>,
}

impl<W: World> Engine<W> {
    /// An engine at date zero with nothing scheduled.
    pub fn new(world: W) -> Self {
        let kernel = Kernel {
            pulse: Rc::default(),
            queue: EventQueue::new(),
            ready: VecDeque::new(),
            events: 0,
        };
        Self {
            world,
            kernel,
            instant: Vec::new(),
        }
    }

    /// Runs until the world is over, nothing can happen any more, or the next event lies beyond `horizon`.
    pub fn run(&mut self, horizon: SimTime) -> Stop {
        self.resume_ready();
        loop {
            if self.world.is_over() {
                return Stop::Over;
            }
            self.world.settle(&mut self.kernel);
            let alone = self.kernel.queue.peek_single();
            let Some(date) = alone.or_else(|| self.kernel.queue.pop_instant(&mut self.instant))
            else {
                return Stop::Stuck;
            };
            if date > horizon {
                return Stop::Horizon;
            }
            self.kernel.pulse.advance(date);
            match alone.and_then(|_| self.kernel.queue.pop_single()) {
                Some(event) => self.happen(event),
                None => self.happen_in_order(),
            }
        }
    }

    /// Lets the events of an instant happen.
    fn happen_in_order(&mut self) {
        let mut instant = std::mem::take(&mut self.instant);
        if instant.len() > 1 {
            order(&self.world, self.kernel.now(), &mut instant);
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
        let Some(mut body) = self.world.body(process).and_then(Option::take) else {
            return;
        };
        loop {
            let step = body.resume(&self.kernel.pulse, reply);
            while let Some(posted) = self.kernel.pulse.next_posted() {
                drop(self.world.ask(&mut self.kernel, process, posted));
            }
            match step {
                Step::Asked(request) => match self.world.ask(&mut self.kernel, process, request) {
                    Answer::Now(answer) => reply = answer,
                    Answer::Later => {
                        return self
                            .world
                            .body(process)
                            .map_or((), |place| *place = Some(body));
                    }
                    Answer::Over(output) => {
                        self.world
                            .ended(&mut self.kernel, process, Step::Ended(output));
                        return self.world.retired(process, body);
                    }
                },
                end => {
                    drop(body);
                    return self.world.ended(&mut self.kernel, process, end);
                }
            }
        }
    }
}

/// Puts the events of an instant, which come in the order in which they were scheduled, into the order of their classes.
fn order<W: World>(world: &W, now: SimTime, instant: &mut Vec<W::Event>) {
    let is_ordered = |event: &W::Event| matches!(event.class(), Class::Sleep | Class::Limit);
    instant.retain(|event| !is_ordered(event) || world.began(now, event).is_some());
    instant.sort_by_key(Occurrence::class);
    for class in instant.chunk_by_mut(|one, next| one.class() == next.class()) {
        if is_ordered(&class[0]) {
            class
                .chunk_by_mut(|one, next| world.began(now, one) == world.began(now, next))
                .for_each(<[_]>::reverse);
        }
    }
}

#[cfg(test)]
mod tests;
