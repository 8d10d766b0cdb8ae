//! What functions are asked for: attempts under way and arrivals, averaged over the last while.

use std::collections::VecDeque;

use index_vec::IndexVec;

use crate::serverless::FunctionId;
use crate::serverless::event::ServiceEvent;
use crate::units::{SimDuration, SimTime};

/// What each function is asked for, for scalers: how many attempts are under way, and how many arrive, averaged over the last
/// while.
///
/// An attempt is under way from its arrival at the service to its completion, whether it waits for its image, waits for an
/// instance or runs. A scaler that keeps a `Demand` is interested in [`Interests::ATTEMPTS`](crate::serverless::Interests),
/// hands on what it observes, and [looks](Demand::look) at a function before it asks for its averages.
///
/// Averages are over time, exact where a look was taken at the beginning of the window, and else by linear interpolation
/// between the looks around it. A function that has been quiet for a window, or that is new, begins anew with its next arrival:
/// the average is over the time since then while that is less than the window, and at its very beginning the concurrency of
/// that instant.
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, Demand};
/// use sim_runtime::serverless::{Charge, Image, ServiceEvent};
/// use sim_runtime::units::SimTime;
/// use sim_runtime::units::short::{mb, secs};
///
/// let mut sketch = ClusterSketch::new([], [Image::new("image", mb(1))]);
/// let f = sketch.function(sketch.images()[0], Charge::default());
/// let at = |date| SimTime::ZERO + secs(date);
/// let arrived = ServiceEvent::AttemptArrived { function: f, invocation: 0 };
/// let over = ServiceEvent::AttemptCompleted { function: f, invocation: 0, success: true, ran: None };
/// let mut demand = Demand::default();
/// demand.observe(&arrived, at(100));
/// demand.observe(&arrived, at(100));
/// demand.look(f, at(100), secs(60));
/// assert_eq!(demand.concurrency(f, at(100), secs(60)), 2.0);
/// demand.observe(&over, at(103));
/// demand.look(f, at(104), secs(60));
/// // Two for 3 s, and one for 1 s.
/// assert_eq!(demand.concurrency(f, at(104), secs(60)), 7.0 / 4.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Demand {
    functions: IndexVec<FunctionId, OfFunction>,
}

/// What is known of one function.
#[derive(Clone, Debug, Default)]
struct OfFunction {
    under_way: u32,
    arrivals: u64,
    /// The sum of the times that attempts have been under way until `changed` \[ns\].
    time: u128,
    changed: SimTime,
    /// Since when none is; `None` while some are. One that is not known yet is quiet since the start.
    quiet: Option<SimTime>,
    /// Whether the next arrival begins anew.
    begins_anew: bool,
    /// The sums at the last looks, and when it began anew.
    looks: VecDeque<Sums>,
}

/// Sums until a date.
#[derive(Clone, Copy, Debug)]
struct Sums {
    date: SimTime,
    time: u128,
    arrivals: u64,
}

impl OfFunction {
    /// The sums until now.
    fn sums(&self, now: SimTime) -> Sums {
        let since = (now - self.changed).as_nanos();
        Sums {
            date: now,
            time: self.time + u128::from(since) * u128::from(self.under_way),
            arrivals: self.arrivals,
        }
    }

    fn pass(&mut self, now: SimTime) {
        self.time = self.sums(now).time;
        self.changed = now;
    }

    fn arrive(&mut self, now: SimTime) {
        self.pass(now);
        if std::mem::take(&mut self.begins_anew) || self.looks.is_empty() {
            self.looks.clear();
            self.looks.push_back(self.sums(now));
        }
        self.under_way += 1;
        self.arrivals += 1;
        self.quiet = None;
    }

    fn complete(&mut self, now: SimTime) {
        self.pass(now);
        self.under_way = self.under_way.saturating_sub(1);
        if self.under_way == 0 {
            self.quiet.get_or_insert(now);
        }
    }

    fn look(&mut self, now: SimTime, window: SimDuration) {
        // The latest look at or before the beginning of the window stays.
        while let Some(next) = self.looks.get(1)
            && next.date + window <= now
        {
            self.looks.pop_front();
        }
        if self.looks.back().is_some_and(|last| last.date < now) {
            self.looks.push_back(self.sums(now));
        }
        if self.quiet.is_some_and(|since| since + window <= now) {
            self.begins_anew = true;
        }
    }

    /// How long the window is that ends now, and how much was under way \[ns\] and arrived in it.
    fn within(&self, now: SimTime, window: SimDuration) -> (SimDuration, f64, f64) {
        let Some(first) = self.looks.front() else {
            return (SimDuration::ZERO, 0.0, 0.0);
        };
        let end = self.sums(now);
        let length = window.min(now - first.date);
        // `begin` is at the date `now - length`, or between the looks around it.
        let after = self.looks.partition_point(|look| look.date + length <= now);
        let Some(before) = after.checked_sub(1).map(|place| self.looks[place]) else {
            return (length, 0.0, 0.0);
        };
        let after = self.looks.get(after).copied().unwrap_or(end);
        let gap = (after.date - before.date).as_secs_f64();
        let into = ((now - before.date) - length).as_secs_f64();
        let share = if gap > 0.0 { into / gap } else { 0.0 };
        let time = (end.time - before.time) as f64 - share * (after.time - before.time) as f64;
        let arrivals = (end.arrivals - before.arrivals) as f64
            - share * (after.arrivals - before.arrivals) as f64;
        (length, time, arrivals)
    }
}

