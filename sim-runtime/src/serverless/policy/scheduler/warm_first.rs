//! The warmest node.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;

/// First come, first served, where the start is warmest: the idle instance that the reuse policy gives, wherever it is; else
/// a node that has the image in memory; else one that is loading it; else one that has it on disk; else one to which it is
/// being copied; else any. Of several such nodes the one with the fewest attempts for its cores is chosen, and of those the
/// first that was declared.
///
/// Only nodes are chosen that can take the attempt: with the cores for it, and room for a new instance, were idle instances
/// and unused images evicted. As with [`Fcfs`](super::Fcfs), from which it differs in that and in the choice among several, an
/// attempt that waits for its image is bound nowhere: it takes whatever is warm first.
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, WarmFirst};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = Resources { cores: Cores::new(4), memory: gb(1), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node; 3], [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
/// let [_, busy, free] = sketch.nodes()[..] else { unreachable!() };
/// sketch.load_image(busy, sketch.images()[0]);
/// sketch.load_image(free, sketch.images()[0]);
/// sketch.busy_instance(resize, busy);
/// sketch.enqueue(resize);
/// assert_eq!(sketch.schedule(&mut WarmFirst).dispatches()[0].node, free);
/// ```
///
/// Source: the preference of OpenWhisk's invokers for warm containers, and of "prefer warm" in the schedulers of DSLab FaaS.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct WarmFirst;

impl Named for WarmFirst {
    const NAME: &'static str = "warm_first";
    const TYPE: &'static str = "WarmFirst";
    const DOC: &'static str = "First come, first served: an idle instance wherever it is, else the least loaded of the nodes that are nearest to having the image.";
    const SOURCE: &'static str = "OpenWhisk's preference for warm containers";
}

impl Policy for WarmFirst {}

impl Scheduler for WarmFirst {
    fn goes_on(&self) -> bool {
        true
    }

    fn schedule(&mut self, round: &mut Round<'_>) {
        // Space and cores only shrink within a round: where one attempt of a function found no place, none will.
        let mut without_place = FxHashSet::default();
        let mut queue = round.queue();
        while let [queued, others @ ..] = queue
            && !round.is_full()
        {
            let mut alike = 0;
            if !without_place.contains(&queued.function) {
                match round.nearest_least_loaded(queued) {
                    Some((node, readiness)) => {
                        round.try_there(queued, node, readiness);
                        alike = round.let_alike_wait_least_loaded(queue, readiness);
                    }
                    None => {
                        without_place.insert(queued.function);
                    }
                }
            }
            queue = &others[alike..];
        }
    }
}
