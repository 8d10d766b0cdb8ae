//! Every flow by the book: what it has moved is the integral of its rate.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::filling::{Asking, fill};
use super::*;
use crate::units::SimDuration;

/// Some time passes; then a flow starts, and perhaps one that started before is cancelled or revised, or a capacity changes.
#[derive(Clone, Debug)]
struct Step {
    after: f64,
    amount: f64,
    priority: f64,
    bound: f64,
    uses: Vec<(usize, f64)>,
    cancels: Option<usize>,
    /// Whether that is settled, or goes on at the same date.
    settles: bool,
    /// The flow, its priority and its bound.
    revises: Option<(usize, f64, f64)>,
    /// The capacity, and its amount from now on.
    changes: Option<(usize, f64)>,
}

fn steps(capacities: usize) -> impl Strategy<Value = Vec<Step>> {
    let after = prop_oneof![Just(0.0), 1e-9..1e-6, 0.0..3.0];
    let amount = prop_oneof![1 => Just(0.0), 9 => 0.0f64..500.0];
    let bound = prop_oneof![Just(f64::INFINITY), 0.1f64..100.0];
    let uses = prop::collection::vec((0..capacities, 0.05f64..2.0), 1..4);
    let cancels = prop::option::weighted(0.3, 0usize..20);
    let revises = prop::option::weighted(0.2, (0usize..20, 0.01f64..10.0, 0.1f64..100.0));
    let changes = prop::option::weighted(0.2, (0..capacities, 1.0f64..1e3));
    let asked = (after, amount, 0.01f64..10.0, bound, uses);
    let others = (cancels, prop::bool::weighted(0.7), revises, changes);
    let step = (asked, others).prop_map(|((after, amount, priority, bound, uses), others)| Step {
        after,
        amount,
        priority,
        bound,
        uses,
        cancels: others.0,
        settles: others.1,
        revises: others.2,
        changes: others.3,
    });
    prop::collection::vec(step, 1..20)
}

fn any_story() -> impl Strategy<Value = (Vec<(f64, bool)>, Vec<Step>)> {
    let capacities = prop::collection::vec((1.0f64..1e3, prop::bool::weighted(0.2)), 1..5);
    capacities.prop_flat_map(|capacities| {
        let steps = steps(capacities.len());
        (Just(capacities), steps)
    })
}

/// A flow in progress: what it is to move, what it has moved, and how much rounding may have cost.
struct Account {
    flow: FlowId,
    demand: Demand,
    moved: f64,
    slack: f64,
}

struct Books {
    flows: MaxMin<usize>,
    capacities: Vec<(Constraint, f64, Sharing)>,
    open: BTreeMap<usize, Account>,
    /// As of the last settlement.
    loads: BTreeMap<Constraint, f64>,
    now: SimTime,
}

impl Books {
    fn new(capacities: &[(f64, bool)], kept_from: usize, patience: (usize, usize)) -> Self {
        let mut flows = MaxMin::new();
        flows.agenda.from = kept_from;
        flows.agenda.patience = patience;
        let kind = |fat: bool| {
            if fat {
                Sharing::FatPipe
            } else {
                Sharing::Shared
            }
        };
        let capacities = capacities.iter().map(|&(amount, fat)| {
            let sharing = kind(fat);
            (flows.constraint(amount, sharing), amount, sharing)
        });
        let capacities = capacities.collect();
        Self {
            flows,
            capacities,
            open: BTreeMap::new(),
            loads: BTreeMap::new(),
            now: SimTime::ZERO,
        }
    }

    fn start(&mut self, name: usize, step: &Step) {
        let uses = step.uses.iter();
        let demand = Demand {
            amount: step.amount,
            priority: step.priority,
            bound: step.bound,
            uses: uses
                .map(|&(index, weight)| (self.capacities[index].0, weight))
                .collect(),
            order: EndOrder::Started,
        };
        let flow = self.flows.start(self.now, demand.clone(), name);
        let account = Account {
            flow,
            demand,
            moved: 0.0,
            slack: 0.0,
        };
        self.open.insert(name, account);
    }

    fn cancel(&mut self, name: usize) {
        if let Some(account) = self.open.remove(&name) {
            assert_eq!(self.flows.cancel(account.flow), Some(name));
        }
    }

    fn revise(&mut self, (name, priority, bound): (usize, f64, f64)) {
        if let Some(account) = self.open.get_mut(&name) {
            self.flows.revise(self.now, account.flow, priority, bound);
            (account.demand.priority, account.demand.bound) = (priority, bound);
        }
    }

    fn change(&mut self, (index, amount): (usize, f64)) {
        let (constraint, known, _) = &mut self.capacities[index];
        *known = amount;
        self.flows.set_capacity(self.now, *constraint, amount);
    }

