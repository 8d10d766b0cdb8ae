//! The minimum of a function: instances that are there whether or not anybody asks for them.
//!
//! What is missing is provisioned as soon as a node has room for it. Nothing is evicted for its sake, so that two functions
//! never take each other's room for ever; and what cannot come, because its image does not or its start-up fails, is not
//! tried again until another instance of the function has gone through its start-up, or goes.

use super::Service;
use super::scaling::AT_ONCE;
use crate::serverless::FunctionId;
use crate::units::SimTime;

impl Service {
    /// A function may have fewer instances than its minimum now.
    #[inline]
    pub(super) fn note_missing(&mut self, function: FunctionId) {
        if self.state.registrations[function].min_instances > 0 {
            self.missing.insert(function);
        }
    }

    /// An instance of a function could not come: another try at once would fail as this one did, even if there was not room for
    /// all that are missing.
    pub(super) fn give_up_missing(&mut self, function: FunctionId) {
        self.missing.remove(&function);
    }

    /// Whether a function has no more instances than its minimum, or than a scaler wants that alone makes them, so that none
    /// of them expires.
    #[inline]
    pub(super) fn is_of_minimum(&self, function: FunctionId) -> bool {
        let least = self.state.registrations[function].min_instances;
        let least = least.max(self.wanted_by_scaler(function));
        least > 0 && self.state.cluster.alive(function) <= least
    }

    /// Provisions what is missing where there is room; the rest waits for the next message.
    #[inline(never)]
    pub(super) fn keep_minimums(&mut self, now: SimTime) {
        for function in std::mem::take(&mut self.missing) {
            let least = self.state.registrations[function].min_instances;
            let have = self.state.cluster.alive(function) + self.coming(function);
            let lacking = least.saturating_sub(have);
            let placed =
                (0..lacking.min(AT_ONCE)).take_while(|_| self.provision_anywhere(function, now));
            if (placed.count() as u32) < lacking {
                self.missing.insert(function);
            }
        }
    }

    /// Provisions an instance of a function where there is room for it, if there is.
    fn provision_anywhere(&mut self, function: FunctionId, now: SimTime) -> bool {
        let place = self.place_for(function, &self.state.view(now));
        if let Some(node) = place {
            self.provision(function, node, None);
        }
        place.is_some()
    }
}
