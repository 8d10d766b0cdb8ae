//! Attempts of one function that wait for the same image, each at the least loaded of the nodes that are nearest to having it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::policy::room::{has_room, missing};
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;

/// How often a level is looked for between two others; with one found too low there is more to be done one by one.
const BISECTIONS: usize = 16;

impl Round<'_> {
    /// The first attempt of a part of the queue has been [sent](Round::try_there) to the nearest and least loaded node, where it
    /// waits for its image. Decides at once about those behind it of which the same would come, one by one, on the nodes that
    /// are as near: while these last, none of them changes what is near, and no two of them meet but in cores and space. Returns
    /// how many they are.
    pub(in crate::serverless::policy) fn let_alike_wait_least_loaded(
        &mut self,
        queue: &[Queued],
        readiness: Readiness,
    ) -> usize {
        let waits = matches!(readiness, Readiness::Loading | Readiness::Copying);
        if !waits || !self.are_decided_alike(queue) {
            return 0;
        }
        let (first, others) = (&queue[0], &queue[1..]);
        let wanted = self.alike(first, others, others.len());
        if wanted == 0 {
            return 0;
        }
        let nodes = self.nodes_as_near(first, readiness);
        let places = nodes.map(|node| (node, self.places(first, node, wanted)));
        let places: Vec<(NodeId, usize)> = places.filter(|(_, places)| *places > 0).collect();
        let all = places.iter().map(|(_, places)| places);
        let all = all.fold(0_usize, |sum, places| sum.saturating_add(*places));
        let given = if all <= wanted {
            places
        } else {
            self.least_loaded_first(places, wanted)
        };
        for (node, count) in given {
            self.let_wait_at(first, node, count);
        }
        all.min(wanted)
    }

    /// The nodes to which an image is on its way so far, those included to which the round brings it.
    fn nodes_as_near(
        &self,
        queued: &Queued,
        readiness: Readiness,
    ) -> impl Iterator<Item = NodeId> + use<'_> {
        let image = queued.image;
        let places = self.view.cluster().locations(image);
        let (before, decided) = match readiness {
            Readiness::Loading => (&places.loading, &self.scratch.loading),
            _ => (&places.copying, &self.scratch.copying),
        };
        let decided = decided.range((image, NodeId::from_index(0))..);
        let decided = decided.take_while(move |(other, _)| *other == image);
        let before = before.iter().map(NodeId::from_index);
        before.chain(decided.map(|(_, node)| *node))
    }

    /// How many attempts like this one a node [can take](Round::can_take) one after the other, `most` of them at most.
    fn places(&self, queued: &Queued, node: NodeId, most: usize) -> usize {
        let footprint = self.view.footprint(queued.function, queued.image);
        if !self.could_hold(node, footprint) {
            return 0;
        }
        let seen = self.view.node(node);
        let (each, free) = (missing(&self.view, queued, seen), self.free_space(seen));
        let has_room = |before: usize| {
            let left = free.saturating_sub(times(each, before));
            has_room(&self.view, queued, seen, left)
        };
        let most = most.min(self.cores(node).holds(self.cores_of(queued)));
        if most > 0 && has_room(most - 1) {
            return most;
        }
        // What is free only shrinks with those who have come before.
        let (mut able, mut unable) = (0, most + 1);
        while able + 1 < unable {
            let middle = able.midpoint(unable);
            if has_room(middle - 1) {
                able = middle;
            } else {
                unable = middle;
            }
        }
        able
    }

    /// Spreads so many attempts over nodes that have places for more, each to the one that is least loaded then.
    fn least_loaded_first(
        &self,
        places: Vec<(NodeId, usize)>,
        wanted: usize,
    ) -> Vec<(NodeId, usize)> {
        let mut given = self.first_ones(&places, wanted);
        let load = |node: NodeId, more: usize| {
            let sent = self.scratch.sent.to(node) + more as u32;
            (self.view.cluster().loads().with(node, sent), node)
        };
        let able = given.iter().zip(&places).enumerate();
        let able = able.filter(|(_, (given, places))| given.1 < places.1);
        let loads = able.map(|(index, (given, _))| Reverse((load(given.0, given.1), index)));
        let mut loads: BinaryHeap<_> = loads.collect();
        let so_far: usize = given.iter().map(|(_, count)| count).sum();
        for _ in so_far..wanted {
            let Some(Reverse((_, index))) = loads.pop() else {
                break;
            };
            let (node, count) = &mut given[index];
            *count += 1;
            if *count < places[index].1 {
                loads.push(Reverse((load(*node, *count), index)));
            }
        }
        given.retain(|(_, count)| *count > 0);
        given
    }

    /// How many of so many attempts come to each node for certain, all but about as many as there are nodes: those that meet a
    /// load below a level, since each of the others meets a higher one.
    fn first_ones(&self, places: &[(NodeId, usize)], wanted: usize) -> Vec<(NodeId, usize)> {
        let loads = self.view.cluster().loads();
        let below = |level: f64| {
            let below = move |(node, places): &(NodeId, usize)| {
                let sent = self.scratch.sent.to(*node);
                (*node, loads.below(*node, sent, level).min(*places))
            };
            places.iter().map(below)
        };
        let (mut low, mut high) = (0.0, 1.0);
        let count = |level| below(level).map(|(_, count)| count).sum::<usize>();
        // All are below some level, since they are more than are wanted.
        while count(high) < wanted {
            (low, high) = (high, 2.0 * high);
        }
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(low, high);
            let given = count(middle);
            match given <= wanted {
                true => low = middle,
                false => high = middle,
            }
            if given <= wanted && wanted - given <= places.len() {
                break;
            }
        }
        below(low).collect()
    }

    /// Takes what so many attempts like this one take on a node where they wait.
    fn let_wait_at(&mut self, queued: &Queued, node: NodeId, count: usize) {
        self.scratch.sent.add_several(node, count as u32);
        let each = missing(&self.view, queued, self.view.node(node));
        self.take_space(node, times(each, count));
        self.note_cores(node, self.cores_of(queued).times(count as u32));
    }
}