    fn rate(&self, account: &Account) -> f64 {
        self.flows
            .rate(account.flow)
            .expect("a flow in progress has a rate")
    }

    fn settle(&mut self) -> Result<(), TestCaseError> {
        self.flows.settle(self.now);
        self.check_rates()?;
        let changed: Vec<Constraint> = self.flows.listed().collect();
        for &(constraint, ..) in &self.capacities {
            let load = self.flows.load(constraint);
            let before = self.loads.insert(constraint, load).unwrap_or_default();
            prop_assert!(
                load == before || changed.contains(&constraint),
                "{constraint:?} is forgotten"
            );
        }
        for account in self.open.values_mut() {
            let rate = self.flows.rate(account.flow).unwrap_or_default();
            // Its end is rounded to the nanosecond, and its sums to doubles.
            account.slack += rate * 1e-9 + account.demand.amount * 1e-12;
            prop_assert!(rate >= 0.0 && rate <= account.demand.bound);
        }
        for &(constraint, amount, sharing) in &self.capacities {
            let load = |account: &Account| {
                let uses = account
                    .demand
                    .uses
                    .iter()
                    .filter(|(other, _)| *other == constraint);
                let loads = uses.map(|(_, weight)| weight * self.rate(account));
                match sharing {
                    Sharing::Shared => loads.sum::<f64>(),
                    Sharing::FatPipe => loads.fold(0.0, f64::max),
                }
            };
            let loads = self.open.values().map(load);
            let most = match sharing {
                Sharing::Shared => loads.sum(),
                Sharing::FatPipe => loads.fold(0.0, f64::max),
            };
            prop_assert!(most <= amount * (1.0 + 1e-9), "{most} of {amount}");
        }
        Ok(())
    }

    /// The rates are those of progressive filling.
    fn check_rates(&self) -> Result<(), TestCaseError> {
        let capacities = self.capacities.iter();
        let capacities: Vec<_> = capacities
            .map(|(_, amount, sharing)| (*amount, *sharing))
            .collect();
        let asking = self.open.values().map(|account| Asking {
            priority: account.demand.priority,
            bound: account.demand.bound,
            uses: account.demand.uses.iter(),
        });
        let expected = fill(&capacities, asking);
        for ((name, account), expected) in self.open.iter().zip(expected) {
            // A flow may have ended before it was settled.
            let Some(rate) = self.flows.rate(account.flow) else {
                continue;
            };
            prop_assert!(
                (rate - expected).abs() <= 1e-9 * expected,
                "flow {name} has {rate}, not {expected}"
            );
        }
        Ok(())
    }

    fn pass(&mut self, date: SimTime) {
        let seconds = (date - self.now).as_secs_f64();
        let rates: Vec<f64> = self
            .open
            .values()
            .map(|account| self.rate(account))
            .collect();
        for (account, rate) in self.open.values_mut().zip(rates) {
            account.moved += rate * seconds;
        }
        self.now = date;
    }

    /// Lets everything end that ends until a date.
    fn advance(&mut self, until: SimTime) -> Result<(), TestCaseError> {
        while let Some(date) = self.flows.next_end().filter(|date| *date <= until) {
            prop_assert!(date >= self.now);
            self.pass(date);
            while let Some(name) = self.flows.finish(date) {
                let Account {
                    demand,
                    moved,
                    slack,
                    ..
                } = self.open.remove(&name).expect("a flow that is open");
                let missing = (demand.amount - moved).abs();
                prop_assert!(
                    missing <= slack,
                    "{moved} of {}, flow {name}",
                    demand.amount
                );
            }
            self.settle()?;
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_flow_moves_what_it_is_to_move_at_a_fair_rate(
        (capacities, steps) in any_story(),
        kept_from in prop_oneof![Just(1), 2usize..6, Just(usize::MAX)],
        patience in prop_oneof![3 => Just((256, 4)), 1 => (0usize..20, Just(0))],
    ) {
        let mut books = Books::new(&capacities, kept_from, patience);
        for (name, step) in steps.iter().enumerate() {
            if name == 0 || steps[name - 1].settles {
                let date = books.now + SimDuration::from_secs_f64(step.after);
                books.advance(date)?;
                books.pass(date);
            }
            books.start(name, step);
            if let Some(other) = step.cancels {
                books.cancel(other);
            }
            step.revises.into_iter().for_each(|what| books.revise(what));
            step.changes.into_iter().for_each(|what| books.change(what));
            if step.settles || name + 1 == steps.len() {
                books.settle()?;
            }
        }
        books.advance(SimTime::MAX)?;
        prop_assert!(books.open.is_empty() && books.flows.is_empty());
        prop_assert_eq!(books.flows.kept_entries(), 0);
    }
}
