//! The power of two choices.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::candidates::Candidates;
use crate::serverless::NodeId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::round::Round;
use crate::serverless::queue::Queued;

/// Binds each attempt, when it comes into the queue, to the node with the shortest line of a few that are drawn at random,
/// where it waits first come first served.
///
/// The nodes that are drawn are distinct (without replacement), each set of them equally likely; of several shortest lines the
/// one that was drawn first is joined. The length of a line is what starts, runs or waits at the node, divided by its cores. Nodes
/// that could never hold an instance of the function are not drawn. With one choice, attempts are spread at random; with as many
/// as there are nodes, it is [`JoinShortestQueue`](super::JoinShortestQueue) with ties at random.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let spec = ServerlessSpec {
///     scheduler: Box::new(PowerOfChoices { choices: 3 }),
///     ..ServerlessSpec::default()
/// };
/// # let _ = spec;
/// ```
///
/// Source: Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 2001, section 2, where nodes are
/// drawn with replacement: that makes a difference of the order of one over their number.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PowerOfChoices {
    /// How many nodes are drawn, at least 1. Default: 2.
    pub choices: u32,
}

impl Default for PowerOfChoices {
    fn default() -> Self {
        Self { choices: 2 }
    }
}

impl Named for PowerOfChoices {
    const NAME: &'static str = "power_of_choices";
    const TYPE: &'static str = "PowerOfChoices";
    const DOC: &'static str = "Binds each attempt at once to the node with the fewest attempts for its cores of a few drawn at random, to wait there.";
    const SOURCE: &'static str = "Mitzenmacher (TPDS 2001)";
    const PARAMETERS: &'static [PolicyParameter] = &[PolicyParameter {
        name: "choices",
        doc: "how many nodes are drawn, at least 1; default: 2",
    }];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for PowerOfChoices {
    fn mistake(&self) -> Option<String> {
        let is_none = self.choices == 0;
        is_none.then(|| "`choices` is 0; give it at least 1".to_owned())
    }
}

impl Scheduler for PowerOfChoices {
    fn schedule(&mut self, round: &mut Round<'_>) {
        for queued in round.queue() {
            let drawn = draw(round, queued, self.choices.max(1) as usize);
            // The first of the least ones.
            if let Some(node) = drawn.into_iter().min_by_key(|node| round.load(*node)) {
                round.send(queued, node);
            }
        }
    }
}

/// How often a node is drawn in vain, for each that is asked for, before all are looked at.
const PATIENCE: usize = 16;

/// So many distinct nodes, or all that could hold an instance for an attempt if there are fewer.
fn draw(round: &mut Round<'_>, queued: &Queued, count: usize) -> Vec<NodeId> {
    let view = round.view();
    let nodes = view.nodes().len();
    let footprint = view.footprint(queued.function, queued.image);
    let mut drawn = Vec::with_capacity(count.min(nodes));
    // With many nodes, one is seldom drawn twice.
    if 2 * count <= nodes && !view.scaler_makes_all() {
        for _ in 0..PATIENCE * count {
            let node = NodeId::from_index(round.random().stream().uniform(0..nodes));
            if !drawn.contains(&node) && view.node(node).could_hold(footprint) {
                drawn.push(node);
                if drawn.len() == count {
                    return drawn;
                }
            }
        }
    }
    let mut all = Candidates::new(round).able(round, queued).into_owned();
    round.random().stream().shuffle(&mut all);
    all.truncate(count);
    all
}
