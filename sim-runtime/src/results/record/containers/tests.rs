use super::*;
use crate::platform::HostId;
use crate::serverless::NodeId;

const PLACE: NodePlace = NodePlace {
    node: NodeId::from_index(0),
    host: HostId::from_index(0),
};

const FUNCTION: FunctionId = FunctionId::from_index(0);

struct Story {
    containers: Containers,
    invocations: u64,
}

impl Story {
    fn new() -> Self {
        Self {
            containers: Containers::new(ServiceId::from_index(0), 2),
            invocations: 0,
        }
    }

    fn create(&mut self, number: u32) -> Cold {
        let invocation = self.invocations;
        self.invocations += 1;
        self.containers
            .created(SimTime::ZERO, new(number, Some(invocation), false));
        self.containers.take_cold(invocation).expect("it is cold")
    }

    fn release(&mut self, number: u32) {
        self.containers.released(SimTime::ZERO, number, FUNCTION);
    }

    fn end(&mut self, number: u32, end: InstanceEnd) {
        self.release(number);
        self.containers
            .ended(SimTime::ZERO, shut_down(number, end, true));
    }
}

fn new(number: u32, invocation: Option<u64>, is_followed: bool) -> Created {
    Created {
        number,
        function: FUNCTION,
        place: PLACE,
        invocation,
        is_followed,
    }
}

fn shut_down(number: u32, end: InstanceEnd, was_idle: bool) -> ShutDown {
    ShutDown {
        number,
        function: FUNCTION,
        end,
        was_idle,
    }
}

#[test]
fn the_first_is_for_first_use_and_the_next_for_a_burst() {
    let mut story = Story::new();
    assert_eq!(story.create(0).cause, ColdCause::FirstUse);
    assert_eq!(story.create(1).cause, ColdCause::Burst);
}

#[test]
fn what_went_is_missed_until_there_are_as_many_again() {
    let mut story = Story::new();
    story.create(0);
    story.create(1);
    story.end(0, InstanceEnd::Expired);
    assert_eq!(story.create(2).cause, ColdCause::Expired);
    assert_eq!(story.create(3).cause, ColdCause::Burst);
    story.end(3, InstanceEnd::NotKept);
    assert_eq!(story.create(4).cause, ColdCause::NotKept);
}

#[test]
fn an_eviction_names_who_needed_the_room() {
    let mut story = Story::new();
    story.create(0);
    story.containers.evicted(0, FunctionId::from_index(1));
    story.end(0, InstanceEnd::Evicted);
    let cold = story.create(1);
    assert_eq!(cold.cause, ColdCause::Evicted);
    assert_eq!(cold.evicted_by, Some(FunctionId::from_index(1)));
}

#[test]
fn an_idle_one_elsewhere_was_not_reused() {
    let mut story = Story::new();
    story.create(0);
    story.release(0);
    assert_eq!(story.create(1).cause, ColdCause::NotReused);
}

#[test]
fn a_container_that_is_followed_is_busy_or_idle() {
    let at = SimTime::from_nanos;
    let mut containers = Containers::new(ServiceId::from_index(0), 1);
    containers.created(at(10), new(0, Some(0), true));
    containers.released(at(30), 0, FUNCTION);
    containers.reused(at(35), (0, FUNCTION), 1, true);
    containers.released(at(50), 0, FUNCTION);
    let expired = shut_down(0, InstanceEnd::Expired, true);
    let record = containers.ended(at(60), expired).expect("it was alive");
    assert_eq!((record.busy.as_nanos(), record.idle.as_nanos()), (35, 15));
    assert_eq!((record.invocations, containers.alive), (2, 0));
}

#[test]
fn provisioned_ones_are_known_and_their_time_counts_to_the_end() {
    let at = SimTime::from_nanos;
    let mut containers = Containers::new(ServiceId::from_index(0), 1);
    containers.created(at(10), new(0, None, false));
    containers.created(at(10), new(1, None, false));
    containers.released(at(20), 0, FUNCTION);
    containers.reused(at(25), (0, FUNCTION), 7, true);
    assert!(containers.take_provisioned(7) && !containers.take_provisioned(8));
    containers.ended(at(40), shut_down(1, InstanceEnd::Retired, false));
    assert!(containers.alive_at_end(at(50)).is_empty());
    assert_eq!(containers.provisioned_nanos()[FUNCTION], 30 + 40);
}
