//! Worst fit.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::fit::best;
use super::in_order::send_in_order;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;

/// First come, first served, on the node on which the most memory is left afterwards; of several the first that was declared.
///
/// An idle instance that the reuse policy gives is used first. Else a new one goes where, of the nodes with the cores for it,
///
/// ```text
/// free memory - memory of the instance - that of its image, unless it is there or on its way
/// ```
///
/// is greatest, and the disk space suffices; if it fits nowhere, what the eviction of idle instances would free counts as
/// free, and then that of unused images. So the instances are spread, and those of a function have room to grow in number. An attempt whose image must travel first is bound to its node, where it keeps
/// its cores and waits for the image. Each new instance costs a walk over the nodes. The opposite is
/// [`BestFit`](super::BestFit).
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, WorstFit};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = |memory| Resources { cores: Cores::new(4), memory, disk: gb(10), ..Resources::NONE };
/// let nodes = [node(gb(2)), node(gb(1)), node(gb(3))];
/// let mut sketch = ClusterSketch::new(nodes, [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
/// let attempt = sketch.enqueue(resize);
/// let large = sketch.nodes()[2];
/// assert_eq!(sketch.schedule(&mut WorstFit).bindings(), [(attempt, large)]);
/// ```
///
/// Source: Johnson, "Near-Optimal Bin Packing Algorithms", PhD thesis, MIT 1973.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct WorstFit;

impl Named for WorstFit {
    const NAME: &'static str = "worst_fit";
    const TYPE: &'static str = "WorstFit";
    const DOC: &'static str =
        "First come, first served, on the node on which the most memory is left afterwards.";
    const SOURCE: &'static str = "bin packing's worst fit";
}

impl Policy for WorstFit {}

impl Scheduler for WorstFit {
    fn schedule(&mut self, round: &mut Round<'_>) {
        send_in_order(round, |round, queued| best(round, queued, Reverse));
    }
}
