//! Slots for what overlaps in time: each span takes the first slot that is free.

use crate::units::SimTime;

/// Slots, and until when each is taken.
#[derive(Clone, Debug, Default)]
pub(in crate::results) struct Slots {
    until: Vec<SimTime>,
}

impl Slots {
    /// Takes the first slot that is free from one date to another; ask in order of the first.
    pub(in crate::results) fn take(&mut self, from: SimTime, to: SimTime) -> usize {
        let free = self.until.iter().position(|until| *until <= from);
        match free {
            Some(slot) => {
                self.until[slot] = to;
                slot
            }
            None => {
                self.until.push(to);
                self.until.len() - 1
            }
        }
    }

    pub(in crate::results) fn len(&self) -> usize {
        self.until.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_gets_another_slot_and_what_does_not_shares_one() {
        let at = SimTime::from_nanos;
        let mut slots = Slots::default();
        assert_eq!(slots.take(at(0), at(10)), 0);
        assert_eq!(slots.take(at(5), at(7)), 1);
        assert_eq!(slots.take(at(7), at(20)), 1);
        assert_eq!(slots.take(at(10), at(11)), 0);
        assert_eq!(slots.len(), 2);
    }
}
