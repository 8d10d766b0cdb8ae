//! Which transfers something befalls.

use super::{Transfer, TransferId, Transfers};
use crate::platform::HostId;

impl<P: Copy> Transfers<P> {
    /// The transfers in progress from and to a host, those among them that have not left yet, in an order that depends on
    /// nothing but what happened.
    pub fn at(&self, host: HostId) -> Vec<TransferId> {
        let there = |plan: &Transfer| plan.from.host() == host || plan.to.host() == host;
        let ongoing = self.ongoing.iter();
        let there = ongoing.filter(|(_, one)| there(&one.plan));
        there.map(|(id, _)| id).collect()
    }

    /// The transfers in progress whose purpose is as asked, in an order that depends on nothing but what happened.
    pub fn with_purpose(&self, mut is: impl FnMut(&P) -> bool) -> Vec<TransferId> {
        let ongoing = self.ongoing.iter();
        let asked = ongoing.filter(|(_, one)| is(&one.purpose));
        asked.map(|(id, _)| id).collect()
    }
}
