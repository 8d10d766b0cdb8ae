//! Join the shortest queue.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use crate::serverless::policy::base::Policy;
use crate::serverless::policy::named::Named;
use crate::serverless::policy::round::Round;

/// Binds each attempt, when it comes into the queue, to the node with the shortest line, where it waits first come first
/// served: nobody changes lines.
///
/// The length of a line is what starts, runs or waits at the node, divided by its cores: with equal nodes it is the number of
/// attempts, as in the literature. Of several shortest lines the first that was declared is joined. Nodes that could never hold
/// an instance of the function are left out. In a line, whoever has a core has its image brought to the node; who waits for a core
/// waits with that, too.
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, JoinShortestQueue};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = Resources { cores: Cores::new(1), memory: gb(1), disk: gb(10), ..Resources::NONE };
/// let mut sketch = ClusterSketch::new([node, node], [Image::new("python", mb(100))]);
/// let resize = sketch.function(sketch.images()[0], Charge::reference(mb(50), mb(200)));
/// let [first, second] = sketch.nodes()[..] else { unreachable!() };
/// for node in [first, second] {
///     sketch.load_image(node, sketch.images()[0]);
///     sketch.busy_instance(resize, node);
/// }
/// let waiting = sketch.enqueue(resize);
/// sketch.bind(waiting, first);
/// let joins = sketch.enqueue(resize);
/// assert_eq!(sketch.schedule(&mut JoinShortestQueue).bindings(), [(joins, second)]);
/// ```
///
/// Source: Haight, "Two queues in parallel", Biometrika 1958; Winston, "Optimality of the shortest line discipline", Journal of
/// Applied Probability 1977.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct JoinShortestQueue;

impl Named for JoinShortestQueue {
    const NAME: &'static str = "join_shortest_queue";
    const TYPE: &'static str = "JoinShortestQueue";
    const DOC: &'static str = "Binds each attempt at once to the node with the fewest attempts for its cores, to wait there.";
    const SOURCE: &'static str = "Haight (1958)";
}

impl Policy for JoinShortestQueue {}

impl Scheduler for JoinShortestQueue {
    fn schedule(&mut self, round: &mut Round<'_>) {
        for queued in round.queue() {
            if let Some(node) = round.least_loaded(queued, |_, _| true) {
                round.send(queued, node);
            }
        }
    }
}