impl Demand {
    /// Notes an event at its date; those that are not about attempts count for nothing.
    pub fn observe(&mut self, event: &ServiceEvent, now: SimTime) {
        match *event {
            ServiceEvent::AttemptArrived { function, .. } => self.of_mut(function).arrive(now),
            ServiceEvent::AttemptCompleted { function, .. } => self.of_mut(function).complete(now),
            _ => {}
        }
    }

    /// A scaler looks at a function, and will ask for no longer window than this.
    pub fn look(&mut self, function: FunctionId, now: SimTime, window: SimDuration) {
        let known = self.of_mut(function);
        if known.looks.is_empty() && known.under_way == 0 {
            // It is new.
            known.quiet.get_or_insert(now);
        }
        known.look(now, window);
    }

    /// How many attempts of a function are under way.
    pub fn under_way(&self, function: FunctionId) -> u32 {
        self.functions
            .get(function)
            .map_or(0, |known| known.under_way)
    }

    /// Since when none is: since its last completion, or since the first look at it; `None` while some are, or if nothing is
    /// known of it.
    pub fn quiet_since(&self, function: FunctionId) -> Option<SimTime> {
        self.functions.get(function)?.quiet
    }

    /// The attempts under way, averaged over the window that ends now.
    pub fn concurrency(&self, function: FunctionId, now: SimTime, window: SimDuration) -> f64 {
        let Some(known) = self.functions.get(function) else {
            return 0.0;
        };
        match known.within(now, window) {
            (length, ..) if length.is_zero() => f64::from(known.under_way),
            (length, time, _) => time / length.as_nanos() as f64,
        }
    }

    /// The arrivals a second, averaged over the window that ends now, or over a second if it has begun less than that ago.
    pub fn rate(&self, function: FunctionId, now: SimTime, window: SimDuration) -> f64 {
        let Some(known) = self.functions.get(function) else {
            return 0.0;
        };
        let (length, _, arrivals) = known.within(now, window);
        arrivals / length.max(SimDuration::from_secs(1)).as_secs_f64()
    }

    fn of_mut(&mut self, function: FunctionId) -> &mut OfFunction {
        if function.index() >= self.functions.len() {
            self.functions
                .resize_with(function.index() + 1, OfFunction::default);
        }
        &mut self.functions[function]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    const F: FunctionId = FunctionId::from_index(0);

    fn at(date: u64) -> SimTime {
        SimTime::ZERO + secs(date)
    }

    fn arrive(demand: &mut Demand, date: u64) {
        let event = ServiceEvent::AttemptArrived {
            function: F,
            invocation: 0,
        };
        demand.observe(&event, at(date));
    }

    fn complete(demand: &mut Demand, date: u64) {
        let event = ServiceEvent::AttemptCompleted {
            function: F,
            invocation: 0,
            success: true,
            ran: None,
        };
        demand.observe(&event, at(date));
    }

    #[test]
    fn averages_are_over_the_window_once_that_is_over() {
        let mut demand = Demand::default();
        arrive(&mut demand, 0);
        for date in (0..=20).step_by(2) {
            if date == 10 {
                arrive(&mut demand, 10);
            }
            demand.look(F, at(date), secs(10));
        }
        // One from 10 s to 20 s, and the other as well.
        assert_eq!(demand.concurrency(F, at(20), secs(10)), 2.0);
        // One more since 10 s: 8 s of one and 2 s of two, when 12 s have passed.
        let mut demand = Demand::default();
        arrive(&mut demand, 0);
        for date in (0..=12).step_by(2) {
            if date == 10 {
                arrive(&mut demand, 10);
            }
            demand.look(F, at(date), secs(10));
        }
        assert_eq!(demand.concurrency(F, at(12), secs(10)), 1.2);
        assert_eq!(demand.concurrency(F, at(12), secs(2)), 2.0);
        // Between two looks, half of what was between them counts.
        assert_eq!(demand.concurrency(F, at(12), secs(1)), 2.0);
        assert_eq!(demand.rate(F, at(12), secs(10)), 0.1);
    }

    #[test]
    fn after_a_quiet_window_it_begins_anew() {
        let mut demand = Demand::default();
        demand.look(F, at(0), secs(10));
        assert_eq!(demand.quiet_since(F), Some(at(0)));
        arrive(&mut demand, 1);
        complete(&mut demand, 2);
        assert_eq!(demand.quiet_since(F), Some(at(2)));
        demand.look(F, at(2), secs(10));
        demand.look(F, at(4), secs(10));
        assert_eq!(demand.concurrency(F, at(4), secs(10)), 1.0 / 3.0);
        demand.look(F, at(12), secs(10));
        assert_eq!(demand.concurrency(F, at(12), secs(10)), 0.0);
        for _ in 0..5 {
            arrive(&mut demand, 20);
        }
        assert_eq!(demand.under_way(F), 5);
        demand.look(F, at(20), secs(10));
        assert_eq!(demand.concurrency(F, at(20), secs(10)), 5.0);
        assert_eq!(demand.rate(F, at(20), secs(10)), 5.0);
        demand.look(F, at(22), secs(10));
        assert_eq!(demand.concurrency(F, at(22), secs(10)), 5.0);
        assert_eq!(demand.rate(F, at(22), secs(10)), 2.5);
    }
}
