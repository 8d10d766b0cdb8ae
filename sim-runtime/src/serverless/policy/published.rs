//! What the policies of a service publish, and its values.

use super::base::PolicyKind;
use super::series::Series;

/// How many series of one policy are kept.
const MOST: usize = 8;

/// The series that the policies of a service publish, and the values that they had when they were last asked.
#[derive(Clone, Debug, Default)]
pub(in crate::serverless) struct Published {
    series: Vec<(PolicyKind, Series)>,
    values: Vec<f64>,
}

impl Published {
    /// Adds those of a policy.
    pub(super) fn add(&mut self, kind: PolicyKind, series: Vec<Series>) {
        let kept = series.into_iter().take(MOST);
        self.series.extend(kept.map(|series| (kind, series)));
        self.values.resize(self.series.len(), 0.0);
    }

    /// The values of the series of a policy.
    pub(super) fn of(&mut self, kind: PolicyKind) -> &mut [f64] {
        let before = |(other, _): &(PolicyKind, Series)| *other < kind;
        let until = |(other, _): &(PolicyKind, Series)| *other <= kind;
        let from = self.series.partition_point(before);
        let to = self.series.partition_point(until);
        &mut self.values[from..to]
    }

    /// The policies that publish any.
    pub(super) fn kinds(&self) -> Vec<PolicyKind> {
        let mut kinds: Vec<_> = self.series.iter().map(|(kind, _)| *kind).collect();
        kinds.dedup();
        kinds
    }

    pub(in crate::serverless) fn series(&self) -> &[(PolicyKind, Series)] {
        &self.series
    }

    pub(in crate::serverless) fn values(&self) -> &[f64] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_has_its_own_values_and_at_most_eight() {
        let mut published = Published::default();
        published.add(PolicyKind::Discipline, vec![Series::count("one")]);
        published.add(PolicyKind::Scheduler, vec![Series::count("many"); 9]);
        published.of(PolicyKind::Discipline)[0] = 3.0;
        published.of(PolicyKind::Scheduler)[7] = 5.0;
        assert!(published.of(PolicyKind::Scaler).is_empty());
        assert_eq!(
            published.values(),
            [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0]
        );
        assert_eq!(
            published.kinds(),
            [PolicyKind::Discipline, PolicyKind::Scheduler]
        );
    }
}
