//! What changes while flows are in progress: capacities, and priorities and bounds of flows.

use super::*;

/// A flow with a planned end, from the beginning.
fn planned(
    flows: &mut TwoSystems<&'static str>,
    amount: f64,
    uses: &[Constraint],
    token: &'static str,
) -> FlowId {
    let demand = demand(amount, 1.0, uses);
    flows.start(at(0.0), Progress::Planned, demand, token)
}

#[test]
fn a_changed_capacity_counts_from_its_date_on() {
    let mut flows = TwoSystems::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let flow = planned(&mut flows, 100.0, &[link], "flow");
    flows.settle(at(0.0));
    flows.settle(at(4.0));
    flows.set_capacity(link, 5.0);
    assert_eq!(flows.rate(flow), Some(10.0), "until it is settled");
    assert!(flows.settle(at(4.0)));
    assert_eq!(flows.rate(flow), Some(5.0));
    assert_eq!(flows.load(link), 5.0);
    assert!(flows.changed().any(|one| one == link));
    // 60 are left at 4 s; at 10 s, of the 30 that are left then, 20 a second.
    flows.set_capacity(link, 20.0);
    assert!(flows.settle(at(10.0)));
    assert_eq!(run(&mut flows, 30.0), [(11.5, "flow")]);
}

/// A disk that reads slowly from 1 s on, when a stream begins to write to it: before the new rates are known, or after. The
/// flows, and the rates of the read and of the stream.
fn slow_read(settles_between: bool) -> (TwoSystems<&'static str>, Option<f64>, Option<f64>) {
    let mut flows = TwoSystems::new();
    let disk = disk(&mut flows);
    let read = demand(330.0, 1.0, &[disk.total, disk.read]);
    let read = flows.start(at(0.0), Progress::Stepped, read, "read");
    flows.settle(at(0.0));
    flows.settle(at(1.0));
    flows.set_capacity(disk.read, 55.0);
    if settles_between {
        flows.settle(at(1.0));
    }
    let write = demand(2200.0, 1.0, &[disk.total, disk.write]);
    let write = flows.start(at(1.0), Progress::Planned, write, "write");
    assert!(flows.settle(at(1.0)));
    let rates = (flows.rate(read), flows.rate(write));
    (flows, rates.0, rates.1)
}

#[test]
fn a_change_of_a_capacity_meets_flows_of_both_systems() {
    // The stream gets what the read leaves of the total.
    let (mut flows, read, write) = slow_read(true);
    assert_eq!((read, write), (Some(55.0), Some(220.0)));
    // 165 bytes at 55 a second.
    assert_eq!(run(&mut flows, 5.0), [(4.0, "read")]);
}

#[test]
fn a_change_lists_what_it_reaches_with_the_system_of_the_flows_there() {
    // So the total is on the list of the system of the read when the stream starts, and the other one solves for the write
    // capacity alone.
    let (_, read, write) = slow_read(false);
    assert_eq!((read, write), (Some(55.0), Some(275.0)));
}

#[test]
fn it_need_not_be_the_first_capacity_of_a_flow() {
    let mut flows = TwoSystems::new();
    let wide = flows.constraint(100.0, Sharing::Shared);
    let narrow = flows.constraint(10.0, Sharing::Shared);
    let both = planned(&mut flows, 100.0, &[wide, narrow], "both");
    let one = planned(&mut flows, 900.0, &[wide], "one");
    flows.settle(at(0.0));
    assert_eq!(
        (flows.rate(both), flows.rate(one)),
        (Some(10.0), Some(90.0))
    );
    flows.set_capacity(narrow, 30.0);
    flows.settle(at(5.0));
    assert_eq!(
        (flows.rate(both), flows.rate(one)),
        (Some(30.0), Some(70.0))
    );
    // 50 at 30 a second; the other has 450 left at 5 s, 70 a second until then and 100 from then on.
    let first = 5.0 + 50.0 / 30.0;
    let second = first + (450.0 - 70.0 * 50.0 / 30.0) / 100.0;
    let ends = run(&mut flows, 30.0);
    assert_eq!(
        ends.iter().map(|end| end.1).collect::<Vec<_>>(),
        ["both", "one"]
    );
    for ((end, _), expected) in ends.iter().zip([first, second]) {
        assert!((end - expected).abs() < 1e-8, "{end}, and not {expected}");
    }
}

#[test]
fn a_capacity_that_nobody_uses_changes_for_those_who_come() {
    let mut flows = TwoSystems::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    flows.set_capacity(link, 4.0);
    assert!(!flows.settle(at(0.0)), "no rate has changed");
    let flow = planned(&mut flows, 100.0, &[link], "flow");
    flows.settle(at(0.0));
    assert_eq!(flows.rate(flow), Some(4.0));
}

