//! The loop: takes the events of one instant, lets the world handle each, resumes whoever was answered.
//!
//! Ties are decided here and nowhere else. The events of an instant come in the order of their [`Class`]; what is
//! scheduled *during* an instant *for* the same date forms the next instant, as a zero-time step.

use std::collections::VecDeque;
use std::rc::Rc;

use super::coroutine::{Coroutine, Pulse, Step};
use super::process::{ProcessId, Processes, StepOf};
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
}

/// An event of a world.
pub trait Occurrence: Copy {
    /// Where the event stands among those of its instant.
    fn class(&self) -> Class;
}

/// What a world says to a request.
#[derive(Debug)]
pub enum Answer<R> {
    /// The process continues at once.
    Now(R),
    /// The process stays suspended until [`Kernel::resume`].
    Later,
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

    /// A process asks for something.
    fn ask(
        &mut self,
        kernel: &mut Kernel<Self>,
        by: ProcessId,
        request: Self::Request,
    ) -> Answer<Self::Reply>;

    /// When that began which ends with an event of class [`Class::Sleep`] or [`Class::Limit`]; `None` if the event is
    /// stale, and then it does not happen.
    fn began(&self, event: &Self::Event) -> Option<SimTime>;

    /// An event's date has come.
    fn occur(&mut self, kernel: &mut Kernel<Self>, event: Self::Event);

    /// A process has ended, by returning, by panicking or by awaiting something that is not ours.
    ///
    /// The step is never [`Step::Asked`].
    fn ended(&mut self, kernel: &mut Kernel<Self>, process: ProcessId, step: StepOf<Self>);

    /// All that happens at this instant has happened; the last occasion to schedule before time moves on.
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

/// The part of the engine that a world may use while it runs: the clock, the queue, the processes.
pub struct Kernel<W: World> {
    pulse: Rc<Pulse>,
    queue: EventQueue<W::Event>,
    processes: Processes<W>,
    ready: VecDeque<(ProcessId, W::Reply)>,
    events: u64,
}

impl<W: World> Kernel<W> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.pulse.now()
    }

    /// What coroutines of this kernel share with it.
    pub fn pulse(&self) -> &Rc<Pulse> {
        &self.pulse
    }

    /// Schedules an event; a date in the past counts as now, and [`SimTime::MAX`] as never.
    pub fn at(&mut self, date: SimTime, event: W::Event) {
        if date < SimTime::MAX {
            self.queue.schedule(date, event);
        }
    }

    /// Schedules an event `delay` from now.
    pub fn after(&mut self, delay: SimDuration, event: W::Event) {
        self.at(self.now() + delay, event);
    }

    /// Starts a process; it runs when the world returns.
    pub fn spawn(
        &mut self,
        body: Box<dyn Coroutine<W::Request, W::Reply, W::Output>>,
    ) -> ProcessId {
        let process = self.processes.insert(body);
        self.resume(process, W::Reply::default());
        process
    }

    /// Lets a process continue with `reply` when the world returns; first come, first resumed.
    pub fn resume(&mut self, process: ProcessId, reply: W::Reply) {
        self.ready.push_back((process, reply));
    }

    /// Drops a process where it stands; [`World::ended`] is not called.
    pub fn kill(&mut self, process: ProcessId) {
        self.processes.remove(process);
    }

    /// How many processes live.
    pub fn processes(&self) -> usize {
        self.processes.len()
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
            processes: Processes::new(),
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
        loop {
            self.resume_ready();
            if self.world.is_over() {
                return Stop::Over;
            }
            self.world.settle(&mut self.kernel);
            let mut instant = std::mem::take(&mut self.instant);
            let Some(date) = self.kernel.queue.pop_instant(&mut instant) else {
                return Stop::Stuck;
            };
            if date > horizon {
                return Stop::Horizon;
            }
            self.kernel.pulse.advance(date);
            self.happen(&mut instant);
            self.instant = instant;
        }
    }

    fn happen(&mut self, instant: &mut Vec<W::Event>) {
        if instant.len() > 1 {
            order(&self.world, instant);
        }
        for event in instant.drain(..) {
            self.kernel.events += 1;
            self.world.occur(&mut self.kernel, event);
            self.resume_ready();
            if self.world.is_over() {
                return;
            }
        }
    }

    fn resume_ready(&mut self) {
        while let Some((process, reply)) = self.kernel.ready.pop_front() {
            self.resume(process, reply);
        }
    }

    fn resume(&mut self, process: ProcessId, mut reply: W::Reply) {
        let Some(mut body) = self.kernel.processes.take(process) else {
            return;
        };
        loop {
            match body.resume(reply) {
                Step::Asked(request) => match self.world.ask(&mut self.kernel, process, request) {
                    Answer::Now(answer) => reply = answer,
                    Answer::Later => return self.kernel.processes.put_back(process, body),
                },
                end => {
                    drop(body);
                    self.kernel.processes.remove(process);
                    return self.world.ended(&mut self.kernel, process, end);
                }
            }
        }
    }
}

