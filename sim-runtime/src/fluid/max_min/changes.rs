//! Which capacities may have another load than before, so that nobody has to look at all of them.

use super::id::{ClassId, Constraint};

/// How many capacities are looked at in the time in which one flow is gone through.
pub(super) const CAPACITIES_A_FLOW: usize = 8;

/// What the last settlement changed that changed anything.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What is used by flows that had started, ended or gone to another class; some twice.
    pub(super) used: Vec<Constraint>,
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
