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

#[cfg(test)]
mod tests {
    use crate::kernel::Seed;
    use crate::prelude::*;
    use crate::results::Report;
    use crate::serverless::policy::{Scheduler, WorkloadBalancing};

    const EMPTY: Image = Image::new("empty", bytes(0));

    /// Three invocations of a second at once, on a node with one core.
    fn run(scheduler: Box<dyn Scheduler>) -> Report {
        let mut sim = Builder::new();
        let host = HostSpec {
            speed: gflop_per_sec(1),
            cores: 1,
            ram: gb(4),
            gpus: 0,
            disk: Disk {
                capacity: tb(1),
                read: mb_per_sec(100),
                write: mb_per_sec(100),
            },
            ..HostSpec::default()
        };
        let cloud = sim.host("cloud", host.clone());
        let node = sim.host("node", host);
        let link = LinkSpec {
            bandwidth: mb_per_sec(1000),
            latency: us(20),
            ..LinkSpec::default()
        };
        let lan = sim.link("lan", link);
        sim.route(cloud, node, [lan]);
        let storage = StorageSpec {
            images: vec![EMPTY],
            ..StorageSpec::default()
        };
        let registry = sim.storage("registry", cloud, storage);
        let service = ServerlessSpec {
            container_startup: millis(500),
            idle_timeout: secs(60),
            remote_downloads: false,
            scheduler,
            ..ServerlessSpec::default()
        };
        let service = sim.serverless("service", cloud, [node], service);
        let spec = FunctionSpec {
            memory: mb(128),
            time_limit: secs(30),
            ..FunctionSpec::new("work".to_owned(), EMPTY)
        };
        let work = sim.function(spec, async |ctx: &mut Ctx, _: ()| ctx.sleep(secs(1)).await);
        sim.deploy(work, service, registry);
        sim.controller("client", cloud, async move |ctx: &mut Ctx| {
            let mut calls = Vec::new();
            for _ in 0..3 {
                calls.push(ctx.invoke_async(service, work, ()).await);
            }
            for call in calls {
                ctx.wait(call).await.ok();
            }
        });
        sim.run(Seed(1)).expect("it runs")
    }

    #[test]
    fn the_queue_that_a_policy_publishes_is_what_invocations_wait() {
        let report = run(Box::new(WorkloadBalancing));
        let [series] = &report.timeline.policies[..] else {
            panic!("one series: {:?}", report.timeline.policies);
        };
        assert_eq!(
            (
                &*series.service,
                series.policy.as_str(),
                series.series.as_str()
            ),
            ("service", "scheduler", "attempts that wait")
        );
        // Little's law: the mean length of the queue times the time is what all wait together.
        let end = report.final_date.as_secs_f64();
        let length = report.timeline.interval.as_secs_f64();
        let lengths = (0..).map(|index| length.min(end - length * f64::from(index)).max(0.0));
        let means = series.values.iter().zip(lengths);
        let queued: f64 = means.map(|(mean, length)| mean * length).sum();
        let rows = report.invocations.iter();
        let waited = rows.filter_map(|row| Some(row.dispatch?.since(row.submit?).as_secs_f64()));
        let waited: f64 = waited.sum();
        assert!(
            waited > 2.0 && (queued - waited).abs() < 1e-9,
            "{queued} {waited}"
        );
        assert!(series.peak >= 2.0, "{}", series.peak);
    }

    #[test]
    fn a_policy_that_publishes_nothing_has_no_series() {
        assert!(run(Box::new(FirstFit)).timeline.policies.is_empty());
    }
}
