//! The invocations that wait to be dispatched, in order of arrival.

use crate::serverless::scheduler::Pending;

/// A queue from which any may leave, and from which most leave near the front.
///
/// A departure costs as much as its distance from the front, however many wait behind.
#[derive(Debug, Default)]
pub(super) struct WaitingList {
    entries: Vec<Pending>,
    /// How many entries at the front have left.
    gone: usize,
}

impl WaitingList {
    pub(super) fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }

    /// Those who wait, in order of arrival.
    pub(super) fn as_slice(&self) -> &[Pending] {
        &self.entries[self.gone..]
    }

    pub(super) fn push(&mut self, pending: Pending) {
        self.entries.push(pending);
    }

    /// Removes the first `count` entries that leave; there must be as many.
    pub(super) fn remove(&mut self, count: usize, mut leaves: impl FnMut(&Pending) -> bool) {
        if count == self.as_slice().len() {
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
    use crate::serverless::{FunctionId, ImageId, InvocationId};
    use proptest::prelude::*;

    fn pending(number: usize) -> Pending {
        Pending {
            invocation: InvocationId::default(),
            function: FunctionId::from_index(number),
            image: ImageId::from_index(0),
        }
    }

    proptest! {
        #[test]
        fn whoever_does_not_leave_keeps_the_order_of_arrival(
            steps in prop::collection::vec((1usize..5, prop::collection::vec(0usize..8, 0..4)), 1..40)
        ) {
            let mut list = WaitingList::default();
            let mut model: Vec<usize> = Vec::new();
            let mut next = 0;
            for (arrivals, departures) in steps {
                for _ in 0..arrivals {
                    list.push(pending(next));
                    model.push(next);
                    next += 1;
                }
                let leaving: Vec<usize> = departures.iter().filter_map(|place| model.get(*place).copied()).collect();
                let before = model.len();
                model.retain(|number| !leaving.contains(number));
                let count = before - model.len();
                list.remove(count, |pending| leaving.contains(&pending.function.index()));
                let left: Vec<usize> = list.as_slice().iter().map(|pending| pending.function.index()).collect();
                prop_assert_eq!(left, model.clone());
            }
        }
    }
}
