//! Capacities and flows that change while flows are in progress.

use super::MaxMin;
use super::id::{Constraint, FlowId};
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// Changes a capacity; its flows get their rates from the next [`MaxMin::settle`].
    pub fn set_capacity(&mut self, now: SimTime, constraint: Constraint, amount: f64) {
        self.forget_kept(now, constraint);
        self.capacities[constraint].amount = amount;
        for flow in self.users(constraint) {
            self.anew(now, flow, |_| {});
        }
        self.freed.push(constraint);
    }

    /// Changes the priority and the bound of a flow, if it is still in progress.
    pub fn revise(&mut self, now: SimTime, flow: FlowId, priority: f64, bound: f64) {
        self.anew(now, flow, |flow| {
            (flow.priority, flow.bound) = (priority, bound);
        });
    }

    /// What is kept of the component of a capacity rests on its amount: all of it is solved anew.
    fn forget_kept(&mut self, now: SimTime, constraint: Constraint) {
        let (mut constraints, mut classes) = (Vec::new(), Vec::new());
        self.solve_instead(now, vec![constraint], &mut constraints, &mut classes);
        self.freed.append(&mut constraints);
        self.touched.append(&mut classes);
    }

    /// Puts a flow into another class, with what remains of it.
    fn anew(&mut self, now: SimTime, flow: FlowId, change: impl FnOnce(&mut super::Flow<T>)) {
        if !self.flows.contains_key(flow) {
            return;
        }
        self.is_changed = true;
        let sequence = self.flows[flow].place.sequence;
        let remaining = self.leave_at(now, flow);
        change(&mut self.flows[flow]);
        self.join(now, flow, remaining, sequence);
    }
}
