//! The event queue: a stable, monotone radix heap with a sorted front.
//!
//! A discrete-event simulation never schedules into the past, which a radix heap exploits: an entry lies in the bucket
//! of the highest bit in which its date differs from a base that lies in the past, so that each entry moves at most 64 times.
//! A bucket that is next and small is not spread any further: it is sorted, once, and what is scheduled before its end is
//! put into its place there. Entries of one date leave in the order in which they came.
//!
//! What is scheduled again and again with one and the same delay, such as a time-out, comes out in the order in which it
//! goes in: such events wait in a [lane](EventQueue::schedule_in_lane), a plain queue, which costs next to nothing.
//!
//! Source of the structure: Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", JACM 1990;
//! the sorted front is that of a ladder queue: Tang, Goh, Thng, "Ladder queue", ACM TOMACS 2005.

use std::collections::VecDeque;

use crate::units::{SimDuration, SimTime};

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
            current: Vec::new(),
            front: Vec::new(),
            front_end: 0,
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
        if !self.current.is_empty() {
            return;
        }
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

    /// The date of the next event, if nothing else happens at its date and that is easily seen.
    ///
    /// Most events happen alone: to look for that and to [take](EventQueue::pop_alone) one costs less than
    /// [`EventQueue::pop_instant`].
    pub fn alone(&self) -> Option<SimTime> {
        let lanes = self.lanes.iter().map(Lane::next).min().unwrap_or(NEVER);
        let date = match (&self.current[..], &self.front[..]) {
            ([_], _) => self.now,
            ([], [.., (second, _), (date, _)]) if second != date => *date,
            _ => return None,
        };
        (date < lanes).then(|| SimTime::from_nanos(date))
    }

    /// Takes the event that [`EventQueue::alone`] has just told of.
    pub fn pop_alone(&mut self) -> Option<E> {
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
        let lanes = self.lanes.iter().map(Lane::next).min().unwrap_or(NEVER);
        let date = if self.current.is_empty() {
            self.earliest.min(lanes)
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
                    let alone = queue.alone();
                    let popped = match alone {
                        Some(_) => {
                            instant.extend(queue.pop_alone());
                            alone
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
