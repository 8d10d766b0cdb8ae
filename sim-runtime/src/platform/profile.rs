//! Profiles: what a host or a link can do as it changes over time.

use crate::units::{SimDuration, SimTime};

/// Values and the dates from which they count, once or again and again. Before the first, what was declared counts.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// // Every day from 8 to 20 o'clock half of the bandwidth is left.
/// let day = Profile::new([(hours(8), mb_per_sec(50)), (hours(20), mb_per_sec(100))]).every(hours(24));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Profile<T> {
    steps: Vec<(SimDuration, T)>,
    period: Option<SimDuration>,
}

impl<T: Copy> Profile<T> {
    /// Values, each with the time after the start of the run from which it counts, in order.
    pub fn new(steps: impl IntoIterator<Item = (SimDuration, T)>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            period: None,
        }
    }

    /// The same again and again, from the start of the run and then each time after this period.
    #[must_use]
    pub fn every(self, period: SimDuration) -> Self {
        Self {
            period: Some(period),
            ..self
        }
    }

    /// The same with other values.
    pub(crate) fn map<U>(&self, other: impl Fn(T) -> U) -> Profile<U> {
        let steps = self.steps.iter();
        Profile {
            steps: steps.map(|(date, value)| (*date, other(*value))).collect(),
            period: self.period,
        }
    }

    /// The values, in order.
    pub(crate) fn values(&self) -> impl Iterator<Item = T> + '_ {
        self.steps.iter().map(|(_, value)| *value)
    }

    /// A step by its number, counted through all repetitions: its date and its value.
    pub(crate) fn step(&self, number: usize) -> Option<(SimTime, T)> {
        let round = number.checked_div(self.steps.len())?;
        let (date, value) = self.steps[number % self.steps.len()];
        if round == 0 {
            return Some((SimTime::ZERO + date, value));
        }
        let before = self.period?.as_nanos().checked_mul(round as u64)?;
        let date = before.checked_add(date.as_nanos())?;
        Some((SimTime::from_nanos(date), value))
    }

    /// What is wrong with its dates.
    pub(crate) fn mistake(&self) -> Option<String> {
        let Some((last, _)) = self.steps.last() else {
            return Some("has no step; give it at least one".to_owned());
        };
        if !self.steps.is_sorted_by_key(|(date, _)| *date) {
            return Some("goes back in time; put its steps in order".to_owned());
        }
        match self.period {
            Some(period) if period < SHORTEST => Some(format!(
                "comes again every {period}; give it {SHORTEST} or more"
            )),
            Some(period) if period < *last => Some(format!(
                "comes again every {period}, before its last step at {last}; make the period longer"
            )),
            _ => None,
        }
    }
}

/// How long a period is at least: where it is shorter, a run does nothing else.
const SHORTEST: SimDuration = SimDuration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    fn steps_are_counted_through_all_repetitions() {
        let once = Profile::new([(secs(1), 10), (secs(3), 20)]);
        assert_eq!(once.step(1), Some((SimTime::ZERO + secs(3), 20)));
        assert_eq!(once.step(2), None);
        let again = once.every(secs(4));
        assert_eq!(again.step(2), Some((SimTime::ZERO + secs(5), 10)));
        assert_eq!(again.step(5), Some((SimTime::ZERO + secs(11), 20)));
    }

    #[test]
    fn steps_are_in_order_and_within_the_period() {
        let profile = |steps: &[(SimDuration, u8)]| Profile::new(steps.iter().copied());
        assert!(profile(&[]).mistake().is_some());
        assert!(profile(&[(secs(2), 1), (secs(1), 2)]).mistake().is_some());
        let fine = profile(&[(secs(0), 1), (secs(1), 2)]);
        assert_eq!(fine.mistake(), None);
        assert_eq!(fine.clone().every(secs(1)).mistake(), None);
        assert!(
            fine.clone()
                .every(SimDuration::from_millis(999))
                .mistake()
                .is_some()
        );
        assert!(
            profile(&[(secs(0), 1)])
                .every(SimDuration::ZERO)
                .mistake()
                .is_some()
        );
    }
}
