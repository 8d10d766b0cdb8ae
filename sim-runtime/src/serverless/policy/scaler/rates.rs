//! How fast Kubernetes' autoscaler may change the number of instances.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::checks::{period, some};
use crate::units::{SimDuration, SimTime};

/// A bound of how much the number of instances may change within a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PodRate {
    /// Instances, or percent of those that there were at the beginning of the period.
    pub by: RateUnit,
    /// How many, at least 1.
    pub value: u32,
    /// The period \[s\], up to half an hour in Kubernetes.
    pub period: SimDuration,
}

/// The unit of a [`PodRate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateUnit {
    /// Instances (`Pods`).
    Pods,
    /// Percent of the instances at the beginning of the period.
    Percent,
}

/// Which of several rates counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateChoice {
    /// The one that allows most.
    #[default]
    Max,
    /// The one that allows least.
    Min,
    /// None: the number does not change in this direction.
    Disabled,
}

impl PodRate {
    /// So many instances in a period.
    pub const fn pods(value: u32, period: SimDuration) -> Self {
        Self {
            by: RateUnit::Pods,
            value,
            period,
        }
    }

    /// So many percent in a period.
    pub const fn percent(value: u32, period: SimDuration) -> Self {
        Self {
            by: RateUnit::Percent,
            value,
            period,
        }
    }

    /// What is wrong with it, in a list of this name.
    pub(super) fn mistake(&self, list: &str) -> Option<String> {
        some("value", self.value)
            .or_else(|| period("period", self.period))
            .map(|mistake| format!("`{list}`: {mistake}"))
    }
}

/// The changes of the number of instances of a function that rates look back at.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes(VecDeque<(SimTime, i64)>);

impl Changes {
    /// The number has changed by so many.
    pub(super) fn note(&mut self, now: SimTime, by: i64, longest: SimDuration) {
        while self
            .0
            .front()
            .is_some_and(|(date, _)| *date + longest <= now)
        {
            self.0.pop_front();
        }
        self.0.push_back((now, by));
    }

    /// How many there were a period ago, if there are so many now.
    fn before(&self, now: SimTime, period: SimDuration, current: u32) -> f64 {
        let recent = self.0.iter().rev();
        let recent = recent.take_while(|(date, _)| *date + period > now);
        let changed: i64 = recent.map(|(_, by)| by).sum();
        (i64::from(current) - changed) as f64
    }

    /// How many there may be at most, and never fewer than there are.
    pub(super) fn most(
        &self,
        (rates, choice): (&[PodRate], RateChoice),
        now: SimTime,
        current: u32,
    ) -> u32 {
        let allowed = rates.iter().map(|rate| {
            let before = self.before(now, rate.period, current);
            match rate.by {
                RateUnit::Pods => before + f64::from(rate.value),
                RateUnit::Percent => libm::ceil(before * (1.0 + f64::from(rate.value) / 100.0)),
            }
        });
        let most = match choice {
            RateChoice::Max => allowed.reduce(f64::max),
            RateChoice::Min => allowed.reduce(f64::min),
            RateChoice::Disabled => None,
        };
        (most.unwrap_or(0.0) as u32).max(current)
    }

    /// How many there may be at least, and never more than there are.
    pub(super) fn least(
        &self,
        (rates, choice): (&[PodRate], RateChoice),
        now: SimTime,
        current: u32,
    ) -> u32 {
        let allowed = rates.iter().map(|rate| {
            let before = self.before(now, rate.period, current);
            match rate.by {
                RateUnit::Pods => before - f64::from(rate.value),
                RateUnit::Percent => libm::trunc(before * (1.0 - f64::from(rate.value) / 100.0)),
            }
        });
        let least = match choice {
            RateChoice::Max => allowed.reduce(f64::min),
            RateChoice::Min => allowed.reduce(f64::max),
            RateChoice::Disabled => None,
        };
        least.map_or(current, |least| (least as u32).min(current))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::secs;

    #[test]
    fn rates_look_back_at_their_period() {
        let mut changes = Changes::default();
        let rates = [PodRate::percent(100, secs(15)), PodRate::pods(4, secs(15))];
        let at = |date| SimTime::ZERO + secs(date);
        let most = |changes: &Changes, choice, date, current| {
            changes.most((&rates, choice), at(date), current)
        };
        // 1 doubled is 2, and 4 more are 5; 10 doubled are 20.
        assert_eq!(most(&changes, RateChoice::Max, 0, 1), 5);
        assert_eq!(most(&changes, RateChoice::Min, 0, 1), 2);
        assert_eq!(most(&changes, RateChoice::Max, 0, 10), 20);
        assert_eq!(most(&changes, RateChoice::Disabled, 0, 10), 10);
        changes.note(at(0), 4, secs(15));
        // 4 of the 5 came in the period.
        assert_eq!(most(&changes, RateChoice::Max, 10, 5), 5);
        assert_eq!(most(&changes, RateChoice::Max, 15, 5), 10);
        let least = |choice| changes.least((&rates, choice), at(15), 10);
        assert_eq!(least(RateChoice::Max), 0);
        assert_eq!(least(RateChoice::Min), 6);
        assert_eq!(least(RateChoice::Disabled), 10);
    }
}
