use std::rc::Rc;

use slotmap::SlotMap;

use super::*;
use crate::kernel::coroutine::{Channel, coroutine};
use crate::kernel::order::TieClass;
use crate::units::SimDuration;

/// A world of sleepers that write down who woke when.
#[derive(Default)]
struct Dormitory {
    awake: Vec<(u64, &'static str)>,
    ends: Vec<String>,
    expected: usize,
    beds: SlotMap<ProcessId, Bed>,
}

struct Bed {
    coroutine: Option<BoxedCoroutine<Ask, (), ()>>,
    asleep_since: Begin,
}

enum Ask {
    Sleep(u64),
    Say(&'static str),
}

#[derive(Clone, Copy)]
struct Wake(ProcessId);

impl Event for Wake {
    fn class(&self) -> TieClass {
        TieClass::Sleep
    }
}

impl World for Dormitory {
    type Request = Ask;
    type Reply = ();
    type Output = ();
    type Event = Wake;

    fn ask(
        &mut self,
        kernel: &mut Kernel<Ask, (), Wake>,
        by: ProcessId,
        request: Ask,
    ) -> Answer<(), ()> {
        match request {
            Ask::Sleep(nanos) => {
                self.beds[by].asleep_since = Begin {
                    date: kernel.now(),
                    order: u64::from(kernel.begin_sleep()),
                };
                kernel.after(SimDuration::from_nanos(nanos), Wake(by));
                Answer::Later
            }
            Ask::Say(name) => {
                self.awake.push((kernel.now().as_nanos(), name));
                Answer::Now(())
            }
        }
    }

    fn began(&self, _: SimTime, Wake(process): &Wake) -> Option<Begin> {
        self.beds.get(*process).map(|bed| bed.asleep_since)
    }

    fn occur(&mut self, kernel: &mut Kernel<Ask, (), Wake>, Wake(process): Wake) {
        kernel.resume(process, ());
    }

    fn coroutine(
        &mut self,
        process: ProcessId,
    ) -> Option<&mut Option<BoxedCoroutine<Ask, (), ()>>> {
        self.beds.get_mut(process).map(|bed| &mut bed.coroutine)
    }

    fn ended(
        &mut self,
        kernel: &mut Kernel<Ask, (), Wake>,
        process: ProcessId,
        end: End<()>,
        _: BoxedCoroutine<Ask, (), ()>,
    ) {
        self.beds.remove(process);
        if let End::Panicked(text) = end {
            self.ends
                .push(format!("{} at {}", text, kernel.now().as_nanos()));
        }
        self.expected -= 1;
    }

    fn settle(&mut self, _: &mut Kernel<Ask, (), Wake>) -> bool {
        true
    }

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
    let exchange = Rc::clone(engine.kernel.exchange());
    let process = engine.world.beds.insert(Bed {
        coroutine: Some(coroutine(exchange, body)),
        asleep_since: Begin {
            date: SimTime::ZERO,
            order: 0,
        },
    });
    engine.kernel.start(process);
    process
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
    assert_eq!(
        engine.world.awake,
        [(5, "long too"), (5, "long"), (5, "short")]
    );
}

#[test]
fn what_is_posted_is_answered_before_the_process_waits_or_ends() {
    let mut engine = Engine::new(Dormitory::default());
    spawn(&mut engine, |mut channel| async move {
        channel.post(Ask::Say("one"));
        channel.post(Ask::Say("two"));
        channel.ask(Ask::Say("three")).await;
        channel.ask(Ask::Sleep(5)).await;
        channel.post(Ask::Say("last"));
    });
    assert_eq!(engine.run(SimTime::MAX), Stop::Over);
    let said = [(0, "one"), (0, "two"), (0, "three"), (5, "last")];
    assert_eq!(engine.world.awake, said);
}

#[test]
fn a_killed_process_is_never_resumed() {
    let mut engine = Engine::new(Dormitory::default());
    let victim = sleeper(&mut engine, "victim", 5);
    sleeper(&mut engine, "survivor", 9);
    engine.world.beds.remove(victim);
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
