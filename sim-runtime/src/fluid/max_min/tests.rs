use super::*;

fn at(seconds: f64) -> SimTime {
    SimTime::from_secs_f64(seconds)
}

fn demand(amount: f64, uses: &[(Constraint, f64)]) -> Demand {
    Demand {
        amount,
        priority: 1.0,
        bound: f64::INFINITY,
        uses: uses.to_vec(),
        order: EndOrder::Started,
    }
}

fn drain(flows: &mut MaxMin<char>) -> Vec<(f64, char)> {
    let mut ends = Vec::new();
    while let Some(date) = flows.next_end() {
        while let Some(token) = flows.finish(date) {
            ends.push((date.as_secs_f64(), token));
        }
        flows.settle(date);
    }
    ends
}

#[test]
fn a_flow_that_ends_leaves_its_share_to_the_others() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    flows.start(at(0.0), demand(10.0, &[(link, 1.0)]), 'a');
    flows.start(at(0.0), demand(20.0, &[(link, 1.0)]), 'b');
    flows.settle(at(0.0));
    assert_eq!(drain(&mut flows), [(2.0, 'a'), (3.0, 'b')]);
}

#[test]
fn a_link_listed_twice_counts_twice() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let flow = flows.start(at(0.0), demand(10.0, &[(link, 1.0), (link, 1.0)]), 'a');
    flows.settle(at(0.0));
    assert_eq!(flows.rate(flow), Some(5.0));
    assert_eq!(flows.load(link), 10.0);
}

#[test]
fn a_cancelled_flow_leaves_its_share_to_the_others() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    let first = flows.start(at(0.0), demand(10.0, &[(link, 1.0)]), 'a');
    flows.start(at(0.0), demand(20.0, &[(link, 1.0)]), 'b');
    flows.settle(at(0.0));
    assert_eq!(flows.cancel(first), Some('a'));
    flows.settle(at(1.0));
    assert_eq!(drain(&mut flows), [(2.5, 'b')]);
}

#[test]
fn flows_that_share_nothing_do_not_touch_each_other() {
    let mut flows = MaxMin::new();
    let left = flows.constraint(10.0, Sharing::Shared);
    let right = flows.constraint(10.0, Sharing::Shared);
    flows.start(at(0.0), demand(10.0, &[(left, 1.0)]), 'a');
    flows.settle(at(0.0));
    flows.start(at(0.5), demand(10.0, &[(right, 1.0)]), 'b');
    flows.settle(at(0.5));
    assert_eq!(drain(&mut flows), [(1.0, 'a'), (1.5, 'b')]);
}

#[test]
fn flows_that_end_together_end_in_order_of_start() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(30.0, Sharing::Shared);
    for token in ['a', 'b', 'c'] {
        flows.start(at(0.0), demand(10.0, &[(link, 1.0)]), token);
    }
    flows.settle(at(0.0));
    assert_eq!(drain(&mut flows), [(1.0, 'a'), (1.0, 'b'), (1.0, 'c')]);
}

#[test]
fn nothing_to_move_is_moved_at_once() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(30.0, Sharing::Shared);
    flows.start(at(1.0), demand(0.0, &[(link, 1.0)]), 'a');
    flows.settle(at(1.0));
    assert_eq!(drain(&mut flows), [(1.0, 'a')]);
}

mod accounts;
mod filling;
mod kept;

#[test]
fn flows_that_end_together_end_in_their_order() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    use EndOrder::{First, LatestFirst, Started};
    let orders = [Started, LatestFirst, First, LatestFirst, Started, First];
    for (number, order) in orders.into_iter().enumerate() {
        let demand = Demand {
            order,
            ..demand(10.0, &[(link, 1.0)])
        };
        flows.start(SimTime::ZERO, demand, number);
    }
    flows.settle(SimTime::ZERO);
    let end = flows.next_end().unwrap();
    let ends: Vec<usize> = std::iter::from_fn(|| flows.finish(end)).collect();
    assert_eq!(ends, [2, 5, 0, 4, 3, 1]);
}
