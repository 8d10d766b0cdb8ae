//! Which capacities may have another load than before, so that not all of them are looked at.

use super::id::{ClassId, Constraint};

/// How many capacities can be visited in the time that one flow takes.
pub(super) const CAPACITIES_A_FLOW: usize = 8;

/// The changes of the last settlement that changed a rate.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The capacities used by flows that had started, ended or changed class; some twice.
    pub(super) used: Vec<Constraint>,
    /// The classes whose rate has changed. They may have many flows, which are visited on demand only.
    pub(super) classes: Vec<ClassId>,
    /// The capacities that limit classes and have given them another level, some twice.
    pub(super) levels: Vec<Constraint>,
}

impl Changes {
    /// Forgets what the settlement before has changed, and takes what flows have used since.
    pub(super) fn begin(&mut self, used: &mut Vec<Constraint>) {
        self.classes.clear();
        self.levels.clear();
        self.used.clear();
        self.used.append(used);
    }
}
