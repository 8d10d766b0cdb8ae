//! The event queue: a stable, monotone radix heap.
//!
//! A discrete-event simulation never schedules into the past, which a radix heap exploits: an entry lives in the bucket
//! of the highest bit in which its date differs from the current one, so each entry moves at most 64 times and, in
//! practice, two or three. Entries of one date leave in the order in which they came.
//!
//! What is scheduled again and again with one and the same delay, such as a time-out, comes out in the order in which it
//! goes in: such events wait in a [lane](EventQueue::schedule_in_lane), a plain queue, which costs next to nothing.
//!
//! Source of the structure: Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", JACM 1990.

use std::collections::VecDeque;

use crate::units::{SimDuration, SimTime};

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
    /// The date that the buckets are relative to: no entry in them is earlier.
    base: u64,
    /// The earliest date in the buckets.
    earliest: u64,
    lanes: Vec<Lane<E>>,
    now: u64,
    len: usize,
}

/// Events that were scheduled with one delay, in order.
#[derive(Debug)]
struct Lane<E> {
    delay: SimDuration,
    entries: VecDeque<(u64, E)>,
}

impl<E> Lane<E> {
    fn next(&self) -> u64 {
        self.entries.front().map_or(NEVER, |(date, _)| *date)
    }
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
            buckets: std::array::from_fn(|_| Vec::new()),
            occupied: 0,
            base: 0,
            earliest: NEVER,
            lanes: Vec::new(),
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
        self.earliest = self.earliest.min(date);
        self.place(date, event);
    }

    /// Adds an event `delay` from the last date popped, where many have this very delay.
    ///
    /// At its date it comes after the events that were added by [`EventQueue::schedule`]. There should be few different
    /// delays: each has a queue of its own.
    pub fn schedule_in_lane(&mut self, delay: SimDuration, event: E) {
        let date = (SimTime::from_nanos(self.now) + delay).as_nanos();
        let lane = match self.lanes.iter().position(|lane| lane.delay == delay) {
            Some(lane) => lane,
            None => {
                let entries = VecDeque::new();
                self.lanes.push(Lane { delay, entries });
                self.lanes.len() - 1
            }
        };
        self.len += 1;
        self.lanes[lane].entries.push_back((date, event));
    }

    /// Forgets what stands at the head of a lane and is moot, as long as something else comes later.
    pub fn drop_moot(&mut self, is_moot: impl Fn(SimTime, &E) -> bool) {
        for lane in &mut self.lanes {
            while let Some((date, event)) = lane.entries.front()
                && *date < self.earliest
                && self.earliest < NEVER
                && is_moot(SimTime::from_nanos(*date), event)
            {
                lane.entries.pop_front();
                self.len -= 1;
            }
        }
    }

    /// Moves all the events of the earliest date to the end of `instant`, oldest first, and returns that date.
    pub fn pop_instant(&mut self, instant: &mut Vec<E>) -> Option<SimTime> {
        let lanes = self.lanes.iter().map(Lane::next).min().unwrap_or(NEVER);
        let date = self.earliest.min(lanes);
        if date == NEVER {
            return None;
        }
        self.now = date;
        let before = instant.len();
        if self.earliest == date {
            self.pop_buckets(instant);
        }
        if lanes == date {
            for lane in &mut self.lanes {
                while lane.next() == date {
                    instant.extend(lane.entries.pop_front().map(|(_, event)| event));
                }
            }
        }
        self.len -= instant.len() - before;
        Some(SimTime::from_nanos(date))
    }

    fn place(&mut self, date: u64, event: E) {
        let bucket = (u64::BITS - (date ^ self.base).leading_zeros()) as usize;
        if bucket > 0 {
            self.occupied |= 1 << (bucket - 1);
        }
        self.buckets[bucket].push((date, event));
    }

    /// Moves all the events of the earliest date out of the buckets.
    fn pop_buckets(&mut self, instant: &mut Vec<E>) {
        if self.buckets[0].is_empty() {
            self.advance();
        }
        instant.extend(self.buckets[0].drain(..).map(|(_, event)| event));
        self.earliest = self.measure();
    }

    /// The earliest date in the buckets, the lowest of which is empty.
    fn measure(&self) -> u64 {
        if self.occupied == 0 {
            return NEVER;
        }
        let lowest = self.occupied.trailing_zeros() as usize + 1;
        let dates = self.buckets[lowest].iter().map(|(date, _)| *date);
        dates.min().unwrap_or(NEVER)
    }

    /// Makes the earliest date the base, and spreads its bucket over the lower ones, all of which are empty.
    fn advance(&mut self) {
        let lowest = self.occupied.trailing_zeros() as usize + 1;
        self.occupied &= self.occupied - 1;
        let mut entries = std::mem::take(&mut self.buckets[lowest]);
        self.base = self.earliest;
        for (date, event) in entries.drain(..) {
            self.place(date, event);
        }
        // Gives the emptied vector back, so that a steady simulation stops allocating.
        self.buckets[lowest] = entries;
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

    #[test]
    fn what_stands_in_a_lane_comes_after_what_was_scheduled_for_the_same_date() {
        let mut queue = EventQueue::new();
        let mut instant = Vec::new();
        queue.schedule_in_lane(SimDuration::from_nanos(5), "lane");
        queue.schedule(SimTime::from_nanos(5), "scheduled");
        queue.schedule_in_lane(SimDuration::from_nanos(3), "early");
        assert_eq!(
            queue.pop_instant(&mut instant),
            Some(SimTime::from_nanos(3))
        );
        queue.schedule(SimTime::from_nanos(4), "between");
        queue.pop_instant(&mut instant);
        queue.pop_instant(&mut instant);
        assert_eq!(instant, ["early", "between", "scheduled", "lane"]);
        assert!(queue.is_empty());
    }

    #[test]
    fn a_moot_event_is_dropped_unless_it_is_the_last() {
        let mut queue = EventQueue::new();
        let mut instant = Vec::new();
        queue.schedule_in_lane(SimDuration::from_nanos(5), "moot");
        queue.schedule(SimTime::from_nanos(7), "last");
        queue.drop_moot(|_, event| *event == "moot");
        assert_eq!(queue.len(), 1);
        queue.schedule_in_lane(SimDuration::from_nanos(9), "moot");
        queue.drop_moot(|_, event| *event == "moot");
        assert_eq!(
            queue.pop_instant(&mut instant),
            Some(SimTime::from_nanos(7))
        );
        queue.drop_moot(|_, event| *event == "moot");
        assert_eq!(
            queue.pop_instant(&mut instant),
            Some(SimTime::from_nanos(9))
        );
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
