//! Which instance expires next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::InstanceId;
use crate::units::SimTime;

/// The dates at which instances are to expire.
///
/// An instance that is used before its date leaves its entry behind; whoever takes the entry recognises it as stale. A
/// fixed idle time-out gives dates that never fall: such entries wait in a plain queue, and only the others in a heap.
#[derive(Debug, Default)]
pub(super) struct ExpiryQueue {
    /// Entries whose dates do not fall.
    ordered: VecDeque<Entry>,
    /// The other ones.
    others: BinaryHeap<Reverse<Entry>>,
    /// Entries for each of which an alarm has been set, in order.
    due: VecDeque<Entry>,
    added: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    date: SimTime,
    /// Instances that expire at one date do so in the order in which they became idle.
    number: u64,
    instance: InstanceId,
}

impl ExpiryQueue {
    /// An instance is to expire at a date.
    #[inline]
    pub(super) fn push(&mut self, date: SimTime, instance: InstanceId) {
        let number = self.added;
        self.added += 1;
        let entry = Entry {
            date,
            number,
            instance,
        };
        match self.ordered.back() {
            Some(last) if last.date > date => self.others.push(Reverse(entry)),
            _ => self.ordered.push_back(entry),
        }
    }

    /// The first date for which no alarm has been set, and its instance.
    pub(super) fn next(&self) -> Option<(SimTime, InstanceId)> {
        let entry = self.first()?;
        Some((entry.date, entry.instance))
    }

    /// Forgets the entry that [`ExpiryQueue::next`] tells of.
    pub(super) fn drop_next(&mut self) {
        self.pop();
    }

    /// The entry that [`ExpiryQueue::next`] tells of, and all of the same date, are now due; returns how many they are.
    pub(super) fn make_due(&mut self) -> usize {
        let Some(first) = self.first() else { return 0 };
        let before = self.due.len();
        while let Some(entry) = self.first().filter(|entry| entry.date == first.date) {
            self.pop();
            let place = self.due.partition_point(|other| *other < entry);
            self.due.insert(place, entry);
        }
        self.due.len() - before
    }

    /// Takes the first entry that is due.
    pub(super) fn pop_due(&mut self) -> Option<(SimTime, InstanceId)> {
        let entry = self.due.pop_front()?;
        Some((entry.date, entry.instance))
    }

    fn first(&self) -> Option<Entry> {
        match (self.ordered.front(), self.others.peek()) {
            (Some(one), Some(Reverse(other))) => Some(*one.min(other)),
            (one, other) => one.copied().or(other.map(|Reverse(entry)| *entry)),
        }
    }

    fn pop(&mut self) {
        if self.ordered.front().copied() == self.first() {
            self.ordered.pop_front();
        } else {
            self.others.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use slotmap::SlotMap;

    proptest! {
        #[test]
        fn instances_expire_by_date_and_then_in_the_order_in_which_they_became_idle(
            dates in prop::collection::vec(0u64..20, 1..100)
        ) {
            let mut names = SlotMap::with_key();
            let mut queue = ExpiryQueue::default();
            let mut model = Vec::new();
            for (number, date) in dates.into_iter().enumerate() {
                let instance: InstanceId = names.insert(());
                queue.push(SimTime::from_nanos(date), instance);
                model.push((SimTime::from_nanos(date), number, instance));
            }
            model.sort();
            let mut expired = Vec::new();
            while let Some((date, _)) = queue.next() {
                let due = queue.make_due();
                prop_assert_eq!(due, model.iter().filter(|(other, ..)| *other == date).count());
                expired.extend(std::iter::from_fn(|| queue.pop_due()));
            }
            let expected: Vec<_> = model.into_iter().map(|(date, _, instance)| (date, instance)).collect();
            prop_assert_eq!(expired, expected);
        }
    }
}
