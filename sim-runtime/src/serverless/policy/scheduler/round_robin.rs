//! The nodes in turn.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::in_order::send_in_order;
use crate::serverless::NodeId;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;
use crate::serverless::queue::Queued;

/// The nodes in turn: each attempt goes to the next node, in order of declaration, that can take it.
///
/// A node can take an attempt if it has the cores for it, and an idle instance of the function or room for a new one, were
/// idle instances and unused images evicted. Attempts for which no node can do that wait in the order of the queue. An attempt
/// whose image must travel first is bound to its node, where it keeps its cores and waits for the image.
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, RoundRobin};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = Resources { cores: Cores::new(4), memory: gb(1), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node, node], [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
/// for node in sketch.nodes() {
///     sketch.load_image(node, sketch.images()[0]);
/// }
/// for _ in 0..3 {
///     sketch.enqueue(resize);
/// }
/// let actions = sketch.schedule(&mut RoundRobin);
/// let nodes: Vec<usize> = actions.dispatches().iter().map(|one| one.node.index()).collect();
/// assert_eq!(nodes, [0, 1, 0]);
/// ```
///
/// Source: load balancers, such as the default of nginx; with one core a node it is first come, first served.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RoundRobin {
    /// Whose turn it is.
    #[serde(skip)]
    next: usize,
}

/// The scheduler whose first turn is that of the first node.
#[expect(
    non_upper_case_globals,
    reason = "it reads like the schedulers without a memory: `scheduler: RoundRobin`"
)]
pub const RoundRobin: RoundRobin = RoundRobin { next: 0 };

impl RoundRobin {
    fn turn(&mut self, round: &mut Round<'_>, queued: &Queued) -> Option<NodeId> {
        let first = NodeId::from_index(0);
        let next = NodeId::from_index(self.next);
        let node = round
            .first_from(next, queued, |round, node| {
                round.can_take(queued, node.id())
            })
            .or_else(|| {
                round.first_from(first, queued, |round, node| {
                    round.can_take(queued, node.id())
                })
            })?;
        self.next = node.index() + 1;
        Some(node)
    }
}

impl Named for RoundRobin {
    const NAME: &'static str = "round_robin";
    const TYPE: &'static str = "RoundRobin";
    const DOC: &'static str = "Each attempt on the next node in turn that can take it.";
    const SOURCE: &'static str = "load balancers, such as nginx";
}

impl Policy for RoundRobin {}

impl Scheduler for RoundRobin {
    fn schedule(&mut self, round: &mut Round<'_>) {
        send_in_order(round, |round, queued| self.turn(round, queued));
    }
}
