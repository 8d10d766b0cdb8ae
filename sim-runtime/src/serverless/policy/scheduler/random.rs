//! A random node for each attempt.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::kernel::{Seed, Stream};
use crate::serverless::NodeId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::round::{Readiness, Round};
use crate::serverless::policy::view::{NodeView, View};
use crate::serverless::resources::Resources;

/// Takes the attempts in random order and a node at random for each, whether or not it has a free core; nodes on which the
/// instance could never fit are left out.
///
/// Nothing is dispatched to a node without a core left, but images travel there. `Random` alone draws from a stream of the
/// run's own, named after the service; `Random::new(7)` has a seed in the place of the run's. Source: the reference's Random
/// (SEMANTICS 5.2), whose count of the cores that are left in a round wraps below zero; ours does too.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Random {
    /// A seed in the place of the run's. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// The scheduler that draws from the run's own stream.
#[expect(
    non_upper_case_globals,
    reason = "it reads like the schedulers without parameters: `scheduler: Random`"
)]
pub const Random: Random = Random { seed: None };

impl Random {
    /// A scheduler with a seed in the place of the run's: the same choices for every seed of the run.
    pub fn new(seed: u64) -> Self {
        Self { seed: Some(seed) }
    }

    fn stream<'a>(&self, round: &'a mut Round<'_>) -> &'a mut Stream {
        match self.seed {
            Some(own) => round.random().seeded(Seed(own), "random scheduler"),
            None => round.random().stream(),
        }
    }
}

impl Named for Random {
    const NAME: &'static str = "random";
    const TYPE: &'static str = "Random";
    const DOC: &'static str =
        "Attempts in random order, a node at random for each, whether or not it has a free core.";
    const SOURCE: &'static str = "the reference's Random";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "seed",
        doc: "a seed in the place of the run's; default: none",
    }];
}

/// One of the nodes that could ever hold so much.
fn choose(
    stream: &mut Stream,
    view: &View<'_>,
    nodes: &[NodeId],
    footprint: Resources,
) -> Option<NodeId> {
    if view.cluster().could_all_hold(footprint) {
        return stream.choose(nodes).copied();
    }
    let able = |node: &&NodeId| view.node(**node).could_hold(footprint);
    let able: Vec<NodeId> = nodes.iter().filter(able).copied().collect();
    stream.choose(&able).copied()
}

impl Policy for Random {}

impl Scheduler for Random {
    fn schedule(&mut self, round: &mut Round<'_>) {
        let view = round.view();
        let nodes: Vec<NodeId> = view.nodes().map(NodeView::id).collect();
        let mut queue = view.queue().to_vec();
        self.stream(round).shuffle(&mut queue);
        for queued in &queue {
            let footprint = view.footprint(queued.function, queued.image);
            let chosen = choose(self.stream(round), &view, &nodes, footprint);
            let Some(node) = chosen else { continue };
            let readiness = round.readiness(queued, node);
            let runs = matches!(readiness, Readiness::Idle(_) | Readiness::InMemory);
            let cores = round.cores_of(queued);
            if runs && !cores.is_zero() && round.cores(node).is_zero() {
                continue;
            }
            round.advance_from(queued, node, readiness);
        }
    }
}
