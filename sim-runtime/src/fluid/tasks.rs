//! Tasks that progress at one rate, each as far as the others.
//!
//! One number, the *virtual time* (work that a task present since the beginning would have received), replaces a counter in
//! each task: a task of work `w` that starts at virtual time `v` ends at virtual time `v + w`, whichever tasks start and end
//! meanwhile, and however the rate changes.

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

impl TaskId {
    /// Its place among those that started: the later, the less.
    pub(super) fn sequence(self) -> u64 {
        self.sequence
    }
}

/// Tasks of one rate, which is not stored here.
#[derive(Debug)]
pub(super) struct Tasks<T> {
    virtual_time: f64,
    updated: SimTime,
    tasks: BTreeMap<TaskId, T>,
}

impl<T> Tasks<T> {
    /// None yet.
    pub(super) fn new(now: SimTime) -> Self {
        Self {
            virtual_time: 0.0,
            updated: now,
            tasks: BTreeMap::new(),
        }
    }

    /// Starts a task of `work` at the date to which all have been [advanced](Self::advance).
    pub(super) fn start(&mut self, work: f64, sequence: u64, token: T) -> TaskId {
        if self.tasks.is_empty() {
            // Keeps the virtual time small, and with it its rounding errors.
            self.virtual_time = 0.0;
        }
        let task = TaskId {
            end: (self.virtual_time + work.max(0.0)).to_bits(),
            sequence,
        };
        self.tasks.insert(task, token);
        task
    }

    pub(super) fn remove(&mut self, task: TaskId) -> Option<T> {
        self.tasks.remove(&task)
    }

    /// The task that ends first.
    pub(super) fn first(&self) -> Option<TaskId> {
        Some(*self.tasks.first_key_value()?.0)
    }

    /// The date of the next end at this rate.
    pub(super) fn next_end(&self, rate: f64) -> Option<SimTime> {
        let (first, _) = self.tasks.first_key_value()?;
        let missing = f64::from_bits(first.end) - self.virtual_time;
        Some(completion(self.updated, missing, rate))
    }

    /// Ends the task that ends first, which it does now.
    pub(super) fn finish(&mut self, now: SimTime) -> Option<T> {
        let (first, token) = self.tasks.pop_first()?;
        // The end was rounded to the nanosecond; the others have progressed exactly until then.
        self.virtual_time = self.virtual_time.max(f64::from_bits(first.end));
        self.updated = now;
        Some(token)
    }

    /// All have progressed at this rate until now.
    pub(super) fn advance(&mut self, now: SimTime, rate: f64) {
        if !self.tasks.is_empty() {
            self.virtual_time += rate * (now - self.updated).as_secs_f64();
        }
        self.updated = now;
    }

    /// What is left of a task at a date to which all progress at this rate, if it has not ended.
    pub(super) fn left_of(&self, task: TaskId, now: SimTime, rate: f64) -> Option<f64> {
        let is_left = self.tasks.contains_key(&task);
        is_left.then(|| self.left_until(task, now, rate))
    }

    /// What is left of all tasks together.
    pub(super) fn left(&self, now: SimTime, rate: f64) -> f64 {
        let tasks = self.tasks.keys();
        tasks.map(|task| self.left_until(*task, now, rate)).sum()
    }

    fn left_until(&self, task: TaskId, now: SimTime, rate: f64) -> f64 {
        let progress = rate * (now - self.updated).as_secs_f64();
        (f64::from_bits(task.end) - self.virtual_time - progress).max(0.0)
    }

    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }
}
