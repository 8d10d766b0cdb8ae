//! What a system notices: how a change comes to its list and spreads there.
//!
//! A capacity is on at most one list, and leaves it when it has no flow left; a flow has one mark for both systems. A change
//! that reaches a capacity on the other system's list goes no further, and a mark that the other system has left may be taken
//! for one's own: changes that are missed this way are missed in the reference too.

use super::{Flow, Progress, TwoSystems};
use crate::fluid::max_min::{Constraint, FlowId, Sharing};
use crate::units::SimTime;

/// How far a walk has come on a capacity: how many of its flows are left, and the next capacity of the newest of these.
struct Position {
    constraint: Constraint,
    flows: usize,
    next: usize,
}

impl<T> TwoSystems<T> {
    /// Lets a flow use a capacity, now or when it begins.
    pub(super) fn attach(&mut self, id: FlowId, constraint: Constraint, weight: f64) {
        let flow = &mut self.flows[id];
        let (progress, has_begun) = (flow.progress, flow.has_begun);
        let is_fat = self.capacities[constraint].sharing == Sharing::FatPipe;
        let known = flow.uses.iter_mut().find(|(other, _)| *other == constraint);
        match known {
            Some((_, most)) if is_fat => *most = most.max(weight),
            Some((_, sum)) => *sum += weight,
            None => {
                flow.uses.push((constraint, weight));
                let capacity = &mut self.capacities[constraint];
                if has_begun {
                    capacity.flows.push(id);
                } else {
                    capacity.announced += 1;
                }
            }
        }
        self.system_mut(progress).is_modified = true;
        self.modify(progress, constraint);
    }

    /// Lets an announced flow use its capacities from now on.
    pub fn begin(&mut self, now: SimTime, id: FlowId) {
        let Some(flow) = self.flows.get_mut(id) else {
            return;
        };
        flow.has_begun = true;
        flow.plan.updated = now;
        for (constraint, _) in &flow.uses {
            let capacity = &mut self.capacities[*constraint];
            capacity.announced -= 1;
            capacity.flows.push(id);
        }
        self.notice(id);
    }

    /// Takes a flow out of everything, and returns its token.
    pub(super) fn release(&mut self, id: FlowId) -> Option<T> {
        self.flows.get(id)?;
        self.notice(id);
        let flow = self.flows.remove(id)?;
        for (constraint, _) in &flow.uses {
            let capacity = &mut self.capacities[*constraint];
            if flow.has_begun {
                capacity.flows.retain(|other| *other != id);
            } else {
                capacity.announced -= 1;
            }
            self.unlist_if_unused(*constraint);
        }
        self.changed.extend(flow.uses.iter().map(|(used, _)| *used));
        match flow.plan.end {
            Some((end, order)) => drop(self.plans.remove(&(end, order, id))),
            None => self.steps.retain(|other| *other != id),
        }
        Some(flow.token)
    }

    fn unlist_if_unused(&mut self, constraint: Constraint) {
        let capacity = &mut self.capacities[constraint];
        if capacity.flows.is_empty()
            && capacity.announced == 0
            && let Some(progress) = capacity.listed_by.take()
        {
            let list = &mut self.system_mut(progress).list;
            list.retain(|listed| *listed != constraint);
        }
    }

    /// A flow begins or ends: only the first of its capacities is listed, and what the walk from there reaches.
    pub(super) fn notice(&mut self, id: FlowId) {
        let Flow {
            progress,
            has_begun,
            ref uses,
            ..
        } = self.flows[id];
        let first = uses.first().map(|(constraint, _)| *constraint);
        self.system_mut(progress).is_modified = true;
        if let Some(first) = first.filter(|_| has_begun) {
            self.modify(progress, first);
        }
    }

    /// Lists a capacity, and all that its flows, the newest first, connect with it.
    fn modify(&mut self, progress: Progress, constraint: Constraint) {
        if self.capacities[constraint].listed_by.is_some() {
            return;
        }
        let round = self.system(progress).round;
        let mut walk = vec![self.list(progress, constraint)];
        while let Some(position) = walk.last_mut() {
            let Some(newest) = position.flows.checked_sub(1) else {
                walk.pop();
                continue;
            };
            let flow = &mut self.flows[self.capacities[position.constraint].flows[newest]];
            let mut rest = flow.uses.iter().skip(position.next);
            let unlisted = rest.position(|(used, _)| self.capacities[*used].listed_by.is_none());
            match unlisted.filter(|_| flow.mark != round) {
                Some(skipped) => {
                    position.next += skipped + 1;
                    let (constraint, _) = flow.uses[position.next - 1];
                    let reached = self.list(progress, constraint);
                    walk.push(reached);
                }
                None => {
                    flow.mark = round;
                    (position.flows, position.next) = (newest, 0);
                }
            }
        }
    }

    fn list(&mut self, progress: Progress, constraint: Constraint) -> Position {
        let capacity = &mut self.capacities[constraint];
        capacity.listed_by = Some(progress);
        let flows = capacity.flows.len();
        self.system_mut(progress).list.push(constraint);
        Position {
            constraint,
            flows,
            next: 0,
        }
    }
}
