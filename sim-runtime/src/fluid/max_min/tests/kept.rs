//! Components that are kept from one settlement to the next.

use super::*;
use crate::units::SimDuration;

impl<T> MaxMin<T> {
    /// Keeps all components, however small.
    fn keeping_all() -> Self {
        let mut flows = Self::new();
        flows.agenda.from = 1;
        flows
    }

    /// How many entries there are of what is kept.
    pub(super) fn kept_entries(&self) -> usize {
        let kept = self.capacities.iter().filter_map(|c| c.kept.as_ref());
        let entries = kept.map(|at| {
            let classes = at.limited.len() + at.ends.len() + at.bounded.len();
            let others = at.passing.len() + at.ranks.len() + at.crossed.len() + at.watches.len();
            1 + classes + others
        });
        entries.sum()
    }
}

/// Between 1 and 2, scattered as random amounts would be.
fn scattered(number: usize, step: f64) -> f64 {
    1.0 + (number as f64 * step).fract()
}

/// Transfers that all differ, over a backbone, a disk, and each a link of its own or one with its neighbour.
struct Star {
    flows: MaxMin<usize>,
    backbone: Constraint,
    disk: Constraint,
    edges: Vec<Constraint>,
    now: SimTime,
}

impl Star {
    fn new(mut flows: MaxMin<usize>, transfers: usize, a_link: usize) -> Self {
        let backbone = flows.constraint(100.0, Sharing::Shared);
        let disk = flows.constraint(105.0, Sharing::Shared);
        let share = 100.0 / transfers as f64;
        let links = 0..transfers.div_ceil(a_link);
        let edge = |number| share * 8f64.powf(2.0 * scattered(number, 0.618) - 2.8);
        let edges = links.map(|number| flows.constraint(edge(number), Sharing::Shared));
        let edges = edges.collect();
        Self {
            flows,
            backbone,
            disk,
            edges,
            now: SimTime::ZERO,
        }
    }

    fn start(&mut self, number: usize, edge: usize) {
        let demand = Demand {
            amount: scattered(number, 0.3819),
            priority: 1e-3 * scattered(number, 0.7548),
            bound: f64::INFINITY,
            uses: vec![
                (self.backbone, 1.05),
                (self.edges[edge], 1.05),
                (self.disk, 0.97),
            ],
            order: EndOrder::Started,
        };
        self.flows.start(self.now, demand, number);
        self.flows.settle(self.now);
        self.now += SimDuration::from_millis(1);
    }

    /// All that end until a date, with when.
    fn run(&mut self, until: SimTime, ends: &mut Vec<(usize, SimTime)>) {
        while let Some(date) = self.flows.next_end().filter(|date| *date <= until) {
            while let Some(number) = self.flows.finish(date) {
                ends.push((number, date));
            }
            self.flows.settle(date);
            self.now = date;
        }
    }
}

/// The ends of transfers that start one after the other, some of which break as their links go down.
fn ends(flows: MaxMin<usize>, transfers: usize, a_link: usize) -> Vec<(usize, SimTime)> {
    let mut star = Star::new(flows, transfers, a_link);
    let mut ends = Vec::new();
    for number in 0..transfers {
        let now = star.now;
        star.run(now, &mut ends);
        star.now = now;
        star.start(number, number / a_link);
    }
    let later = star.now + SimDuration::from_millis(200);
    star.run(later, &mut ends);
    star.now = later;
    for edge in (0..star.edges.len()).step_by(7) {
        for flow in star.flows.users(star.edges[edge]) {
            star.flows.cancel(flow);
        }
    }
    star.flows.settle(later);
    star.run(SimTime::MAX, &mut ends);
    assert_eq!(star.flows.kept_entries(), 0);
    ends
}

