//! What names flows, classes and capacities.

use index_vec::Idx;
use slotmap::new_key_type;

new_key_type! {
    /// A flow in progress.
    pub struct FlowId;

    /// A class that has flows.
    pub(super) struct ClassId;
}

/// A capacity, by order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constraint(u32);

impl Constraint {
    /// Its place in that order, from zero.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Idx for Constraint {
    fn from_usize(index: usize) -> Self {
        Self(index as u32)
    }

    fn index(self) -> usize {
        self.index()
    }
}
