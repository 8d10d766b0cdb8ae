//! What policies publish over time.

use std::collections::BTreeMap;

use crate::results::analysis::time_weighted::TimeWeighted;
use crate::results::schema::timeline::PolicyTimeline;
use crate::serverless::policy::{PolicyKind, Series};
use crate::serverless::{Service, ServiceId};
use crate::simulation::Directory;
use crate::units::SimTime;

/// The series that the policies of services publish; in constant space each, whatever the length of the run.
#[derive(Clone, Debug, Default)]
pub(super) struct PolicySeries {
    services: BTreeMap<ServiceId, Vec<Kept>>,
}

/// A series, and its values so far.
#[derive(Clone, Debug)]
struct Kept {
    policy: PolicyKind,
    series: Series,
    values: TimeWeighted,
}

impl PolicySeries {
    /// Keeps the values that the policies of a service publish now, where they have changed.
    pub(super) fn sample(&mut self, now: SimTime, id: ServiceId, service: &Service) {
        let kept = self.services.entry(id).or_insert_with(|| kept(service));
        for (one, value) in kept.iter_mut().zip(service.series_values()) {
            if value.is_finite() {
                one.values.set(now, *value);
            }
        }
    }

    pub(super) fn finish(&mut self, end: SimTime) {
        for one in self.services.values_mut().flatten() {
            one.values.advance(end);
        }
    }

    /// The means in the intervals of a timeline that ends at a date.
    pub(super) fn timelines(
        &self,
        directory: &Directory,
        (width, intervals): (u64, usize),
        end: SimTime,
    ) -> Vec<PolicyTimeline> {
        let services = self.services.iter();
        let each = services.flat_map(|(id, kept)| kept.iter().map(move |one| (*id, one)));
        each.map(|(id, one)| PolicyTimeline {
            service: directory.services[id].name.as_str().into(),
            policy: one.policy.to_string(),
            series: one.series.name.clone(),
            unit: one.series.unit.to_owned(),
            peak: one.values.peak(),
            values: one.values.means(width, intervals, end),
        })
        .collect()
    }
}

fn kept(service: &Service) -> Vec<Kept> {
    let series = service.series().iter();
    series
        .map(|(policy, series)| Kept {
            policy: *policy,
            series: series.clone(),
            values: TimeWeighted::with_history(),
        })
        .collect()
}
