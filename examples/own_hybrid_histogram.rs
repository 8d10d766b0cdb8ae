//! The hybrid histogram (Serverless in the Wild, ATC 2020) written from outside. Look for: both lines are the same.
#[path = "keep_alive.rs"]
pub mod keep_alive;
use coldstart::serverless::{FunctionId, Interests, NodeId, ServiceEvent};
use coldstart::{prelude::*, serverless::policy::*};
use std::collections::BTreeMap;
/// For each function: its idle times, how many run, since when none does, when to make one again, and until when to keep it.
#[derive(Debug, Default)]
pub struct OwnHybrid(BTreeMap<FunctionId, Pattern>);
#[derive(Debug, Default)]
struct Pattern {
    idle: Vec<u64>,
    running: u32,
    last: Option<SimTime>,
    next: Option<(NodeId, SimTime)>,
    until: Option<SimTime>,
}
fn windows(idle: &[u64]) -> (SimDuration, SimDuration) {
    let minutes = idle.iter().map(|idle| idle / mins(1).as_nanos());
    let mut within: Vec<u64> = minutes.filter(|minute| *minute < 240).collect();
    within.sort_unstable();
    let count = within.len();
    if idle.len() > 2 * count {
        let next = idle.iter().copied().reduce(u64::midpoint);
        let next = SimDuration::from_nanos(next.unwrap_or_default());
        return (next * (1.0 - 0.15), next * (1.0 + 0.15));
    }
    let squares: usize = within.chunk_by(u64::eq).map(|bin| bin.len().pow(2)).sum();
    if count < 10 || 240 * squares <= 5 * count * count {
        return (SimDuration::ZERO, hours(4));
    }
    let bin = |share: f64| within[(share * count as f64).ceil() as usize - 1];
    let (head, tail) = (mins(bin(0.05)), mins(bin(0.99) + 1));
    (head * (1.0 - 0.1), tail * (1.0 + 0.1))
}
impl Policy for OwnHybrid {
    fn interests(&self) -> Interests {
        Interests::ATTEMPTS
    }
    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let Some(id) = event.function() else { return };
        let known = self.0.entry(id).or_default();
        if let ServiceEvent::AttemptCompleted { .. } = event {
            known.running -= 1;
            known.last = (known.running == 0).then(|| view.now());
            return;
        }
        let idle = known.last.take().map(|last| view.now() - last);
        known.idle.extend(idle.map(SimDuration::as_nanos));
        (known.running, known.next) = (known.running + 1, None);
    }
    fn wake(&mut self, view: &View<'_>, actions: &mut Actions) {
        for function in view.functions().filter(|one| one.instances() == 0) {
            let known = self.0.entry(function.id()).or_default();
            if let Some((node, _)) = known.next.take_if(|(_, date)| *date == view.now()) {
                actions.provision(function.id(), node);
            }
        }
    }
}
impl KeepAlive for OwnHybrid {
    fn idle(&mut self, one: &InstanceView<'_>, view: &View<'_>, actions: &mut Actions) -> SimTime {
        let (known, now) = (self.0.entry(one.function()).or_default(), view.now());
        if one.uses() == 0 {
            return known.until.unwrap_or(now + hours(4));
        }
        let (after, until) = windows(&known.idle);
        (known.until, known.next) = (Some(now + until), None);
        if after.is_zero() {
            return now + until;
        }
        known.next = Some((one.node(), now + after));
        actions.wake_at(now + after);
        now
    }
}
fn main() {
    let (own, built_in) = (OwnHybrid::default(), HybridHistogram::default());
    keep_alive::compare(&keep_alive::kept(own), &keep_alive::kept(built_in));
}
