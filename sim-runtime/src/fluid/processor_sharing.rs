//! One capacity shared equally by its tasks, with a cap for each: the cores of a host.
//!
//! With `n` tasks each progresses at `min(cap, capacity / n)`. All rates are equal at any time, so one number, the
//! *virtual time* (work that a task present since the beginning would have received), replaces a counter in each task:
//! a task of work `w` that starts at virtual time `v` ends at virtual time `v + w`, whichever tasks start and end meanwhile.
//! A start, an end or a cancellation costs O(log n).
//!
//! Source: the reference's processor model (SEMANTICS, section 2.2); virtual time as in generalised processor sharing.

use std::collections::BTreeMap;

use super::completion;
use crate::units::SimTime;

/// A task that is being worked on. Ordered by end; of tasks that end together, the latest started comes first, as in the
/// reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId {
    /// The virtual time of its end; never negative, so the bits order as the number does.
    end: u64,
    /// Counts down from task to task.
    sequence: u64,
}

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
    virtual_time: f64,
    updated: SimTime,
    sequence: u64,
    tasks: BTreeMap<TaskId, T>,
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
            virtual_time: 0.0,
            updated: SimTime::ZERO,
            sequence: u64::MAX,
            tasks: BTreeMap::new(),
        }
    }

    /// Starts a task of `work`; `token` is returned when it ends.
    pub fn start(&mut self, now: SimTime, work: f64, token: T) -> TaskId {
        self.advance(now);
        if self.tasks.is_empty() {
            // Keeps the virtual time small, and with it its rounding errors.
            self.virtual_time = 0.0;
        }
        let task = TaskId {
            end: (self.virtual_time + work.max(0.0)).to_bits(),
            sequence: self.sequence,
        };
        self.sequence -= 1;
        self.tasks.insert(task, token);
        task
    }

    /// Stops a task before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, now: SimTime, task: TaskId) -> Option<T> {
        self.advance(now);
        self.tasks.remove(&task)
    }

    /// The date of the next end if nothing starts before.
    pub fn next_end(&self) -> Option<SimTime> {
        let (first, _) = self.tasks.first_key_value()?;
        let missing = f64::from_bits(first.end) - self.virtual_time;
        Some(completion(self.updated, missing, self.rate()))
    }

    /// Ends one task that is complete at `now`; call until it returns `None`.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        if self.next_end()? > now {
            return None;
        }
        let (first, token) = self.tasks.pop_first()?;
        // The end was rounded to the nanosecond; the others have progressed exactly until then.
        self.virtual_time = self.virtual_time.max(f64::from_bits(first.end));
        self.updated = now;
        Some(token)
    }

    /// How many tasks are being worked on.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether nothing is being worked on.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    fn rate(&self) -> f64 {
        self.cap.min(self.capacity / self.tasks.len() as f64)
    }

    fn advance(&mut self, now: SimTime) {
        if !self.tasks.is_empty() {
            self.virtual_time += self.rate() * (now - self.updated).as_secs_f64();
        }
        self.updated = now;
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
        assert_eq!(cores.cancel(at(1.0), first), Some('a'));
        assert_eq!(cores.cancel(at(1.0), first), None);
        assert_eq!(drain(&mut cores), [(1.5, 'b')]);
    }

    #[test]
    fn no_work_is_done_at_once() {
        let mut cores = ProcessorSharing::new(10.0, 10.0);
        cores.start(at(3.0), 0.0, 'a');
        assert_eq!(drain(&mut cores), [(3.0, 'a')]);
    }
}