/// Two flows of 100 that have shared a link of 10 for 4 s.
fn two_on_a_link() -> (TwoSystems<&'static str>, FlowId, FlowId) {
    let mut flows = TwoSystems::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let one = planned(&mut flows, 100.0, &[link], "one");
    let other = planned(&mut flows, 100.0, &[link], "other");
    flows.settle(at(0.0));
    flows.settle(at(4.0));
    (flows, one, other)
}

#[test]
fn a_changed_priority_is_another_share() {
    let (mut flows, one, other) = two_on_a_link();
    flows.revise(other, 3.0, FREE);
    assert!(flows.settle(at(4.0)));
    assert_eq!((flows.rate(one), flows.rate(other)), (Some(7.5), Some(2.5)));
    // All 200 have gone through the link at 20 s.
    let ends = run(&mut flows, 30.0);
    assert_eq!(ends[0].1, "one");
    assert!((ends[0].0 - (4.0 + 80.0 / 7.5)).abs() < 1e-8);
    assert_eq!(ends[1].1, "other");
    assert!((ends[1].0 - 20.0).abs() < 1e-8);
}

#[test]
fn a_changed_bound_leaves_the_rest_to_others() {
    let (mut flows, one, other) = two_on_a_link();
    flows.revise(one, 1.0, 2.0);
    flows.settle(at(4.0));
    assert_eq!((flows.rate(one), flows.rate(other)), (Some(2.0), Some(8.0)));
    assert_eq!(run(&mut flows, 60.0), [(14.0, "other"), (44.0, "one")]);
}

#[test]
fn a_flow_that_is_announced_begins_as_it_was_revised() {
    let mut flows = TwoSystems::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let coming = flows.announce(at(0.0), demand(100.0, 1.0, &[link]), "coming");
    flows.settle(at(0.0));
    flows.revise(coming, 1.0, 5.0);
    flows.set_capacity(link, 7.0);
    flows.settle(at(1.0));
    flows.begin(at(2.0), coming);
    flows.settle(at(2.0));
    assert_eq!(flows.rate(coming), Some(5.0));
    assert_eq!(run(&mut flows, 60.0), [(22.0, "coming")]);
}

#[test]
fn a_flow_that_has_ended_is_not_revised() {
    let mut flows = TwoSystems::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let flow = planned(&mut flows, 100.0, &[link], "flow");
    flows.settle(at(0.0));
    assert_eq!(run(&mut flows, 20.0), [(10.0, "flow")]);
    flows.revise(flow, 1.0, 1.0);
    assert_eq!(flows.rate(flow), None);
    assert!(!flows.settle(at(11.0)));
}

#[test]
fn each_flow_on_a_fat_pipe_has_all_of_a_changed_capacity() {
    let mut flows = TwoSystems::new();
    let pipe = flows.constraint(10.0, Sharing::FatPipe);
    let one = planned(&mut flows, 100.0, &[pipe], "one");
    let other = planned(&mut flows, 100.0, &[pipe], "other");
    flows.settle(at(0.0));
    flows.set_capacity(pipe, 25.0);
    flows.settle(at(5.0));
    assert_eq!(
        (flows.rate(one), flows.rate(other)),
        (Some(25.0), Some(25.0))
    );
    assert_eq!(flows.load(pipe), 25.0);
    // 50 each at 25 a second.
    let dates: Vec<f64> = run(&mut flows, 60.0).iter().map(|end| end.0).collect();
    assert_eq!(dates, [7.0, 7.0]);
}

#[test]
fn an_end_that_is_not_planned_yet_is_not_kept() {
    // The disk is down when a stream comes, so that no end of it is planned; a read touches it and is given up, and the disk
    // comes back.
    let mut flows = TwoSystems::new();
    let disk = disk(&mut flows);
    flows.set_capacity(disk.total, 0.0);
    let stream = planned(&mut flows, 550.0, &[disk.total, disk.write], "stream");
    flows.settle(at(0.0));
    assert_eq!(flows.next_end(), None);
    let read = demand(165.0, 1.0, &[disk.total, disk.read]);
    let read = flows.start(at(1.0), Progress::Stepped, read, "read");
    flows.settle(at(1.0));
    assert_eq!(flows.cancel(read), Some("read"));
    flows.settle(at(1.5));
    assert_eq!(flows.next_end(), None);
    flows.set_capacity(disk.total, 220.0);
    flows.settle(at(2.0));
    assert_eq!(flows.rate(stream), Some(220.0));
    assert_eq!(run(&mut flows, 9.0), [(4.5, "stream")]);
}
