use super::*;

const PLACE: NodePlace = NodePlace {
    node: NodeId::from_index(0),
    host: HostId::from_index(0),
};

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
        let function = FunctionId::from_index(0);
        self.containers
            .created(SimTime::ZERO, number, function, PLACE, Some(invocation));
        self.containers.take_cold(invocation).expect("it is cold")
    }

    fn end(&mut self, number: u32, end: InstanceEnd) {
        self.containers.released(SimTime::ZERO, number, false);
        self.containers.ended(SimTime::ZERO, number, end);
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
    story.containers.released(SimTime::ZERO, 0, false);
    story.containers.evicted(0, FunctionId::from_index(1));
    story
        .containers
        .ended(SimTime::ZERO, 0, InstanceEnd::Evicted);
    let cold = story.create(1);
    assert_eq!(cold.cause, ColdCause::Evicted);
    assert_eq!(cold.evicted_by, Some(FunctionId::from_index(1)));
}

#[test]
fn an_idle_one_elsewhere_was_not_reused() {
    let mut story = Story::new();
    story.create(0);
    story.containers.released(SimTime::ZERO, 0, false);
    assert_eq!(story.create(1).cause, ColdCause::NotReused);
}

#[test]
fn a_container_is_busy_or_idle() {
    let at = SimTime::from_nanos;
    let mut containers = Containers::new(ServiceId::from_index(0), 1);
    let function = FunctionId::from_index(0);
    containers.created(at(10), 0, function, PLACE, Some(0));
    containers.released(at(30), 0, false);
    assert_eq!(containers.reused(at(35), 0, 1).as_nanos(), 5);
    containers.released(at(50), 0, false);
    let Ended { record, idle, .. } = containers
        .ended(at(60), 0, InstanceEnd::Expired)
        .expect("it was alive");
    assert_eq!(idle.as_nanos(), 10);
    assert_eq!((record.busy.as_nanos(), record.idle.as_nanos()), (35, 15));
    assert_eq!(record.invocations, 2);
}
