//! Attempts of one function that wait for the same image: what is decided about one of them holds for the next, too.

use super::Round;
use crate::serverless::NodeId;
use crate::serverless::policy::readiness::Readiness;
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;

impl Round<'_> {
    /// The first attempt of a part of the queue has [advanced](Round::advance_from) to the [nearest](Round::nearest) node, where
    /// it waits for its image. Decides at once about those behind it of which the same would come, one by one, on this node and
    /// on the next ones that are as near. Returns how many they are.
    #[inline]
    pub(in crate::serverless::policy) fn let_alike_wait(
        &mut self,
        queue: &[Queued],
        node: NodeId,
        readiness: Readiness,
    ) -> usize {
        let waits = matches!(readiness, Readiness::Loading | Readiness::Copying);
        if waits && self.are_decided_alike(queue) {
            self.let_nearest_wait(queue, node, readiness)
        } else {
            0
        }
    }

    #[inline(never)]
    fn let_nearest_wait(
        &mut self,
        queue: &[Queued],
        mut node: NodeId,
        readiness: Readiness,
    ) -> usize {
        let (first, others) = (&queue[0], &queue[1..]);
        let image = first.image;
        let cores = self.cores_of(first);
        let footprint = self.view.footprint(first.function, image);
        let places = self.view.cluster().locations(image);
        let (nodes, decided) = match readiness {
            Readiness::Loading => (&places.loading, &self.scratch.loading),
            _ => (&places.copying, &self.scratch.copying),
        };
        let mut decided = decided.range((image, NodeId::from_index(0))..);
        // Those that the round has decided on are among the others in order.
        let has_decided = decided.next().is_some_and(|(other, _)| *other == image);
        let mut count = 0;
        loop {
            let most = self.cores(node).holds(cores);
            let here = self.alike(first, &others[count..], most);
            self.note_cores(node, cores.times(here as u32));
            count += here;
            if here < most || count == others.len() || has_decided {
                return count;
            }
            let after = node.index() + 1;
            let next = |from: usize| nodes.next_from(from.max(after));
            let Some(next) = self.first_able(cores, footprint, next) else {
                return count;
            };
            node = next;
        }
    }

    /// The same, where each of them takes so much space of the first node that has it, and only on this node.
    pub(in crate::serverless::policy) fn let_alike_wait_here(
        &mut self,
        queue: &[Queued],
        node: NodeId,
        readiness: Readiness,
        space: Resources,
    ) -> usize {
        let waits = matches!(readiness, Readiness::Loading | Readiness::Copying);
        if !waits || !self.are_decided_alike(queue) {
            return 0;
        }
        let (first, others) = (&queue[0], &queue[1..]);
        let cores = self.cores_of(first);
        let free = self.free_space(self.view.node(node));
        let holds = |free: u64, each: u64| free.checked_div(each).unwrap_or(u64::MAX) as usize;
        let most = (self.cores(node).holds(cores))
            .min(holds(free.disk.get(), space.disk.get()))
            .min(holds(free.memory.get(), space.memory.get()));
        let count = self.alike(first, others, most);
        self.note_cores(node, cores.times(count as u32));
        let times = count as u64;
        self.take_space(
            node,
            Resources::space(space.disk * times, space.memory * times),
        );
        count
    }

    /// Whether what is decided about the first of some attempts depends on nothing but cores and space, so that it holds for those
    /// behind it that are like it while these last.
    #[inline]
    pub(super) fn are_decided_alike(&self, queue: &[Queued]) -> bool {
        queue.len() > 1
            && self.view.registrations().are_plain()
            && self.view.cluster().available(queue[0].function).is_empty()
    }

    /// How many of some attempts, from the first on and no more than `most`, are like this one.
    pub(super) fn alike(&self, one: &Queued, others: &[Queued], most: usize) -> usize {
        if self.view.state.queue.is_of_one() {
            return others.len().min(most);
        }
        let others = others.iter().take(most);
        others.take_while(|other| other.is_like(one)).count()
    }
}
