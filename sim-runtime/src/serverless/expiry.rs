//! Which instance expires next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::InstanceId;
use crate::kernel::Begin;
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    date: SimTime,
    /// Since when the instance is idle.
    began: Begin,
    instance: InstanceId,
}

impl ExpiryQueue {
    /// An instance that is idle since then is to expire at a date.
    #[inline]
    pub(super) fn push(&mut self, date: SimTime, began: Begin, instance: InstanceId) {
        let entry = Entry {
            date,
            began,
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

    /// The entry that [`ExpiryQueue::next`] tells of, and all of the same date, are now due; returns their
    /// instances, in the order in which they became idle.
    pub(super) fn make_due(&mut self) -> impl Iterator<Item = InstanceId> + '_ {
        let before = self.due.len();
        let date = self.first().map(|entry| entry.date);
        while let Some(entry) = self.first().filter(|entry| Some(entry.date) == date) {
            self.pop();
            self.due.push_back(entry);
        }
        self.due.range(before..).map(|entry| entry.instance)
    }

    /// Since when an instance is idle that is due.
    pub(super) fn due_since(&self, instance: InstanceId) -> Option<Begin> {
        let mut due = self.due.iter();
        Some(due.find(|entry| entry.instance == instance)?.began)
    }

    /// Takes the first entry of an instance that is due; returns its date.
    pub(super) fn pop_due(&mut self, instance: InstanceId) -> Option<SimTime> {
        let place = self
            .due
            .iter()
            .position(|entry| entry.instance == instance)?;
        Some(self.due.remove(place)?.date)
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
                let date = SimTime::from_nanos(date);
                let began = Begin { date: SimTime::ZERO, order: number as u64 };
                queue.push(date, began, instance);
                model.push((date, number, instance));
            }
            model.sort();
            let mut expired = Vec::new();
            while let Some((date, _)) = queue.next() {
                let due: Vec<InstanceId> = queue.make_due().collect();
                for instance in due {
                    prop_assert_eq!(queue.pop_due(instance), Some(date));
                    expired.push((date, instance));
                }
            }
            let expected: Vec<_> = model.into_iter().map(|(date, _, instance)| (date, instance)).collect();
            prop_assert_eq!(expired, expected);
        }
    }
}
