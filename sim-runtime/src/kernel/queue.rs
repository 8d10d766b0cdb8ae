//! The event queue: a stable, monotone radix heap with a sorted front.
//!
//! A discrete-event simulation never schedules into the past, which a radix heap exploits: an entry lies in the bucket
//! of the highest bit in which its date differs from a base that lies in the past, so that each entry moves at most 64 times.
//! A bucket that is next and small is not spread any further: it is sorted, once, and what is scheduled before its end is
//! put into its place there. Entries of one date leave in the order in which they came.
//!
//! Source of the structure: Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", JACM 1990;
//! the sorted front is that of a ladder queue: Tang, Goh, Thng, "Ladder queue", ACM TOMACS 2005.

use crate::units::SimTime;

/// One bucket for each bit in which a date can differ from the base.
const BUCKETS: usize = u64::BITS as usize;

/// Up to so many entries are sorted rather than spread: few enough that another one is soon put among them.
const FRONT: usize = 24;

/// Events waiting for their date.
///
/// There is no removal: whoever scheduled an event that no longer matters recognises it as stale when it comes.
///
/// ```
/// use sim_runtime::kernel::EventQueue;
/// use sim_runtime::units::SimTime;
///
/// let mut queue = EventQueue::new();
/// queue.schedule(SimTime::from_nanos(20), "late");
/// queue.schedule(SimTime::from_nanos(10), "early");
/// queue.schedule(SimTime::from_nanos(10), "early too");
///
/// let mut instant = Vec::new();
/// assert_eq!(queue.pop_instant(&mut instant), Some(SimTime::from_nanos(10)));
/// assert_eq!(instant, ["early", "early too"]);
/// ```
#[derive(Debug)]
pub struct EventQueue<E> {
    /// What happens now, in order.
    current: Vec<E>,
    /// What happens next, latest first: all that is due after now and not after `front_end`.
    front: Vec<(u64, E)>,
    front_end: u64,
    /// What is due after `front_end`.
    buckets: [Vec<(u64, E)>; BUCKETS],
    /// Bit `b` is set when bucket `b` holds something.
    occupied: u64,
    /// The date that the buckets are relative to; now or earlier.
    base: u64,
    /// The earliest date in the front and the buckets.
    earliest: u64,
    now: u64,
    len: usize,
}

/// Nothing is ever scheduled for this date.
const NEVER: u64 = u64::MAX;

