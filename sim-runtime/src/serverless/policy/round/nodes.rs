//! The search for a node with cores left that could hold an instance.

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::resources::{Cores, Resources};

impl Round<'_> {
    /// The first node among those that `next` steps through, with so many cores left, that could hold so much.
    ///
    /// What has been exhausted must have been noted, by [`Round::with_core`].
    pub(super) fn first_able(
        &self,
        cores: Cores,
        footprint: Resources,
        next: impl Fn(usize) -> Option<usize>,
    ) -> Option<NodeId> {
        let mut from = 0;
        loop {
            let candidate = next(from)?;
            from = self.next_node(candidate, cores)?;
            let node = NodeId::from_index(candidate);
            if from == candidate {
                if self.could_hold(node, footprint) {
                    return Some(node);
                }
                from += 1;
            }
        }
    }

    pub(in crate::serverless::policy) fn could_hold(
        &self,
        node: NodeId,
        footprint: Resources,
    ) -> bool {
        self.view.cluster().could_all_hold(footprint) || self.view.node(node).could_hold(footprint)
    }

    /// The first node from a place on that has so many cores left.
    #[inline]
    pub(super) fn next_node(&self, from: usize, cores: Cores) -> Option<usize> {
        if cores.is_zero() {
            return self.view.cluster().next_up(from);
        }
        let mut from = from;
        loop {
            let node = self.noted_with_core().next_from(from)?;
            if self.cores(NodeId::from_index(node)) >= cores {
                return Some(node);
            }
            from = node + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::serverless::policy::{ClusterSketch, Fcfs};
    use crate::serverless::{Charge, Cores, Image, Resources};
    use crate::units::short::{gb, mb};

    #[test]
    fn a_node_that_could_never_hold_an_instance_is_passed_by() {
        let [small, large] = [mb(200), gb(1)].map(|memory| Resources {
            cores: Cores::new(2),
            memory,
            disk: gb(10),
            ..Resources::NONE
        });
        let mut sketch = ClusterSketch::new([small, large], [Image::new("image", mb(100))]);
        let (image, nodes) = (sketch.images()[0], sketch.nodes());
        let function = sketch.function(image, Charge::reference(mb(50), mb(200)));
        sketch.enqueue(function);
        let actions = sketch.schedule(&mut Fcfs);
        assert_eq!(actions.copies(), [(nodes[1], image)]);
    }
}
