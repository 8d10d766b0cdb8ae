//! One capacity shared by tasks of which some are bounded, alone or several together: the cores of a host on which containers
//! have less than they could use.
//!
//! The shares are max-min fair: the *level* rises for all tasks alike until it has used up the capacity; a task stays behind
//! at its own cap, and the tasks of a group at an equal part of the group's limit (water-filling). So nothing is left over
//! that some task could use, and all tasks of a group have one rate at any time, which needs one virtual time a group.
//! A start or an end costs O(g log g) for `g` groups that compute.
//!
//! Source: max-min fairness by progressive filling (Bertsekas and Gallager, Data Networks, section 6.5.2), where each task has
//! a constraint of its own, one with its group, and one with all.

use std::collections::BTreeMap;

use super::processor_sharing::ProcessorSharing;
use super::tasks::{TaskId, Tasks};
use crate::units::SimTime;

/// The bound that tasks have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Which tasks: those that are started with the same number.
    pub group: u64,
    /// What they have together at most, in the unit of the capacity. That of the task which was started last counts for all.
    pub limit: f64,
}

/// A capacity in shares, each at most a cap, some of them bounded together.
///
/// ```
/// use sim_runtime::fluid::{Bound, BoundedSharing};
/// use sim_runtime::units::SimTime;
///
/// // Two cores of 10 flop/s. The container has half a core: its two tasks have 2.5 flop/s each, and the third a whole core.
/// let mut cores = BoundedSharing::new(20.0, 10.0);
/// let container = Bound { group: 7, limit: 5.0 };
/// cores.start(SimTime::ZERO, Some(container), 10.0, "a request");
/// cores.start(SimTime::ZERO, Some(container), 10.0, "another one");
/// cores.start(SimTime::ZERO, None, 10.0, "a task of the host");
/// let mut next = || {
///     let date = cores.next_end()?;
///     Some((date.as_secs_f64(), cores.finish(date)?))
/// };
/// assert_eq!(next(), Some((1.0, "a task of the host")));
/// assert_eq!(next(), Some((4.0, "another one")));
/// assert_eq!(next(), Some((4.0, "a request")));
/// ```
#[derive(Debug)]
pub struct BoundedSharing<T> {
    capacity: f64,
    cap: f64,
    /// The share of the speed at which everything goes.
    pace: f64,
    sequence: u64,
    /// The tasks without a bound of their own, if there are some, and then those with one.
    groups: BTreeMap<Option<u64>, Group<T>>,
    /// Rates at which groups stay behind, and how many tasks each has; kept for its memory.
    bounds: Vec<(f64, usize)>,
}

/// Tasks of one rate.
#[derive(Debug)]
struct Group<T> {
    limit: f64,
    /// The rate of each.
    rate: f64,
    tasks: Tasks<T>,
}

impl<T> Group<T> {
    /// The rate at which each stays behind.
    fn bound(&self, cap: f64) -> f64 {
        cap.min(self.limit / self.tasks.len() as f64)
    }

    fn next_end(&self) -> Option<SimTime> {
        self.tasks.next_end(self.rate)
    }
}

impl<T> From<ProcessorSharing<T>> for BoundedSharing<T> {
    /// The same capacity and tasks, where others may have bounds from now on.
    fn from(equals: ProcessorSharing<T>) -> Self {
        let ((capacity, cap, pace), sequence, tasks, rate) = equals.into_parts();
        let has_some = !tasks.is_empty();
        let unbounded = Group {
            limit: f64::INFINITY,
            rate,
            tasks,
        };
        Self {
            capacity,
            cap,
            pace,
            sequence,
            groups: has_some.then_some((None, unbounded)).into_iter().collect(),
            bounds: Vec::new(),
        }
    }
}

impl<T> BoundedSharing<T> {
    /// `capacity` in all, at most `cap` for each task.
    ///
    /// # Panics
    ///
    /// If one of them is zero, negative or not a number.
    #[track_caller]
    pub fn new(capacity: f64, cap: f64) -> Self {
        ProcessorSharing::new(capacity, cap).into()
    }

