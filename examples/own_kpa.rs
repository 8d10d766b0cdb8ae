//! Knative's autoscaler (KPA) written from outside, with its defaults. Look for: both lines are the same.
#[path = "kpa_burst.rs"]
pub mod kpa_burst;
use coldstart::serverless::{FunctionId, Interests, ServiceEvent};
use coldstart::{prelude::*, serverless::policy::*};
use std::{collections::BTreeMap, ops::RangeInclusive};
/// What is under way of each function, and what was decided about it.
#[derive(Debug, Default)]
pub struct OwnKpa(Demand, BTreeMap<FunctionId, Known>);
#[derive(Debug, Default)]
struct Known {
    wanted: u32,
    has_begun: bool,
    panic: Option<SimTime>,
    most: u32,
    unwanted: Option<SimTime>,
}
impl Known {
    fn decide(&mut self, [stable, panic]: [f64; 2], ready: f64, now: SimTime) -> u32 {
        let bounded = |wanted: f64| wanted.max((ready / 2.0).floor()).min(1000.0 * ready) as u32;
        let held = self.panic.map_or(0, |_| self.most);
        self.panic = (panic / ready >= 2.0).then_some(now).or(self.panic);
        self.panic = self.panic.filter(|since| *since + secs(60) >= now);
        self.most = self
            .panic
            .map_or(bounded(stable), |_| held.max(bounded(stable.max(panic))));
        self.most
    }
}
impl Policy for OwnKpa {
    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }
    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        self.0.observe(event, view.now());
    }
    fn series(&self) -> Vec<Series> {
        let names = ["instances wanted", "instances ready", "functions in panic"];
        names.map(Series::count).into()
    }
    fn publish(&self, view: &View<'_>, values: &mut [f64]) {
        values[0] = self.1.values().map(|one| f64::from(one.wanted)).sum();
        values[1] = f64::from(view.ready_instances());
        values[2] = self.1.values().filter(|one| one.panic.is_some()).count() as f64;
    }
}
impl Scaler for OwnKpa {
    fn period(&self) -> Option<SimDuration> {
        Some(secs(2))
    }
    fn target(&mut self, function: &FunctionView<'_>) -> RangeInclusive<u32> {
        let (id, now) = (function.id(), function.view().now());
        self.0.look(id, now, secs(60));
        let each = (0.7 * f64::from(function.concurrency().min(100))).max(1.0);
        let asked = |window| (self.0.concurrency(id, now, window) / each).ceil();
        let (known, ready) = (self.1.entry(id).or_default(), function.ready());
        let wanted = known.decide([secs(60), secs(6)].map(asked), ready.max(1).into(), now);
        known.has_begun |= ready >= 1;
        let quiet = self.0.quiet_since(id).filter(|_| wanted == 0);
        let quiet = quiet.filter(|since| *since + secs(60) <= now);
        known.unwanted = quiet.map(|_| known.unwanted.unwrap_or(now));
        let goes = known.unwanted.is_some_and(|date| date + secs(30) <= now);
        let keeps_last = !known.has_begun || function.instances() > 0 && !goes;
        known.wanted = wanted.max(u32::from(keeps_last));
        known.wanted..=known.wanted
    }
    fn makes_all_instances(&self) -> bool {
        true
    }
    fn looks_on_arrival_at_zero(&self) -> bool {
        true
    }
}
fn main() {
    let built_in = kpa_burst::burst(KnativePodAutoscaler::default());
    let own = kpa_burst::burst(OwnKpa::default());
    print!("{}{}", kpa_burst::line(&own), kpa_burst::line(&built_in));
}
