//! Greedy-dual (FaasCache, ASPLOS 2021) written from outside. Look for: both lines are the same, for this one decides as the
//! `GreedyDual` that comes with coldstart does.

#[path = "keep_alive.rs"]
pub mod keep_alive;

use std::collections::BTreeMap;

use coldstart::prelude::*;
use coldstart::serverless::policy::*;
use coldstart::serverless::{FunctionId, InstanceId, Interests, Resources, ServiceEvent};

/// Evicts the instances of least priority first: `clock + frequency * cost / size`.
#[derive(Debug, Default)]
pub struct OwnGreedyDual {
    clock: f64,
    used_at: BTreeMap<u32, f64>,
    frequency: BTreeMap<FunctionId, f64>,
}

impl OwnGreedyDual {
    fn priority(&self, one: &InstanceView<'_>) -> f64 {
        let frequency = self.frequency.get(&one.function()).unwrap_or(&0.0);
        let cost = one.start_up().as_secs_f64();
        let size = one.reserved().memory.as_f64() / 1e6;
        self.used_at[&one.number()] + frequency * cost / size
    }
}

impl Policy for OwnGreedyDual {
    fn interests(&self) -> Interests {
        Interests::INSTANCES
    }

    fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        let (Some(number), Some(function)) = (event.container(), event.function()) else {
            return;
        };
        match event {
            ServiceEvent::InstanceCreated { .. } | ServiceEvent::InstanceReused { .. } => {
                self.used_at.insert(number, self.clock);
                *self.frequency.entry(function).or_default() += 1.0;
            }
            ServiceEvent::InstanceShutDown { .. } => {
                let left = view.function(function).map(|one| one.instances());
                self.frequency
                    .retain(|id, _| *id != function || left > Some(0));
            }
            _ => {}
        }
    }
}

impl Eviction for OwnGreedyDual {
    fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
        victims: &mut Vec<InstanceId>,
    ) -> bool {
        // The bits of numbers that are not negative are in their order.
        let priority = |one: &InstanceView<'_>| self.priority(one).to_bits();
        let enough = evict_in_order(node, missing, victims, priority);
        if enough {
            let gone = node.instances().filter(|one| victims.contains(&one.id()));
            self.clock = gone
                .map(|one| self.priority(&one))
                .fold(self.clock, f64::max);
        }
        enough
    }
}

fn main() {
    let own = keep_alive::day(KeepForever, Box::new(OwnGreedyDual::default()));
    let built_in = keep_alive::day(KeepForever, Box::new(GreedyDual::default()));
    keep_alive::compare(&own, &built_in);
}
