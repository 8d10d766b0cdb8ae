//! Which ends are announced: one for each class whose rate is its own, and one for all classes that a capacity limits.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::id::{ClassId, Constraint};
use crate::units::SimTime;

/// What ends at an announced date: the first flow of one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ender {
    Class(ClassId),
    /// The classes that a capacity limits.
    Limited(Constraint),
}

/// The date for which something is announced, if it is, and the number of that announcement, from which a later one is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Announced {
    pub(super) date: SimTime,
    number: u64,
}

impl Announced {
    pub(super) const NOT: Self = Self {
        date: SimTime::MAX,
        number: 0,
    };

    /// Whether it is the announcement of that number.
    #[inline]
    pub(super) fn is(self, number: u64) -> bool {
        self.number == number
    }
}

/// Ends in order of their dates. What is announced anew leaves an entry behind that does not count any more: of these there
/// are never more than of the others, and a few.
#[derive(Debug, Default)]
pub(super) struct Ends {
    entries: BinaryHeap<Reverse<(SimTime, u64, Ender)>>,
    announcements: u64,
}

/// Up to this many entries nobody asks how many of them count.
const FEW: usize = 64;

impl Ends {
    /// Announces an end, instead of the one that is announced.
    #[inline]
    pub(super) fn announce(&mut self, date: SimTime, ender: Ender, announced: &mut Announced) {
        if date == announced.date {
            return;
        }
        *announced = Announced::NOT;
        if date < SimTime::MAX {
            self.announcements += 1;
            announced.date = date;
            announced.number = self.announcements;
            let entry = (date, announced.number, ender);
            self.entries.push(Reverse(entry));
        }
    }

    /// Whether there may be so many entries that do not count that it is time to [forget](Self::forget) them.
    #[inline]
    pub(super) fn are_many(&self, enders: usize) -> bool {
        self.entries.len() > 2 * enders + FEW
    }

    /// Forgets the entries that do not count.
    pub(super) fn forget(&mut self, is_current: impl Fn(Ender, u64) -> bool) {
        self.entries
            .retain(|Reverse((_, number, ender))| is_current(*ender, *number));
    }

    /// The first date.
    #[inline]
    pub(super) fn first(&mut self, is_current: impl Fn(Ender, u64) -> bool) -> Option<SimTime> {
        while let Some(&Reverse((date, number, ender))) = self.entries.peek() {
            if is_current(ender, number) {
                return Some(date);
            }
            self.entries.pop();
        }
        None
    }

    /// Takes the first entry out.
    pub(super) fn pop(&mut self) -> Option<Ender> {
        self.entries.pop().map(|Reverse((.., ender))| ender)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
