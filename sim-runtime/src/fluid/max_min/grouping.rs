//! Which flows are in one class, and the problem that the classes connected with a change pose together.

use std::collections::BTreeMap;

use super::MaxMin;
use super::capacity::{Sharing, Users};
use super::class::{Class, Kind, Place};
use super::ends::Announced;
use super::id::{ClassId, Constraint, FlowId};
use super::kept::Standing;
use crate::fluid::solver::{Claim, Pool};
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// Puts a flow into the class of its kind.
    pub(super) fn join(&mut self, now: SimTime, flow: FlowId, amount: f64, sequence: u64) {
        let (kind, uses, bound) = self.kind(flow);
        let priority = self.flows[flow].priority;
        let id = match self.class_of.get(&kind) {
            Some(id) => *id,
            None => self.found(now, kind, uses, priority, bound, sequence),
        };
        self.advance(now, id);
        let class = &mut self.classes[id];
        let end = (class.virtual_time + amount.max(0.0)).to_bits();
        let place = Place { end, sequence };
        class.flows.insert(place, flow);
        let entry = &mut self.flows[flow];
        (entry.class, entry.place) = (id, place);
        let used = entry.uses.iter().map(|(constraint, _)| *constraint);
        self.used.extend(used);
        if !self.classes[id].uses.is_empty() {
            self.touched.push(id);
        }
        self.predict(id);
    }

    fn found(
        &mut self,
        now: SimTime,
        kind: Kind,
        uses: Vec<(Constraint, f64)>,
        priority: f64,
        bound: f64,
        number: u64,
    ) -> ClassId {
        // A class without competitors has its bound as its rate from the start.
        let rate = if uses.is_empty() { bound } else { 0.0 };
        let id = self.classes.insert(Class {
            number,
            kind: kind.clone(),
            uses,
            priority,
            bound,
            rate,
            virtual_time: 0.0,
            updated: now,
            announced: Announced::NOT,
            flows: BTreeMap::new(),
            visited: 0,
            standing: Standing::Solved,
            counted: 0,
            since: 0.0,
            first_clock: 0,
        });
        for (constraint, _) in &self.classes[id].uses {
            self.capacities[*constraint].classes.push(id);
        }
        self.class_of.insert(kind, id);
        id
    }

    /// Takes a flow out of its class at a date, and returns how much of it remains.
    pub(super) fn leave_at(&mut self, now: SimTime, flow: FlowId) -> f64 {
        let entry = &self.flows[flow];
        let (id, place) = (entry.class, entry.place);
        self.advance(now, id);
        let remaining = f64::from_bits(place.end) - self.classes[id].virtual_time;
        self.leave(id, place);
        remaining
    }

    /// Takes the flow at a place out of its class.
    pub(super) fn leave(&mut self, id: ClassId, place: Place) {
        let class = &mut self.classes[id];
        class.flows.remove(&place);
        if !class.flows.is_empty() {
            if !class.uses.is_empty() {
                self.touched.push(id);
            }
            return self.predict(id);
        }
        if class.standing != Standing::Solved {
            self.withdraw(id);
        }
        if let Some(class) = self.classes.remove(id) {
            self.class_of.remove(&class.kind);
            for (constraint, _) in class.uses {
                let classes = &self.classes;
                self.capacities[constraint].forget(|class| !classes.contains_key(class));
                self.freed.push(constraint);
            }
        }
    }

    /// The kind of a flow, with what it competes for and its bound as numbers.
    fn kind(&self, flow: FlowId) -> (Kind, Vec<(Constraint, f64)>, f64) {
        let entry = &self.flows[flow];
        let mut bound = entry.bound;
        let mut shared = Vec::new();
        for &(constraint, weight) in &entry.uses {
            let capacity = &self.capacities[constraint];
            let competes = matches!(capacity.users, Users::Several(_));
            if competes && capacity.sharing == Sharing::Shared {
                shared.push((constraint, weight));
            } else {
                // Rounded as the solver would.
                let level = capacity.amount / (weight / entry.priority);
                bound = bound.min(level / entry.priority);
            }
        }
        let uses = shared.iter();
        let kind = Kind {
            uses: uses
                .map(|(constraint, weight)| (*constraint, weight.to_bits()))
                .collect(),
            priority: entry.priority.to_bits(),
            bound: bound.to_bits(),
        };
        (kind, shared, bound)
    }

    /// The constraints and classes that are connected with a change, each once, as far as they are not kept.
    pub(super) fn affected(&mut self) -> (Vec<Constraint>, Vec<ClassId>) {
        self.visit += 1;
        let mut constraints = Vec::new();
        let mut classes = Vec::new();
        let mut touched = std::mem::take(&mut self.touched);
        for class in touched.drain(..) {
            self.reach_class(class, &mut constraints, &mut classes);
        }
        self.touched = touched;
        let mut freed = std::mem::take(&mut self.freed);
        for constraint in freed.drain(..) {
            self.reach(constraint, &mut constraints);
        }
        self.freed = freed;
        let mut next = 0;
        while next < constraints.len() {
            let constraint: Constraint = constraints[next];
            next += 1;
            for index in 0..self.capacities[constraint].classes.len() {
                let class = self.capacities[constraint].classes[index];
                self.reach_class(class, &mut constraints, &mut classes);
            }
        }
        // Rates must not depend on how the component was walked.
        classes.sort_by_key(|class| self.classes[*class].number);
        (constraints, classes)
    }

    #[inline]
    fn reach_class(
        &mut self,
        id: ClassId,
        constraints: &mut Vec<Constraint>,
        classes: &mut Vec<ClassId>,
    ) {
        let Some(class) = self.classes.get_mut(id) else {
            return;
        };
        if class.visited == self.visit {
            return;
        }
        if class.standing != Standing::Solved {
            self.agenda.touched.push(id);
            return;
        }
        class.visited = self.visit;
        classes.push(id);
        for index in 0..self.classes[id].uses.len() {
            let (constraint, _) = self.classes[id].uses[index];
            self.reach(constraint, constraints);
        }
    }

    #[inline]
    fn reach(&mut self, constraint: Constraint, constraints: &mut Vec<Constraint>) {
        let capacity = &mut self.capacities[constraint];
        if capacity.kept.is_some() {
            self.agenda.is_met = true;
        } else if capacity.visited != self.visit {
            capacity.visited = self.visit;
            capacity.local = constraints.len();
            constraints.push(constraint);
        }
    }

    pub(super) fn pools(&self, constraints: &[Constraint], classes: &[ClassId]) -> Vec<Pool> {
        let capacities = constraints.iter();
        let mut pools: Vec<Pool> = capacities
            .map(|constraint| &self.capacities[*constraint])
            .map(|capacity| Pool {
                capacity: capacity.amount,
                fat: false,
                users: Vec::with_capacity(capacity.classes.len()),
            })
            .collect();
        for (index, class) in classes.iter().enumerate() {
            let class = &self.classes[*class];
            for (constraint, weight) in &class.uses {
                let local = self.capacities[*constraint].local;
                pools[local]
                    .users
                    .push((index, weight * class.len() as f64));
            }
        }
        pools
    }

    /// What a class claims: each of its flows has the rate, all of them together use the capacities.
    pub(super) fn claim(&self, class: ClassId) -> Claim {
        let class = &self.classes[class];
        let uses = class.uses.iter();
        Claim {
            priority: class.priority,
            bound: class.bound,
            uses: uses
                .map(|(constraint, weight)| {
                    let local = self.capacities[*constraint].local;
                    (local, weight * class.len() as f64)
                })
                .collect(),
        }
    }

    /// The rate of a class that shares its capacities with no other, rounded as the solver would.
    pub(super) fn rate_alone(&self, class: ClassId) -> f64 {
        let class = &self.classes[class];
        let level = |(constraint, weight): &(Constraint, f64)| {
            let share = weight * class.len() as f64 / class.priority;
            self.capacities[*constraint].amount / share
        };
        let level = class.uses.iter().map(level).fold(f64::INFINITY, f64::min);
        if class.bound * class.priority < level {
            class.bound
        } else {
            level / class.priority
        }
    }
}
