//! The node with the least to do.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::in_order::send_in_order;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;

/// Each attempt on the node with the least load of those that can take it; of several the first that was declared.
///
/// ```text
/// load = attempts that start, run or wait for their image on the node / cores of the node
/// ```
///
/// A node can take an attempt if it has the cores for it, and an idle instance of the function or room for a new one, were
/// idle instances and unused images evicted. Attempts for which no node can do that wait in the order of the queue. An attempt
/// whose image must travel first is bound to its node, where it keeps its cores and waits for the image.
///
/// An index finds the node, however many there are. Whether an instance is idle elsewhere is not looked at: see
/// [`WarmFirst`](super::WarmFirst).
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, LeastLoaded};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = |cores| Resources { cores: Cores::new(cores), memory: gb(4), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node(2), node(8)], [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
/// let [small, large] = sketch.nodes()[..] else { unreachable!() };
/// sketch.load_image(small, sketch.images()[0]);
/// sketch.load_image(large, sketch.images()[0]);
/// // One of 2 cores is busy, and two of 8.
/// sketch.busy_instance(resize, small);
/// sketch.busy_instance(resize, large);
/// sketch.busy_instance(resize, large);
/// sketch.enqueue(resize);
/// assert_eq!(sketch.schedule(&mut LeastLoaded).dispatches()[0].node, large);
/// ```
///
/// Source: "least connections" of load balancers, with the cores of a node as its weight; the least loaded invoker of DSLab
/// FaaS.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct LeastLoaded;

impl Named for LeastLoaded {
    const NAME: &'static str = "least_loaded";
    const TYPE: &'static str = "LeastLoaded";
    const DOC: &'static str =
        "Each attempt on the node with the fewest attempts for its cores that can take it.";
    const SOURCE: &'static str = "\"least connections\" of load balancers";
}

impl Policy for LeastLoaded {}

impl Scheduler for LeastLoaded {
    fn schedule(&mut self, round: &mut Round<'_>) {
        send_in_order(round, |round, queued| {
            round.least_loaded(queued, |round, node| round.can_take(queued, node.id()))
        });
    }
}
