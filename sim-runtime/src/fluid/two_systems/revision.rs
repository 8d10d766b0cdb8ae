//! Capacities and flows that change while flows are in progress.

use super::TwoSystems;
use crate::fluid::max_min::{Constraint, FlowId};

impl<T> TwoSystems<T> {
    /// Changes a capacity; its flows get their rates from the next [`TwoSystems::settle`].
    pub fn set_capacity(&mut self, constraint: Constraint, amount: f64) {
        self.capacities[constraint].amount = amount;
        for flow in self.capacities[constraint].flows.clone() {
            self.notice(flow);
        }
    }

    /// Changes the priority and the bound of a flow, if it is still in progress.
    pub fn revise(&mut self, flow: FlowId, priority: f64, bound: f64) {
        if let Some(known) = self.flows.get_mut(flow) {
            (known.priority, known.bound) = (priority, bound);
            self.notice(flow);
        }
    }
}
