//! Which capacities may have another load than before, so that nobody has to look at all of them.

use super::{ClassId, Constraint, MaxMin};

/// How many capacities are looked at in the time in which one flow is gone through.
const CAPACITIES_A_FLOW: usize = 8;

/// What the last settlement changed that changed anything.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What is used by flows that had started, ended or gone to another class; some twice.
    used: Vec<Constraint>,
    /// The classes whose rate is another one. Their flows are many: they are gone through only for who asks.
    pub(super) classes: Vec<ClassId>,
}

impl Changes {
    /// Forgets what the settlement before has changed, and takes what flows have used since.
    pub(super) fn begin(&mut self, used: &mut Vec<Constraint>) {
        self.classes.clear();
        self.used.clear();
        self.used.append(used);
    }
}

impl<T> MaxMin<T> {
    /// The capacities whose load may have changed at the last [`MaxMin::settle`] that changed something, some of them several
    /// times; all of them if that is less work.
    pub fn changed(&self) -> impl Iterator<Item = Constraint> {
        let classes = self.changes.classes.iter();
        let flows: usize = classes
            .filter_map(|class| self.classes.get(*class))
            .map(|class| class.len())
            .sum();
        let capacities = self.capacities.len();
        let are_most = self.changes.used.len() + flows * CAPACITIES_A_FLOW > capacities;
        let all = if are_most { capacities as u32 } else { 0 };
        let listed = (!are_most).then(|| self.listed());
        (0..all).map(Constraint).chain(listed.into_iter().flatten())
    }

    /// The capacities whose load may have changed, as far as that is known.
    pub(super) fn listed(&self) -> impl Iterator<Item = Constraint> {
        let classes = self.changes.classes.iter();
        let uses = classes
            .filter_map(|class| self.classes.get(*class))
            .flat_map(|class| class.flows())
            .flat_map(|flow| &self.flows[flow].uses);
        let used = self.changes.used.iter().copied();
        used.chain(uses.map(|(constraint, _)| *constraint))
    }
}
