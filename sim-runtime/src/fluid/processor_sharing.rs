//! One capacity shared equally by its tasks, with a cap for each: the cores of a host.
//!
//! With `n` tasks each progresses at `min(cap, capacity / n)`. All rates are equal at any time, so one number, the
//! *virtual time* (`tasks`), replaces a counter in each task. A start, an end or a cancellation costs O(log n).
//!
//! Source: the reference's processor model (SEMANTICS, section 2.2); virtual time as in generalised processor sharing.

use super::tasks::{TaskId, Tasks};
use crate::units::SimTime;

/// A capacity in equal shares, each at most a cap. Amounts and rates are in any one unit of work and its rate.
///
/// ```
/// use sim_runtime::fluid::ProcessorSharing;
/// use sim_runtime::units::SimTime;
///
/// // Two cores of 10 flop/s: one task cannot use more than one of them, three share them.
/// let mut cores = ProcessorSharing::new(20.0, 10.0);
/// cores.start(SimTime::ZERO, 20.0, "alone");
/// assert_eq!(cores.next_end(), Some(SimTime::from_secs_f64(2.0)));
/// cores.start(SimTime::ZERO, 20.0, "second");
/// cores.start(SimTime::ZERO, 20.0, "third");
/// assert_eq!(cores.next_end(), Some(SimTime::from_secs_f64(3.0)));
/// ```
#[derive(Debug)]
pub struct ProcessorSharing<T> {
    capacity: f64,
    cap: f64,
    /// The share of the speed at which everything goes.
    pace: f64,
    sequence: u64,
    tasks: Tasks<T>,
}

impl<T> ProcessorSharing<T> {
    /// `capacity` in all, at most `cap` for each task.
    ///
    /// # Panics
    ///
    /// If one of them is zero, negative or not a number.
    #[track_caller]
    pub fn new(capacity: f64, cap: f64) -> Self {
        assert!(
            capacity > 0.0 && cap > 0.0,
            "a capacity is more than zero, not {capacity} and {cap}"
        );
        Self {
            capacity,
            cap,
            pace: 1.0,
            sequence: u64::MAX,
            tasks: Tasks::new(SimTime::ZERO),
        }
    }

    /// Starts a task of `work`; `token` is returned when it ends.
    pub fn start(&mut self, now: SimTime, work: f64, token: T) -> TaskId {
        self.advance(now);
        let sequence = self.sequence;
        self.sequence -= 1;
        self.tasks.start(work, sequence, token)
    }

    /// From now on everything goes at this share of its speed.
    pub(crate) fn set_pace(&mut self, now: SimTime, pace: f64) {
        self.advance(now);
        self.pace = pace;
    }

    /// Stops a task before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, now: SimTime, task: TaskId) -> Option<T> {
        self.advance(now);
        self.tasks.remove(task)
    }

    /// The date of the next end if nothing starts before.
    pub fn next_end(&self) -> Option<SimTime> {
        self.tasks.next_end(self.rate())
    }

    /// Ends one task that is complete at `now`; call until it returns `None`.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        if self.next_end()? > now {
            return None;
        }
        self.tasks.finish(now)
    }

    /// How much work is left of a task at `now`, if it has not ended yet.
    pub fn left_of(&self, now: SimTime, task: TaskId) -> Option<f64> {
        self.tasks.left_of(task, now, self.rate())
    }

    /// How much work is left of all tasks together at `now`.
    ///
    /// ```
    /// # use sim_runtime::fluid::ProcessorSharing;
    /// # use sim_runtime::units::SimTime;
    /// let mut cores = ProcessorSharing::new(10.0, 10.0);
    /// cores.start(SimTime::ZERO, 10.0, 'a');
    /// cores.start(SimTime::ZERO, 20.0, 'b');
    /// assert_eq!(cores.left(SimTime::from_secs_f64(1.5)), 15.0);
    /// ```
    pub fn left(&self, now: SimTime) -> f64 {
        self.tasks.left(now, self.rate())
    }

    /// How many tasks are being worked on.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether nothing is being worked on.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Its capacity, cap and pace, the place of the next task, and those that there are, with the rate that they have.
    pub(super) fn into_parts(self) -> ((f64, f64, f64), u64, Tasks<T>, f64) {
        let rate = self.rate();
        let shape = (self.capacity, self.cap, self.pace);
        (shape, self.sequence, self.tasks, rate)
    }

    fn rate(&self) -> f64 {
        self.cap.min(self.capacity / self.tasks.len() as f64) * self.pace
    }

    fn advance(&mut self, now: SimTime) {
        self.tasks.advance(now, self.rate());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> SimTime {
        SimTime::from_secs_f64(seconds)
    }

    fn drain(cores: &mut ProcessorSharing<char>) -> Vec<(f64, char)> {
        let mut ends = Vec::new();
        while let Some(date) = cores.next_end() {
            while let Some(token) = cores.finish(date) {
                ends.push((date.as_secs_f64(), token));
            }
        }
        ends
    }

    #[test]
    fn as_many_tasks_as_cores_run_at_full_speed() {
        let mut cores = ProcessorSharing::new(20.0, 10.0);
        cores.start(at(0.0), 10.0, 'a');
        cores.start(at(0.5), 10.0, 'b');
        assert_eq!(drain(&mut cores), [(1.0, 'a'), (1.5, 'b')]);
    }

    #[test]
    fn one_task_too_many_slows_all() {
        // Closed form: until 1 s each has 20/3 a second; then `a` has 10 - 20/3 = 10/3 left, and so on.
        let mut cores = ProcessorSharing::new(20.0, 10.0);
        cores.start(at(0.0), 10.0, 'a');
        cores.start(at(0.0), 20.0, 'b');
        cores.start(at(0.0), 20.0, 'c');
        assert_eq!(drain(&mut cores), [(1.5, 'a'), (2.5, 'c'), (2.5, 'b')]);
    }

    #[test]
    fn a_cancelled_task_gives_its_share_back() {
        let mut cores = ProcessorSharing::new(10.0, 10.0);
        let first = cores.start(at(0.0), 10.0, 'a');
        cores.start(at(0.0), 10.0, 'b');
        assert_eq!(cores.left_of(at(1.0), first), Some(5.0));
        assert_eq!(cores.cancel(at(1.0), first), Some('a'));
        assert_eq!(cores.left_of(at(1.0), first), None);
        assert_eq!(cores.left(at(1.25)), 2.5);
        assert_eq!(cores.cancel(at(1.0), first), None);
        assert_eq!(drain(&mut cores), [(1.5, 'b')]);
    }

    #[test]
    fn at_half_the_pace_what_is_left_takes_twice_as_long() {
        let mut cores = ProcessorSharing::new(10.0, 10.0);
        cores.start(at(0.0), 20.0, 'a');
        // One second of work is left, which takes two.
        cores.set_pace(at(1.0), 0.5);
        assert_eq!(cores.next_end(), Some(at(3.0)));
        // Half of it is done by then.
        cores.set_pace(at(2.0), 1.0);
        assert_eq!(drain(&mut cores), [(2.5, 'a')]);
    }

    #[test]
    fn no_work_is_done_at_once() {
        let mut cores = ProcessorSharing::new(10.0, 10.0);
        cores.start(at(3.0), 0.0, 'a');
        assert_eq!(drain(&mut cores), [(3.0, 'a')]);
    }
}
