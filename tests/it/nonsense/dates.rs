//! Dates out of order.

use coldstart::prelude::*;
use coldstart::simulation::Halt;
use coldstart::workload::Arrival;

use crate::support::{IMAGE, Plan, World, at};

fn world() -> (World, Function<SimDuration, ()>) {
    let mut world = Plan::default().keeping(hours(1)).declare();
    let f = world.sleeper(FunctionSpec::new("f", IMAGE));
    (world, f)
}

#[test]
#[should_panic(
    expected = "dates go backwards: dates[1] is 2.000000000 s, after 5.000000000 s at dates[0]"
)]
fn dates_are_not_sorted_apart_from_their_inputs() {
    Dates::new([at(5.0), at(2.0)]);
}

#[test]
fn the_nth_date_has_the_nth_input() {
    let (
        World {
            mut sim,
            user,
            cloud,
            ..
        },
        f,
    ) = world();
    let lengths = [secs(7), secs(3)];
    let dates = Dates::new([at(2.0), at(5.0)]);
    sim.workload("given", user, cloud, f, dates, move |number, _| {
        lengths[number as usize]
    });
    let report = sim.run(Seed(1)).expect("it runs");
    let rows = report.invocations.iter();
    let told: Vec<_> = rows
        .map(|row| (row.requested, row.end.unwrap() - row.start.unwrap()))
        .collect();
    assert_eq!(told, [(at(2.0), secs(7)), (at(5.0), secs(3))]);
}

#[test]
fn a_replay_keeps_each_input_with_its_date() {
    let (
        World {
            mut sim,
            user,
            cloud,
            ..
        },
        f,
    ) = world();
    let recorded = [
        (at(9.0), secs(4)),
        (at(2.0), secs(7)),
        (at(9.0), secs(5)),
        (at(5.0), secs(3)),
    ];
    sim.replay("recorded", user, cloud, f, Replay::new(recorded));
    let report = sim.run(Seed(1)).expect("it runs");
    let rows = report.invocations.iter();
    let told: Vec<_> = rows
        .map(|row| (row.requested, row.end.unwrap() - row.start.unwrap()))
        .collect();
    let sorted = [
        (at(2.0), secs(7)),
        (at(5.0), secs(3)),
        (at(9.0), secs(4)),
        (at(9.0), secs(5)),
    ];
    assert_eq!(told, sorted);
}

/// Goes back in time.
#[derive(Debug)]
struct Backwards(u64);

impl Arrival for Backwards {
    fn next(&mut self, _: SimTime, _: &mut Stream) -> Option<SimTime> {
        self.0 = self.0.checked_sub(1)?;
        Some(SimTime::ZERO + secs(self.0))
    }
}

#[test]
fn an_arrival_process_that_goes_backwards_is_told() {
    let (
        World {
            mut sim,
            user,
            cloud,
            ..
        },
        f,
    ) = world();
    sim.workload("odd", user, cloud, f, Backwards(3), |_, _| secs(1));
    let Err(RunError::Halted {
        halt: Halt::Panicked {
            process, message, ..
        },
        ..
    }) = sim.run(Seed(1))
    else {
        panic!("it ran");
    };
    assert_eq!(process, "odd");
    assert!(
        message.starts_with("arrivals go backwards: arrival 1 is at 1.000000000 s"),
        "{message}"
    );
}
