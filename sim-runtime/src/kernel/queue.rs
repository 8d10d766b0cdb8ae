//! The event queue: a stable, monotone radix heap.
//!
//! A discrete-event simulation never schedules into the past, which a radix heap exploits: an entry lives in the bucket
//! of the highest bit in which its date differs from the current one, so each entry moves at most 64 times and, in
//! practice, two or three. Entries of one date leave in the order in which they came.
//!
//! Source of the structure: Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", JACM 1990.

use crate::units::SimTime;

/// One bucket for "now" and one for each bit in which a date can differ from now.
const BUCKETS: usize = u64::BITS as usize + 1;

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
    buckets: [Vec<(u64, E)>; BUCKETS],
    /// Bit `b` is set when bucket `b + 1` holds something.
    occupied: u64,
    now: u64,
    len: usize,
}

impl<E> Default for EventQueue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> EventQueue<E> {
    /// An empty queue at date zero.
    pub fn new() -> Self {
        Self {
            buckets: std::array::from_fn(|_| Vec::new()),
            occupied: 0,
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
    pub fn schedule(&mut self, date: SimTime, event: E) {
        let date = date.as_nanos().max(self.now);
        self.len += 1;
        self.place(date, event);
    }

    /// Moves all the events of the earliest date to the end of `instant`, oldest first, and returns that date.
    pub fn pop_instant(&mut self, instant: &mut Vec<E>) -> Option<SimTime> {
        if self.buckets[0].is_empty() {
            self.advance()?;
        }
        self.len -= self.buckets[0].len();
        instant.extend(self.buckets[0].drain(..).map(|(_, event)| event));
        Some(SimTime::from_nanos(self.now))
    }

    fn place(&mut self, date: u64, event: E) {
        let bucket = (u64::BITS - (date ^ self.now).leading_zeros()) as usize;
        if bucket > 0 {
            self.occupied |= 1 << (bucket - 1);
        }
        self.buckets[bucket].push((date, event));
    }

    /// Moves the clock to the earliest date and spreads its bucket over the lower ones, all of which are empty.
    fn advance(&mut self) -> Option<()> {
        if self.occupied == 0 {
            return None;
        }
        let lowest = self.occupied.trailing_zeros() as usize + 1;
        self.occupied &= self.occupied - 1;
        let mut entries = std::mem::take(&mut self.buckets[lowest]);
        self.now = entries.iter().map(|(date, _)| *date).min()?;
        for (date, event) in entries.drain(..) {
            self.place(date, event);
        }
        // Gives the emptied vector back, so that a steady simulation stops allocating.
        self.buckets[lowest] = entries;
        Some(())
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
                    let popped = queue.pop_instant(&mut instant);
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
