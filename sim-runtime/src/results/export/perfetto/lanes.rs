//! Threads for things that overlap in time: each takes the first that is free.

use crate::units::SimTime;

/// Threads, and until when each is taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    until: Vec<SimTime>,
}

impl Lanes {
    /// The first thread that is free from one date to another; ask in order of the first.
    pub(super) fn take(&mut self, from: SimTime, to: SimTime) -> usize {
        let free = self.until.iter().position(|until| *until <= from);
        match free {
            Some(lane) => {
                self.until[lane] = to;
                lane
            }
            None => {
                self.until.push(to);
                self.until.len() - 1
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.until.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_gets_another_lane_and_what_does_not_shares_one() {
        let at = SimTime::from_nanos;
        let mut lanes = Lanes::default();
        assert_eq!(lanes.take(at(0), at(10)), 0);
        assert_eq!(lanes.take(at(5), at(7)), 1);
        assert_eq!(lanes.take(at(7), at(20)), 1);
        assert_eq!(lanes.take(at(10), at(11)), 0);
        assert_eq!(lanes.len(), 2);
    }
}