impl<E> Default for EventQueue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> EventQueue<E> {
    /// An empty queue at date zero.
    pub fn new() -> Self {
        Self {
            current: Vec::new(),
            front: Vec::new(),
            front_end: 0,
            buckets: std::array::from_fn(|_| Vec::new()),
            occupied: 0,
            base: 0,
            earliest: NEVER,
            now: 0,
            len: 0,
        }
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an event at `date`; a date before the last one popped counts as that one.
    #[inline]
    pub fn schedule(&mut self, date: SimTime, event: E) {
        let date = date.as_nanos();
        self.len += 1;
        if date <= self.now {
            return self.current.push(event);
        }
        self.earliest = self.earliest.min(date);
        if date > self.front_end {
            return self.place(date, event);
        }
        if self.front.len() >= FRONT {
            self.spread_front();
            return self.place(date, event);
        }
        let place = self.front.partition_point(|(other, _)| *other > date);
        self.front.insert(place, (date, event));
    }

    /// The date of the next event.
    pub fn next_date(&self) -> Option<SimTime> {
        let date = if self.current.is_empty() {
            self.earliest
        } else {
            self.now
        };
        (date != NEVER).then(|| SimTime::from_nanos(date))
    }

    /// The date of the next event, if nothing else happens at its date and that is easily seen.
    ///
    /// Most events happen alone: to look for that and to [take](EventQueue::pop_single) one costs less than
    /// [`EventQueue::pop_instant`].
    pub fn peek_single(&self) -> Option<SimTime> {
        let date = match (&self.current[..], &self.front[..]) {
            ([_], _) => self.now,
            ([], [.., (second, _), (date, _)]) if second != date => *date,
            _ => return None,
        };
        Some(SimTime::from_nanos(date))
    }

    /// Takes the event that [`EventQueue::peek_single`] has just told of.
    pub fn pop_single(&mut self) -> Option<E> {
        if let Some(event) = self.current.pop() {
            self.len -= 1;
            return Some(event);
        }
        let (date, event) = self.front.pop()?;
        self.len -= 1;
        self.now = date;
        self.earliest = self.front.last().map_or(NEVER, |(date, _)| *date);
        Some(event)
    }

    /// Moves all the events of the earliest date to the end of `instant`, oldest first, and returns that date.
    pub fn pop_instant(&mut self, instant: &mut Vec<E>) -> Option<SimTime> {
        let date = if self.current.is_empty() {
            self.earliest
        } else {
            self.now
        };
        if date == NEVER {
            return None;
        }
        self.now = date;
        let before = instant.len();
        instant.append(&mut self.current);
        if self.earliest == date {
            self.pop_earliest(instant);
        }
        self.len -= instant.len() - before;
        Some(SimTime::from_nanos(date))
    }

    /// Puts an entry that is due after the front into its bucket.
    fn place(&mut self, date: u64, event: E) {
        let bucket = (date ^ self.base).ilog2() as usize;
        self.occupied |= 1 << bucket;
        self.buckets[bucket].push((date, event));
    }

    /// Moves all the events of the earliest date, which is now, out of the front and the buckets.
    fn pop_earliest(&mut self, instant: &mut Vec<E>) {
        if self.front.is_empty() {
            self.spread_bucket(instant);
        }
        while let Some((date, _)) = self.front.last()
            && *date == self.now
        {
            instant.extend(self.front.pop().map(|(_, event)| event));
        }
        if self.front.is_empty() {
            self.fill_front();
        }
        self.earliest = match (self.front.last(), self.lowest()) {
            (Some((date, _)), _) => *date,
            (None, Some(bucket)) => {
                let dates = self.buckets[bucket].iter().map(|(date, _)| *date);
                dates.min().unwrap_or(NEVER)
            }
            (None, None) => NEVER,
        };
    }

    fn lowest(&self) -> Option<usize> {
        (self.occupied != 0).then(|| self.occupied.trailing_zeros() as usize)
    }

    /// The lowest bucket becomes the front, which is empty, if it is small enough to be sorted.
    fn fill_front(&mut self) {
        let Some(bucket) = self.lowest() else { return };
        let entries = &mut self.buckets[bucket];
        if entries.len() > FRONT {
            return;
        }
        self.occupied &= self.occupied - 1;
        // Those of one date stay in the order in which they came when the sort keeps the reverse of it.
        self.front.extend(entries.drain(..).rev());
        self.front.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        self.front_end = self.base | (u64::MAX >> (BUCKETS - 1 - bucket));
    }

    /// Spreads the lowest bucket, which is large, over those below it, and what is due now over the instant.
    fn spread_bucket(&mut self, instant: &mut Vec<E>) {
        let Some(bucket) = self.lowest() else { return };
        self.occupied &= self.occupied - 1;
        let mut entries = std::mem::take(&mut self.buckets[bucket]);
        self.base = self.now;
        self.front_end = self.now;
        for (date, event) in entries.drain(..) {
            if date == self.now {
                instant.push(event);
            } else {
                self.place(date, event);
            }
        }
        // Gives the emptied vector back, so that a steady simulation stops allocating.
        self.buckets[bucket] = entries;
    }

    /// Spreads a front that has become too long over buckets, all of which are empty.
    #[cold]
    fn spread_front(&mut self) {
        self.base = self.now;
        self.front_end = self.now;
        let mut entries = std::mem::take(&mut self.front);
        for (date, event) in entries.drain(..).rev() {
            self.place(date, event);
        }
        self.front = entries;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_event_scheduled_into_the_past_happens_now() {
        let mut queue = EventQueue::new();
        let mut instant = Vec::new();
        queue.schedule(SimTime::from_nanos(7), 'a');
        queue.pop_instant(&mut instant);
        queue.schedule(SimTime::from_nanos(3), 'b');
        assert_eq!(
            queue.pop_instant(&mut instant),
            Some(SimTime::from_nanos(7))
        );
        assert_eq!(instant, ['a', 'b']);
    }

    proptest! {
        /// Against the obvious model: a vector sorted by (date, order of arrival).
        #[test]
        fn events_leave_by_date_and_then_by_arrival(delays in prop::collection::vec((0u64..1 << 40, 0usize..4), 1..300)) {
            let mut queue = EventQueue::new();
            let mut model: Vec<(u64, usize)> = Vec::new();
            let mut now = 0;
            for (number, (delay, pops)) in delays.into_iter().enumerate() {
                let date = now + (delay >> (delay % 40));
                queue.schedule(SimTime::from_nanos(date), number);
                model.push((date, number));
                for _ in 0..pops {
                    let mut instant = Vec::new();
                    let single = queue.peek_single();
                    prop_assert!(single.is_none_or(|date| queue.next_date() == Some(date)));
                    let popped = match single {
                        Some(_) => {
                            instant.extend(queue.pop_single());
                            single
                        }
                        None => queue.pop_instant(&mut instant),
                    };
                    model.sort();
                    let Some(&(first, _)) = model.first() else {
                        prop_assert_eq!(popped, None);
                        break;
                    };
                    let expected: Vec<usize> =
                        model.iter().filter(|(date, _)| *date == first).map(|(_, number)| *number).collect();
                    model.retain(|(date, _)| *date != first);
                    prop_assert_eq!(popped, Some(SimTime::from_nanos(first)));
                    prop_assert_eq!(instant, expected);
                    now = first;
                }
                prop_assert_eq!(queue.len(), model.len());
            }
        }
    }
}