/// Puts the events of an instant, which come in the order in which they were scheduled, into the order of their classes.
fn order<W: World>(world: &W, instant: &mut Vec<W::Event>) {
    let is_ordered = |event: &W::Event| matches!(event.class(), Class::Sleep | Class::Limit);
    instant.retain(|event| !is_ordered(event) || world.began(event).is_some());
    instant.sort_by_key(Occurrence::class);
    for class in instant.chunk_by_mut(|one, next| one.class() == next.class()) {
        if is_ordered(&class[0]) {
            class.chunk_by_mut(|one, next| world.began(one) == world.began(next)).for_each(<[_]>::reverse);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kernel::coroutine::{Channel, coroutine};

    /// A world of sleepers that write down who woke when.
    #[derive(Default)]
    struct Dormitory {
        awake: Vec<(u64, &'static str)>,
        ends: Vec<String>,
        expected: usize,
        asleep_since: BTreeMap<ProcessId, SimTime>,
    }

    enum Ask {
        Sleep(u64),
        Say(&'static str),
    }

    #[derive(Clone, Copy)]
    struct Wake(ProcessId);

    impl Occurrence for Wake {
        fn class(&self) -> Class {
            Class::Sleep
        }
    }

    impl World for Dormitory {
        type Request = Ask;
        type Reply = ();
        type Output = ();
        type Event = Wake;

        fn ask(&mut self, kernel: &mut Kernel<Self>, by: ProcessId, request: Ask) -> Answer<()> {
            match request {
                Ask::Sleep(nanos) => {
                    self.asleep_since.insert(by, kernel.now());
                    kernel.after(SimDuration::from_nanos(nanos), Wake(by));
                    Answer::Later
                }
                Ask::Say(name) => {
                    self.awake.push((kernel.now().as_nanos(), name));
                    Answer::Now(())
                }
            }
        }

        fn began(&self, Wake(process): &Wake) -> Option<SimTime> {
            self.asleep_since.get(process).copied()
        }

        fn occur(&mut self, kernel: &mut Kernel<Self>, Wake(process): Wake) {
            kernel.resume(process, ());
        }

        fn ended(&mut self, kernel: &mut Kernel<Self>, _: ProcessId, step: StepOf<Self>) {
            if let Step::Panicked(text) = step {
                self.ends
                    .push(format!("{} at {}", text, kernel.now().as_nanos()));
            }
            self.expected -= 1;
        }

        fn settle(&mut self, _: &mut Kernel<Self>) {}

        fn is_over(&self) -> bool {
            self.expected == 0
        }
    }

    fn spawn<F, Fut>(engine: &mut Engine<Dormitory>, body: F) -> ProcessId
    where
        F: FnOnce(Channel<Ask, ()>) -> Fut + 'static,
        Fut: Future<Output = ()> + 'static,
    {
        engine.world.expected += 1;
        let pulse = Rc::clone(engine.kernel.pulse());
        engine.kernel.spawn(coroutine(pulse, body))
    }

    fn sleeper(engine: &mut Engine<Dormitory>, name: &'static str, nanos: u64) -> ProcessId {
        spawn(engine, move |mut channel| async move {
            channel.ask(Ask::Sleep(nanos)).await;
            channel.ask(Ask::Say(name)).await;
        })
    }

    #[test]
    fn sleepers_of_one_date_wake_latest_started_first() {
        let mut engine = Engine::new(Dormitory::default());
        sleeper(&mut engine, "first", 5);
        sleeper(&mut engine, "second", 5);
        sleeper(&mut engine, "early", 1);
        assert_eq!(engine.run(SimTime::MAX), Stop::Over);
        assert_eq!(
            engine.world.awake,
            [(1, "early"), (5, "second"), (5, "first")]
        );
    }

    #[test]
    fn of_sleepers_that_wake_together_the_longest_asleep_wakes_first() {
        let mut engine = Engine::new(Dormitory::default());
        spawn(&mut engine, |mut channel| async move {
            channel.ask(Ask::Sleep(2)).await;
            channel.ask(Ask::Sleep(3)).await;
            channel.ask(Ask::Say("short")).await;
        });
        sleeper(&mut engine, "long", 5);
        sleeper(&mut engine, "long too", 5);
        assert_eq!(engine.run(SimTime::MAX), Stop::Over);
        assert_eq!(engine.world.awake, [(5, "long too"), (5, "long"), (5, "short")]);
    }

    #[test]
    fn a_killed_process_is_never_resumed() {
        let mut engine = Engine::new(Dormitory::default());
        let victim = sleeper(&mut engine, "victim", 5);
        sleeper(&mut engine, "survivor", 9);
        engine.kernel.kill(victim);
        engine.world.expected -= 1;
        assert_eq!(engine.run(SimTime::MAX), Stop::Over);
        assert_eq!(engine.world.awake, [(9, "survivor")]);
    }

    #[test]
    fn a_panic_ends_its_process_and_no_other() {
        let mut engine = Engine::new(Dormitory::default());
        spawn(&mut engine, |mut channel| async move {
            channel.ask(Ask::Sleep(3)).await;
            panic!("bad dream");
        });
        sleeper(&mut engine, "neighbour", 4);
        assert_eq!(engine.run(SimTime::MAX), Stop::Over);
        assert_eq!(engine.world.ends, ["bad dream at 3"]);
        assert_eq!(engine.world.awake, [(4, "neighbour")]);
    }

    #[test]
    fn a_run_with_nothing_left_to_happen_is_stuck() {
        let mut engine = Engine::new(Dormitory::default());
        engine.world.expected = 1;
        assert_eq!(engine.run(SimTime::MAX), Stop::Stuck);
    }

    #[test]
    fn a_run_stops_before_the_first_event_beyond_its_horizon() {
        let mut engine = Engine::new(Dormitory::default());
        sleeper(&mut engine, "late", 10);
        assert_eq!(engine.run(SimTime::from_nanos(9)), Stop::Horizon);
        assert!(engine.world.awake.is_empty());
    }
}