/// The space of so many.
fn times(each: Resources, count: usize) -> Resources {
    let count = count as u64;
    Resources::space(each.disk * count, each.memory * count)
}

#[cfg(test)]
mod tests {
    use crate::serverless::policy::{ClusterSketch, WarmFirst};
    use crate::serverless::{Charge, Cores, Cpu, Image, NodeId, Resources};
    use crate::units::short::{gb, mb};

    #[test]
    fn many_that_wait_on_each_core_are_spread_evenly() {
        // Ten have place on the core of each node. Twelve wait for an image on its way to both, so that four others find
        // place on each.
        let node = Resources {
            cores: Cores::ONE,
            memory: gb(10),
            disk: gb(10),
            ..Resources::NONE
        };
        let images = ["coming", "there"].map(|name| Image::new(name, mb(100)));
        let mut sketch = ClusterSketch::new([node; 2], images);
        let charge = Charge {
            per_instance: Resources::space(mb(50), mb(200)),
            per_invocation: Cpu::per_invocation(0.1).cores(),
        };
        let images = sketch.images();
        let [waiting, other] = [0, 1].map(|index| sketch.function(images[index], charge));
        for node in sketch.nodes() {
            sketch.load_image(node, sketch.images()[1]);
            sketch.start_copy(node, sketch.images()[0]);
        }
        for function in [[waiting; 12], [other; 12]].concat() {
            sketch.enqueue(function);
        }
        let actions = sketch.schedule(&mut WarmFirst);
        let on = |node: NodeId| {
            let dispatches = actions.dispatches().iter();
            dispatches.filter(|dispatch| dispatch.node == node).count()
        };
        assert_eq!(
            sketch.nodes().into_iter().map(on).collect::<Vec<_>>(),
            [4, 4]
        );
    }
}