#[test]
fn what_is_kept_ends_when_it_would_if_it_were_solved_anew_each_time() {
    for a_link in [1, 2, 3, 40] {
        let mut solved = MaxMin::new();
        solved.agenda.from = usize::MAX;
        let solved = ends(solved, 120, a_link);
        let kept = ends(MaxMin::keeping_all(), 120, a_link);
        assert_eq!(kept.len(), solved.len());
        for ((kept, date), (solved, expected)) in kept.iter().zip(&solved) {
            let off = date.max(expected).since(*date.min(expected));
            assert!(
                kept == solved && off <= SimDuration::from_nanos(1),
                "{kept} at {date:?}, {solved} at {expected:?}"
            );
        }
    }
}

#[test]
fn memory_is_in_proportion_to_the_transfers() {
    for a_link in [1, 2, 50] {
        let transfers = 2000;
        let mut star = Star::new(MaxMin::new(), transfers, a_link);
        let mut most = 0;
        for number in 0..transfers {
            star.start(number, number / a_link);
            let entries = star.flows.kept_entries();
            most = most.max(entries.max(star.flows.ends.len()));
        }
        let mut ends = Vec::new();
        while let Some(date) = star.flows.next_end() {
            star.run(date, &mut ends);
            let entries = star.flows.kept_entries();
            most = most.max(entries.max(star.flows.ends.len()));
        }
        assert_eq!(ends.len(), transfers);
        assert!(most <= 12 * transfers, "{most} entries");
    }
}

#[test]
fn equal_transfers_leave_no_entries_behind() {
    let mut flows = MaxMin::new();
    let link = flows.constraint(10.0, Sharing::Shared);
    for number in 0..5000 {
        flows.start(SimTime::ZERO, demand(1.0, &[(link, 1.0)]), number);
        flows.settle(SimTime::ZERO);
        assert!(flows.ends.len() <= 70, "{} entries", flows.ends.len());
    }
}

#[test]
fn kept_flows_that_end_together_end_in_their_order() {
    let mut flows = MaxMin::keeping_all();
    let link = flows.constraint(14.0, Sharing::Shared);
    use EndOrder::{First, LatestFirst, Started};
    let orders = [Started, LatestFirst, First, LatestFirst, Started, First];
    for (number, order) in orders.into_iter().enumerate() {
        // Half the rate for half the amount.
        let priority = f64::from(1 << (number % 3));
        let demand = Demand {
            order,
            priority,
            ..demand(8.0 / priority, &[(link, 1.0)])
        };
        flows.start(SimTime::ZERO, demand, number);
    }
    flows.settle(SimTime::ZERO);
    let end = flows.next_end().unwrap();
    // 28 in all at 14 a second.
    assert_eq!(end, at(2.0));
    let ends: Vec<usize> = std::iter::from_fn(|| flows.finish(end)).collect();
    assert_eq!(ends, [2, 5, 0, 4, 3, 1]);
}

#[test]
fn a_kept_flow_on_a_capacity_that_others_have_filled_gets_nothing() {
    // The second capacity lets the first flow have all of the first one but five millionths, as in the test of the solver.
    let mut flows = MaxMin::keeping_all();
    let first = flows.constraint(10.0, Sharing::Shared);
    let second = flows.constraint(9.99995, Sharing::Shared);
    let start = |flows: &mut MaxMin<char>, priority, uses: &[(Constraint, f64)], token| {
        let demand = Demand {
            priority,
            ..demand(1000.0, uses)
        };
        flows.start(SimTime::ZERO, demand, token)
    };
    let both = start(&mut flows, 1e-9, &[(first, 1.0), (second, 1.0)], 'a');
    let one = start(&mut flows, 1.0, &[(first, 1.0)], 'b');
    flows.settle(SimTime::ZERO);
    assert_eq!(flows.rate(both), Some(9.99995));
    assert_eq!(flows.rate(one), Some(0.0));
    flows.cancel(both);
    flows.settle(at(1.0));
    assert_eq!(flows.rate(one), Some(10.0));
    assert_eq!(drain(&mut flows), [(101.0, 'b')]);
}
