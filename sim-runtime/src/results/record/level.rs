//! A quantity that changes from date to date: its mean, its peak, and its course.

use super::buckets::Buckets;
use crate::units::SimTime;

/// A quantity that keeps its value until it is given another.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    value: f64,
    since: SimTime,
    peak: f64,
    /// The sum of value times nanoseconds up to `since`.
    integral: f64,
    course: Option<Box<Buckets>>,
}

impl Level {
    /// A quantity whose course matters.
    pub(super) fn with_course() -> Self {
        Self {
            course: Some(Box::default()),
            ..Self::default()
        }
    }

    pub(super) fn value(&self) -> f64 {
        self.value
    }

    pub(super) fn peak(&self) -> f64 {
        self.peak
    }

    /// Gives it another value from now on.
    pub(super) fn set(&mut self, now: SimTime, value: f64) {
        if value == self.value {
            return;
        }
        self.pass(now);
        self.value = value;
        self.peak = self.peak.max(value);
    }

    /// Lets time pass up to a date.
    pub(super) fn pass(&mut self, now: SimTime) {
        let nanos = now.since(self.since).as_nanos();
        if nanos == 0 {
            return;
        }
        self.integral += self.value * nanos as f64;
        if let Some(course) = &mut self.course
            && self.value != 0.0
        {
            course.add_over(self.since, now, self.value);
        }
        self.since = now;
    }

    /// The sum of value times nanoseconds.
    pub(super) fn integral(&self) -> f64 {
        self.integral
    }

    /// The means of the intervals of a timeline that ends at a date.
    pub(super) fn means(&self, width: u64, intervals: usize, end: SimTime) -> Vec<f64> {
        let course = self.course.as_deref().cloned().unwrap_or_default();
        let mut sums = course.at_width(width, intervals);
        for (index, sum) in sums.iter_mut().enumerate() {
            let start = width * index as u64;
            let length = width.min(end.as_nanos().saturating_sub(start)).max(1);
            *sum /= length as f64;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_peak_and_course_follow_the_changes() {
        let at = SimTime::from_nanos;
        let mut level = Level::with_course();
        level.set(at(1_000_000), 4.0);
        level.set(at(1_500_000), 2.0);
        level.pass(at(2_500_000));
        assert_eq!(level.integral(), 4.0 * 0.5e6 + 2.0 * 1e6);
        assert_eq!(level.peak(), 4.0);
        let means = level.means(1_000_000, 3, at(2_500_000));
        assert_eq!(means, [0.0, 3.0, 2.0]);
    }
}
