//! Links that are declared one after another, so that they need not be listed.

use crate::platform::LinkId;

/// So many links of a kind: one for both directions, or one for each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wires {
    pub(crate) first: LinkId,
    /// Whether each is two links, the one up and the one down.
    pub(crate) are_split: bool,
}

impl Wires {
    /// The link of a number, as it is crossed upwards.
    pub(super) fn up(self, number: usize) -> LinkId {
        let step = if self.are_split { 2 } else { 1 };
        LinkId::from_index(self.first.index() + step * number)
    }

    /// The link of a number, as it is crossed downwards.
    pub(super) fn down(self, number: usize) -> LinkId {
        if !self.are_split {
            return self.up(number);
        }
        LinkId::from_index(self.first.index() + 2 * number + 1)
    }
}
