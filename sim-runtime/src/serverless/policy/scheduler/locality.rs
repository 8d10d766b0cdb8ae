//! Consistent hashing with bounded loads.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::{Named, PolicyParameter};
use crate::serverless::policy::round::Round;
use crate::serverless::queue::Queued;
use crate::serverless::{FunctionId, NodeId};

/// Each function has a home: its attempts go to the same node, where its instances and its image are, unless that has too
/// much to do; then to the next one on a ring.
///
/// Functions and nodes are hashed onto a ring: a function by its place in the order of definition, a node by its place in
/// the order of declaration, with several points each. From the point of the function on, the first node is chosen that could
/// ever hold an instance and on which fewer attempts start, run or wait than
///
/// ```text
/// ceil(bound * (attempts on all nodes + 1) * cores of the node / cores of all nodes)
/// ```
///
/// With equal nodes this is the bound times the average. The attempt is bound to that node when it comes into the queue, and waits
/// there first come first served. If all nodes that could hold it are above their bounds, it goes to the least loaded of them.
/// A node that is added at the end takes a part of the functions of the others, and moves no other function. The bound is what
/// locality may cost: the closer to 1, the more evenly the nodes are loaded, and the more functions are away from home.
///
/// ```
/// use sim_runtime::prelude::*;
///
/// let spec = ServerlessSpec {
///     scheduler: Box::new(Locality { bound: 2.0, ..Locality::default() }),
///     ..ServerlessSpec::default()
/// };
/// # let _ = spec;
/// ```
///
/// Source: Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018; for serverless platforms
/// Fuerst and Sharma, "Locality-aware Load-Balancing For Serverless Clusters", HPDC 2022. The hash is the finaliser of
/// SplitMix64 (Steele et al., OOPSLA 2014).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Locality {
    /// How many times the average load a node may have, at least 1. Default: 1.25.
    pub bound: f64,
    /// How many points each node has on the ring, from 1 to 10,000. Default: 100.
    pub virtual_nodes: u32,
    /// The ring; made at first use.
    #[serde(skip)]
    pub ring: Ring,
}

impl Default for Locality {
    fn default() -> Self {
        Self {
            bound: 1.25,
            virtual_nodes: 100,
            ring: Ring::default(),
        }
    }
}

/// The most points of a node that make sense.
const MOST_POINTS: u32 = 10_000;

/// Where the nodes of a service are on the ring of a [`Locality`] scheduler.
#[derive(Clone, Debug, Default)]
pub struct Ring {
    /// In order of the points.
    points: Vec<(u64, NodeId)>,
}

impl Ring {
    fn new(nodes: usize, points: u32) -> Self {
        let nodes = (0..nodes).map(NodeId::from_index);
        let points = nodes.flat_map(|node| {
            let home = mix(node.index() as u64);
            (0..u64::from(points)).map(move |point| (mix(home ^ point), node))
        });
        let mut points: Vec<_> = points.collect();
        points.sort_unstable();
        Self { points }
    }

    /// The nodes in the order of the ring, from the point of a function on; a node comes once for each of its points.
    fn from(&self, function: FunctionId) -> impl Iterator<Item = NodeId> {
        // Functions and nodes of the same number must not have the same place.
        let place = mix(!(function.index() as u64));
        let first = self.points.partition_point(|(point, _)| *point < place);
        let (before, after) = self.points.split_at(first);
        after.iter().chain(before).map(|(_, node)| *node)
    }
}

/// The finaliser of SplitMix64, after a step of its sequence.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Locality {
    fn choose(&self, round: &Round<'_>, queued: &Queued) -> Option<NodeId> {
        let view = round.view();
        let is_given = view.scaler_makes_all();
        if is_given && !view.has_idle(queued.function) {
            return None;
        }
        let footprint = view.footprint(queued.function, queued.image);
        let loads = view.cluster().loads();
        // What is not a number is no bound, and what is less than 1 cannot be kept.
        let all = self.bound.max(1.0) * (round.attempts() + 1) as f64;
        let is_below = |node: &NodeId| {
            let most = libm::ceil(all * loads.share(*node));
            f64::from(round.attempts_at(*node)) < most
                && view.node(*node).could_hold(footprint)
                && (!is_given || round.has_slot(queued, *node))
        };
        let mut nodes = self.ring.from(queued.function);
        let below = nodes.find(is_below);
        below.or_else(|| round.least_loaded(queued, |_, _| true))
    }
}

impl Named for Locality {
    const NAME: &'static str = "locality";
    const TYPE: &'static str = "Locality";
    const DOC: &'static str = "Binds the attempts of a function at once to its home node, or to the next ones on a ring while that has more than its share of attempts.";
    const SOURCE: &'static str = "consistent hashing with bounded loads (SODA 2018)";
    const PARAMETERS: &'static [PolicyParameter] = &[
        PolicyParameter {
            name: "bound",
            doc: "how many times the average load a node may have, at least 1; default: 1.25",
        },
        PolicyParameter {
            name: "virtual_nodes",
            doc: "how many points each node has on the ring, 1 to 10,000; default: 100",
        },
    ];

    #[cfg(feature = "schema")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Self as schemars::JsonSchema>::json_schema(generator)
    }
}

impl Policy for Locality {
    fn mistake(&self) -> Option<String> {
        if !(1.0..=f64::MAX).contains(&self.bound) {
            let bound = self.bound;
            return Some(format!(
                "`bound` is {bound}; give it a number of at least 1, such as 1.25"
            ));
        }
        let points = self.virtual_nodes;
        let is_possible = (1..=MOST_POINTS).contains(&points);
        (!is_possible).then(|| format!("`virtual_nodes` is {points}; give it 1 to {MOST_POINTS}"))
    }
}

impl Scheduler for Locality {
    fn schedule(&mut self, round: &mut Round<'_>) {
        if self.ring.points.is_empty() {
            let points = self.virtual_nodes.clamp(1, MOST_POINTS);
            self.ring = Ring::new(round.view().nodes().len(), points);
        }
        for queued in round.queue() {
            if let Some(node) = self.choose(round, queued) {
                round.send(queued, node);
            }
        }
    }
}
