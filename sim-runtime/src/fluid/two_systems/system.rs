//! One of the two systems: its list of modified capacities.

use crate::fluid::max_min::Constraint;

/// One of the two systems.
#[derive(Debug)]
pub(super) struct System {
    /// Whether anything has changed since it was last solved, listed or not.
    pub(super) is_modified: bool,
    /// The modified capacities, in the order in which they were noticed.
    pub(super) list: Vec<Constraint>,
    /// The number of its round: what is noticed between two solutions.
    pub(super) round: u32,
}

impl System {
    pub(super) fn new() -> Self {
        Self {
            is_modified: false,
            list: Vec::new(),
            round: 1,
        }
    }

    /// The mark of a flow that has not been visited in this round.
    pub(super) fn unvisited(&self) -> u32 {
        self.round.wrapping_sub(1)
    }

    /// Ends the round; returns what it has listed, or `None` if nothing has changed.
    pub(super) fn end_round(&mut self) -> Option<Vec<Constraint>> {
        if !std::mem::take(&mut self.is_modified) {
            return None;
        }
        self.round = self.round.wrapping_add(1);
        Some(std::mem::take(&mut self.list))
    }
}