    /// Starts a task of `work`; `token` is returned when it ends.
    ///
    /// # Panics
    ///
    /// If the limit of its bound is zero, negative or not a number.
    #[track_caller]
    pub fn start(&mut self, now: SimTime, bound: Option<Bound>, work: f64, token: T) -> TaskId {
        let limit = bound.map_or(f64::INFINITY, |bound| bound.limit);
        assert!(limit > 0.0, "a limit is more than zero, not {limit}");
        let group = self
            .groups
            .entry(bound.map(|bound| bound.group))
            .or_insert_with(|| Group {
                limit,
                rate: 0.0,
                tasks: Tasks::new(now),
            });
        group.tasks.advance(now, group.rate);
        group.limit = limit;
        let task = group.tasks.start(work, self.sequence, token);
        self.sequence -= 1;
        self.share(now);
        task
    }

    /// From now on everything goes at this share of its speed, the bounds too.
    pub(crate) fn set_pace(&mut self, now: SimTime, pace: f64) {
        self.pace = pace;
        self.share(now);
    }

    /// Stops a task before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, now: SimTime, task: TaskId) -> Option<T> {
        let mut groups = self.groups.iter_mut();
        let (group, token) = groups.find_map(|(key, group)| {
            let token = group.tasks.remove(task)?;
            Some((*key, token))
        })?;
        self.leave(now, group);
        Some(token)
    }

    /// The date of the next end if nothing starts before.
    pub fn next_end(&self) -> Option<SimTime> {
        self.groups.values().filter_map(Group::next_end).min()
    }

    /// Ends one task that is complete at `now`; call until it returns `None`. Of those that end at one date, the latest started
    /// comes first.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        let ends = self.groups.iter().filter_map(|(key, group)| {
            let sequence = group.tasks.first()?.sequence();
            Some((group.next_end()?, sequence, *key))
        });
        let (date, _, key) = ends.min()?;
        if date > now {
            return None;
        }
        let token = self.groups.get_mut(&key)?.tasks.finish(now);
        self.leave(now, key);
        token
    }

    /// How much work is left of a task at `now`, if it has not ended yet.
    pub fn left_of(&self, now: SimTime, task: TaskId) -> Option<f64> {
        let mut groups = self.groups.values();
        groups.find_map(|group| group.tasks.left_of(task, now, group.rate))
    }

    /// How much work is left of all tasks together at `now`.
    pub fn left(&self, now: SimTime) -> f64 {
        let groups = self.groups.values();
        groups.map(|group| group.tasks.left(now, group.rate)).sum()
    }

    /// How many tasks are being worked on.
    pub fn len(&self) -> usize {
        self.groups.values().map(|group| group.tasks.len()).sum()
    }

    /// Whether nothing is being worked on.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// A task has left its group.
    fn leave(&mut self, now: SimTime, key: Option<u64>) {
        if self
            .groups
            .get(&key)
            .is_some_and(|group| group.tasks.is_empty())
        {
            self.groups.remove(&key);
        }
        self.share(now);
    }

    /// Gives each group its rate.
    fn share(&mut self, now: SimTime) {
        let (level, cap, pace) = (self.level(), self.cap, self.pace);
        for group in self.groups.values_mut() {
            let rate = group.bound(cap).min(level) * pace;
            if rate.to_bits() != group.rate.to_bits() {
                group.tasks.advance(now, group.rate);
                group.rate = rate;
            }
        }
    }

    /// What a task has that nothing holds back; infinite if there is enough for all.
    fn level(&mut self) -> f64 {
        let cap = self.cap;
        let wanted = |group: &Group<T>| (group.bound(cap), group.tasks.len());
        let all = self.groups.values().map(wanted);
        if all.clone().map(|(bound, n)| bound * n as f64).sum::<f64>() <= self.capacity {
            return f64::INFINITY;
        }
        self.bounds.clear();
        self.bounds.extend(all.clone());
        self.bounds
            .sort_unstable_by(|(one, _), (other, _)| one.total_cmp(other));
        let (mut left, mut tasks) = (self.capacity, all.map(|(_, n)| n).sum::<usize>());
        for (bound, n) in &self.bounds {
            let level = left / tasks as f64;
            if *bound >= level {
                return level;
            }
            left -= bound * *n as f64;
            tasks -= n;
        }
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests;
