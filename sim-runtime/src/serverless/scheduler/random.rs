//! Anybody, anywhere.

use super::round::{Readiness, Round};
use super::view::View;
use super::{Decisions, Scheduler};
use crate::kernel::{Seed, Stream};

/// Takes the invocations in random order and a node at random for each, whether or not it has a free core;
/// nodes on which the container could never fit are left out.
///
/// Nothing is dispatched to a node without a core left, but images travel there. Source: the reference's Random
/// (SEMANTICS 5.2), whose count of the cores that are left in a round wraps below zero; ours does too.
#[derive(Clone, Debug)]
pub struct Random {
    stream: Stream,
}

impl Random {
    /// A scheduler whose choices depend on this seed alone.
    pub fn new(seed: u64) -> Self {
        Self {
            stream: Seed(seed).stream(0, "random scheduler"),
        }
    }
}

impl Scheduler for Random {
    fn schedule(&mut self, view: &View<'_>) -> Decisions {
        let nodes: Vec<_> = view.nodes().collect();
        let mut pending = view.pending().to_vec();
        self.stream.shuffle(&mut pending);
        let mut round = Round::new(view);
        for one in &pending {
            let footprint = view.footprint(one);
            let able: Vec<_> = nodes
                .iter()
                .copied()
                .filter(|node| node.could_hold(footprint))
                .collect();
            let Some(node) = self.stream.choose(&able) else {
                continue;
            };
            let runs = matches!(
                round.readiness(one, *node),
                Readiness::IdleContainer(_) | Readiness::InMemory
            );
            if runs && round.cores(node.id()) == 0 {
                continue;
            }
            round.take_core(node.id());
            round.proceed(one, node.id());
        }
        round.into_decisions()
    }
}
