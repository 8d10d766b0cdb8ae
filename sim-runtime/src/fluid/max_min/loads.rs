//! Rates and loads, and which of them have changed.

use index_vec::Idx;

use super::capacity::{Sharing, Users};
use super::changes::CAPACITIES_A_FLOW;
use super::class::Class;
use super::id::{Constraint, FlowId};
use super::{Flow, MaxMin};

impl<T> MaxMin<T> {
    /// The rate of a flow, as of the last [`MaxMin::settle`].
    pub fn rate(&self, flow: FlowId) -> Option<f64> {
        let class = self.flows.get(flow)?.class;
        Some(self.rate_of(&self.classes[class]))
    }

    /// The flows that use a capacity, in order of start.
    pub fn users(&self, constraint: Constraint) -> Vec<FlowId> {
        let uses = |flow: &Flow<T>| flow.uses.iter().any(|(other, _)| *other == constraint);
        let users = self.flows.iter().filter(|(_, flow)| uses(flow));
        let mut users: Vec<_> = users.map(|(id, flow)| (flow.place.sequence, id)).collect();
        users.sort_unstable();
        users.into_iter().map(|(_, id)| id).collect()
    }

    /// How much of a capacity is in use, as of the last [`MaxMin::settle`].
    pub fn load(&self, constraint: Constraint) -> f64 {
        let capacity = &self.capacities[constraint];
        if capacity.sharing == Sharing::FatPipe {
            let flows = self.flows.values();
            let used = flows.map(|flow| {
                weight(&flow.uses, constraint) * self.rate_of(&self.classes[flow.class])
            });
            return used.fold(0.0, f64::max);
        }
        if let Users::Sole(flow) = capacity.users {
            let flow = &self.flows[flow];
            return weight(&flow.uses, constraint) * self.rate_of(&self.classes[flow.class]);
        }
        let classes = capacity.classes.iter();
        let classes = classes.filter_map(|class| self.classes.get(*class));
        classes
            .map(|class| weight(&class.uses, constraint) * self.rate_of(class) * class.len() as f64)
            .sum()
    }

    /// The capacities whose load may have changed at the last [`MaxMin::settle`] that changed something, some of them several
    /// times; all of them if that is less work.
    pub fn changed(&self) -> impl Iterator<Item = Constraint> {
        let flows: usize = self.changed_classes().map(|class| class.len()).sum();
        let capacities = self.capacities.len();
        let are_most = self.changes.used.len() + flows * CAPACITIES_A_FLOW > capacities;
        let all = if are_most { capacities } else { 0 };
        let listed = (!are_most).then(|| self.listed());
        (0..all)
            .map(Constraint::from_usize)
            .chain(listed.into_iter().flatten())
    }

    /// The capacities whose load may have changed, as far as that is known.
    pub(in crate::fluid) fn listed(&self) -> impl Iterator<Item = Constraint> {
        let uses = self
            .changed_classes()
            .flat_map(Class::flows)
            .flat_map(|flow| &self.flows[flow].uses);
        let used = self.changes.used.iter().copied();
        used.chain(uses.map(|(constraint, _)| *constraint))
    }

    /// The classes whose rate may have changed, some of them several times.
    fn changed_classes(&self) -> impl Iterator<Item = &Class> {
        let levels = self.changes.levels.iter();
        let kept = levels.filter_map(|constraint| self.capacities[*constraint].kept.as_ref());
        let limited = kept.flat_map(|kept| kept.limited.iter().map(|(_, id)| *id));
        let classes = self.changes.classes.iter().copied().chain(limited);
        classes.filter_map(|class| self.classes.get(class))
    }
}

fn weight(uses: &[(Constraint, f64)], constraint: Constraint) -> f64 {
    let used = uses.iter().find(|(other, _)| *other == constraint);
    used.map_or(0.0, |(_, weight)| *weight)
}
