//! The attempts that wait to be dispatched, in the order of the queue discipline.

mod counts;

use super::{AttemptId, FunctionId, ImageId};
use crate::units::{Bytes, SimTime};
use counts::Counts;

/// An attempt that waits to be dispatched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Which one.
    pub attempt: AttemptId,
    /// Its function.
    pub function: FunctionId,
    /// The image that it needs.
    pub image: ImageId,
    /// When the service took its request.
    pub arrived: SimTime,
    /// The size of its input.
    pub input: Bytes,
    /// Its place in the queue: smaller keys come first, equal ones in the order in which they came into the queue.
    pub key: u64,
}

impl Queued {
    /// Whether it is of the same function as another, with the same image.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.function == other.function && self.image == other.image
    }
}

/// A queue from which any may leave, and from which most leave near the front.
///
/// A departure costs as much as its distance from the front, however many wait behind.
#[derive(Debug, Default)]
pub(super) struct WaitingQueue {
    entries: Vec<Queued>,
    /// How many entries at the front have left.
    gone: usize,
    /// How many wait of each function, if that is counted.
    counts: Option<Box<Counts>>,
    /// How often it has changed otherwise than at its end.
    changes: u64,
    /// Whether all that wait are known to be of one function, with one image.
    is_of_one: bool,
}

impl WaitingQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Those that wait, first to be served first.
    pub(super) fn as_slice(&self) -> &[Queued] {
        &self.entries[self.gone..]
    }

    /// How often it has changed otherwise than at its end: those who waited then wait in their places still if this is as it was.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether all that wait are of one function, with one image; it may be so and not be known.
    pub(super) fn is_of_one(&self) -> bool {
        self.is_of_one
    }

    /// From now on it is counted how many wait of each function. Nobody waits yet.
    pub(super) fn count_by_function(&mut self) {
        self.counts.get_or_insert_default();
    }

    /// How many wait of each function, if that is counted.
    pub(super) fn counts(&self) -> Option<&Counts> {
        self.counts.as_deref()
    }

    /// Adds an attempt behind those whose key is not larger.
    #[inline(always)]
    pub(super) fn push(&mut self, queued: Queued) {
        if let Some(counts) = &mut self.counts {
            counts.add(queued.function);
        }
        let last = self.entries.last();
        self.is_of_one = last.is_none_or(|last| self.is_of_one && queued.is_like(last));
        match last {
            Some(last) if last.key > queued.key => {
                self.changes += 1;
                let place = self
                    .as_slice()
                    .partition_point(|other| other.key <= queued.key);
                self.entries.insert(self.gone + place, queued);
            }
            _ => self.entries.push(queued),
        }
    }

    /// Removes an attempt, if it waits here.
    pub(super) fn take(&mut self, attempt: AttemptId) -> Option<Queued> {
        let mut waiting = self.as_slice().iter();
        let queued = *waiting.find(|queued| queued.attempt == attempt)?;
        self.remove(1, |queued| queued.attempt == attempt);
        Some(queued)
    }

    /// Removes the first `count` entries that leave; there must be as many.
    pub(super) fn remove(&mut self, count: usize, mut leaves: impl FnMut(&Queued) -> bool) {
        self.changes += 1;
        if count == self.as_slice().len() {
            if let Some(counts) = &mut self.counts {
                counts.clear();
            }
            self.entries.clear();
            self.gone = 0;
            return;
        }
        let waiting = &mut self.entries[self.gone..];
        let mut staying = Vec::new();
        let mut scanned = 0;
        while scanned - staying.len() < count && scanned < waiting.len() {
            if !leaves(&waiting[scanned]) {
                staying.push(waiting[scanned]);
            } else if let Some(counts) = &mut self.counts {
                counts.subtract(waiting[scanned].function);
            }
            scanned += 1;
        }
        // Those who stay move back over the places of those who have left.
        let first = scanned - staying.len();
        waiting[first..scanned].copy_from_slice(&staying);
        self.gone += first;
        if self.gone > self.entries.len() / 2 {
            self.entries.drain(..self.gone);
            self.gone = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn queued(number: usize, key: u64) -> Queued {
        Queued {
            attempt: AttemptId::default(),
            function: FunctionId::from_index(number),
            image: ImageId::from_index(0),
            arrived: SimTime::ZERO,
            input: Bytes::ZERO,
            key,
        }
    }

    proptest! {
        #[test]
        fn what_does_not_leave_stays_in_the_order_of_keys_and_then_of_arrival(
            steps in prop::collection::vec(
                (prop::collection::vec(0u64..3, 1..5), prop::collection::vec(0usize..8, 0..4)),
                1..40,
            )
        ) {
            let mut queue = WaitingQueue::default();
            queue.count_by_function();
            let mut model: Vec<(u64, usize)> = Vec::new();
            let mut next = 0;
            for (arrivals, departures) in steps {
                for key in arrivals {
                    queue.push(queued(next, key));
                    model.push((key, next));
                    model.sort();
                    next += 1;
                }
                let leaving: Vec<usize> = departures.iter().filter_map(|place| Some(model.get(*place)?.1)).collect();
                let before = model.len();
                model.retain(|(_, number)| !leaving.contains(number));
                let count = before - model.len();
                queue.remove(count, |queued| leaving.contains(&queued.function.index()));
                let left: Vec<usize> = queue.as_slice().iter().map(|queued| queued.function.index()).collect();
                let expected: Vec<usize> = model.iter().map(|(_, number)| *number).collect();
                let counts = queue.counts().expect("they are counted");
                let waiting: Vec<usize> = counts.functions().map(FunctionId::index).collect();
                let mut functions = left.clone();
                functions.sort_unstable();
                prop_assert_eq!(waiting, functions);
                prop_assert_eq!(left, expected);
            }
        }
    }
}
