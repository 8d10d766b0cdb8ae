//! A scheduling round: what a scheduler sees, what its decisions have taken so far, and the decisions themselves.

mod alike;
mod given;
mod holding;
mod nodes;
mod sending;
mod standing;
mod warmest;

use std::cell::Cell;
use std::collections::BTreeSet;

use super::actions::Actions;
use super::base::PolicyKind;
use super::idle::Idle;
use super::randomness::Randomness;
use super::readiness::Readiness;
use super::reuse::Reuse;
use super::scratch::Scratch;
use super::view::{NodeView, View};
use crate::serverless::cluster::dense_set::DenseSet;
use crate::serverless::queue::Queued;
use crate::serverless::resources::{Cores, Resources};
use crate::serverless::{InstanceId, NodeId};

/// A scheduling round: the state of the service at its start, and what the decisions made so far have taken from it.
///
/// A scheduler goes through the [queue](Round::queue) and calls [`Round::advance`] for each attempt with the node that it
/// has chosen: the attempt is dispatched there if it can be, and else its image is brought nearer. The round keeps the
/// books: cores, slots, images that are now on their way. A scheduler that wants to do otherwise says what it wants by
/// [`Round::actions`].
pub struct Round<'a> {
    pub(super) view: View<'a>,
    reuse: &'a mut dyn Reuse,
    reuse_random: &'a mut Randomness,
    random: &'a mut Randomness,
    /// The sum of the cores that are left.
    pub(super) left: Cores,
    /// How many attempts at the front of the queue have been looked at by the round that this one goes on with.
    looked_at: usize,
    pub(super) scratch: &'a mut Scratch,
    /// Which policy is running: if one panics, this tells which.
    at_work: &'a Cell<Option<PolicyKind>>,
}

impl<'a> Round<'a> {
    pub(in crate::serverless) fn new(
        view: View<'a>,
        reuse: &'a mut dyn Reuse,
        reuse_random: &'a mut Randomness,
        random: &'a mut Randomness,
        scratch: &'a mut Scratch,
        at_work: &'a Cell<Option<PolicyKind>>,
    ) -> Self {
        let nodes = view.cluster().nodes().len();
        if scratch.taken.len() < nodes {
            scratch.taken.resize(nodes, Cores::ZERO);
        }
        let (looked_at, left) = scratch.resume(&view);
        Self {
            view,
            reuse,
            reuse_random,
            random,
            left,
            looked_at,
            scratch,
            at_work,
        }
    }

    /// The state of the service at the start of the round.
    pub fn view(&self) -> View<'a> {
        self.view
    }

    /// The attempts that wait and are bound to no node, first to be served first; for a scheduler whose rounds
    /// [go on](super::Scheduler::goes_on), those of them that it has not looked at.
    pub fn queue(&self) -> &'a [Queued] {
        &self.view.queue()[self.looked_at..]
    }

    /// The random numbers of the scheduler.
    pub fn random(&mut self) -> &mut Randomness {
        self.random
    }

    /// What has been decided so far; what is added here is not in the books of the round.
    pub fn actions(&mut self) -> &mut Actions {
        &mut self.scratch.actions
    }

    /// The cores of a node that are left in this round.
    ///
    /// The count of a node from which more was taken than it had wraps, as the reference's does (SEMANTICS 5.2); where
    /// instances hold cores, none are left then.
    pub fn cores(&self, node: NodeId) -> Cores {
        let free = self.view.cluster().node(node).free_cores;
        let taken = self.scratch.taken[node].wrapping_add(self.scratch.places.cores(node));
        if self.hold_counted() {
            free.saturating_sub(taken)
        } else {
            free.wrapping_sub(taken)
        }
    }

    /// Whether any node has a core left, or may have one that idle instances hold.
    pub fn has_cores(&self) -> bool {
        !self.left.is_zero() || self.hold_counted()
    }

    /// Whether nothing that waits could be dispatched any more: no node has a core left, and every function needs some.
    pub fn is_full(&self) -> bool {
        !self.has_cores() && !self.view.registrations().has_coreless()
    }

    /// The nodes with a core left in this round, in order of declaration.
    pub fn nodes_with_core(&mut self) -> impl Iterator<Item = NodeView<'a>> + '_ {
        let view = self.view;
        let nodes = self.with_core().iter();
        nodes.map(move |index| view.node(NodeId::from_index(index)))
    }

    /// The first node with cores left for an attempt that is nearest to being able to run it, and that could ever hold it.
    pub fn nearest(&mut self, queued: &Queued) -> Option<(NodeId, Readiness)> {
        if let Some((node, instance)) = self.idle_instance(queued) {
            return Some((node, Readiness::Idle(instance)));
        }
        if self.view.scaler_makes_all() {
            return None;
        }
        if let Some(node) = self.planned_slot(queued) {
            return Some((node, self.image_readiness(queued, node)));
        }
        let (view, image) = (self.view, queued.image);
        let footprint = view.footprint(queued.function, image);
        if self.hold_counted() {
            return self.nearest_with_room(queued, footprint);
        }
        let cores = self.cores_of(queued);
        let places = view.cluster().locations(image);
        self.with_core();
        let nothing = BTreeSet::new();
        let everywhere = [
            (&places.in_memory, &nothing, Readiness::InMemory),
            (&places.loading, &self.scratch.loading, Readiness::Loading),
            (&places.on_disk, &nothing, Readiness::OnDisk),
            (&places.copying, &self.scratch.copying, Readiness::Copying),
        ];
        for (before, decided, readiness) in everywhere {
            let next = |from: usize| {
                let from = NodeId::from_index(from);
                let decided = decided.range((image, from)..).next();
                let decided = decided.filter(|(other, _)| *other == image);
                let decided = decided.map(|(_, node)| node.index());
                let before = before.next_from(from.index());
                before.into_iter().chain(decided).min()
            };
            if let Some(node) = self.first_able(cores, footprint, next) {
                return Some((node, readiness));
            }
        }
        let node = self.first_able(cores, footprint, Some)?;
        Some((node, Readiness::Absent))
    }

    /// The instance that the reuse policy gives to an attempt, on whatever node with cores left, and its node.
    pub fn idle_instance(&mut self, queued: &Queued) -> Option<(NodeId, InstanceId)> {
        self.with_core();
        let instance = self.choose(queued, None)?;
        Some((self.view.cluster().instance(instance)?.node, instance))
    }

    /// The first node with cores left for an attempt that is as asked. Where instances hold cores or GPUs, those of idle
    /// ones count as left, as in [`Round::has_room`].
    pub fn first(
        &mut self,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        self.first_from(NodeId::from_index(0), queued, is)
    }

    /// The same, from a node on.
    pub fn first_from(
        &mut self,
        from: NodeId,
        queued: &Queued,
        is: impl Fn(&Self, NodeView<'a>) -> bool,
    ) -> Option<NodeId> {
        if self.view.scaler_makes_all() {
            return self.first_given(from, queued, is);
        }
        if self.hold_counted() {
            return self.first_with_room(from, queued, is);
        }
        let cores = self.cores_of(queued);
        self.with_core();
        let mut from = from.index();
        loop {
            let node = NodeId::from_index(self.next_node(from, cores)?);
            if is(self, self.view.node(node)) {
                return Some(node);
            }
            from = node.index() + 1;
        }
    }

    /// How near a node is to being able to run an attempt, with what the round has already decided.
    pub fn readiness(&mut self, queued: &Queued, node: NodeId) -> Readiness {
        if let Some(instance) = self.choose(queued, Some(node)) {
            return Readiness::Idle(instance);
        }
        self.image_readiness(queued, node)
    }

    /// The same for an attempt that no instance takes.
    pub(super) fn image_readiness(&self, queued: &Queued, node: NodeId) -> Readiness {
        let (image, seen) = (queued.image, self.view.node(node));
        let key = (image, node);
        if seen.has_in_memory(image) {
            Readiness::InMemory
        } else if seen.is_loading(image) || self.scratch.loading.contains(&key) {
            Readiness::Loading
        } else if seen.has_on_disk(image) {
            Readiness::OnDisk
        } else if seen.is_copying(image) || self.scratch.copying.contains(&key) {
            Readiness::Copying
        } else {
            Readiness::Absent
        }
    }

    /// Takes the cores of an attempt on a node, and brings the attempt nearer to running there: dispatches it, loads its
    /// image or copies it. One that waits for its image keeps the cores in the round. Where instances serve several
    /// attempts at once, those for which the round makes an instance on this node share it.
    ///
    /// Where [the scaler makes all instances](View::scaler_makes_all), an attempt is dispatched to one on this node, else to
    /// one that the reuse policy gives elsewhere, or waits.
    pub fn advance(&mut self, queued: &Queued, node: NodeId) {
        if self.view.scaler_makes_all() {
            return self.dispatch_to_given(queued, node);
        }
        let readiness = self.readiness(queued, node);
        self.advance_from(queued, node, readiness);
    }

    /// The same, for a node whose readiness is known.
    pub fn advance_from(&mut self, queued: &Queued, node: NodeId, readiness: Readiness) {
        if self.view.scaler_makes_all() && !matches!(readiness, Readiness::Idle(_)) {
            return;
        }
        let joins = self.take_for(queued, node, readiness);
        let scratch = &mut *self.scratch;
        match readiness {
            Readiness::Idle(instance) => {
                scratch.claims.claim(instance);
                scratch
                    .actions
                    .dispatch(queued.attempt, node, Some(instance));
            }
            Readiness::InMemory if joins => scratch.actions.join(queued.attempt, node),
            Readiness::InMemory => scratch.actions.dispatch(queued.attempt, node, None),
            Readiness::OnDisk => scratch.load(node, queued.image),
            Readiness::Absent => scratch.copy(node, queued.image),
            Readiness::Loading | Readiness::Copying => {}
        }
    }

    /// Takes cores of a node in the books of the round.
    pub fn take_cores(&mut self, node: NodeId, cores: Cores) {
        self.note_cores(node, cores);
    }

    /// The same, inlined where most decisions pass.
    #[inline(always)]
    pub(super) fn note_cores(&mut self, node: NodeId, cores: Cores) {
        if cores.is_zero() {
            return;
        }
        let left = self.cores(node);
        self.left = self.left.saturating_sub(cores.min(left));
        if !left.is_zero() && left <= cores {
            self.scratch.exhausted.push(node);
        }
        let taken = &mut self.scratch.taken[node];
        if taken.is_zero() {
            self.scratch.touched.push(node);
        }
        *taken = taken.wrapping_add(cores);
    }

    /// Takes disk space and memory of a node in the books of the round; cores and GPUs are taken by [`Round::advance`].
    pub fn take_space(&mut self, node: NodeId, space: Resources) {
        self.scratch.has_rare = true;
        let space = Resources::space(space.disk, space.memory);
        self.scratch.space.take(node, space);
    }

    /// What is free on a node and has not been taken in this round: disk space and memory by [`Round::take_space`], and,
    /// where instances hold some, cores and GPUs.
    pub fn free_space(&self, node: NodeView<'_>) -> Resources {
        let taken = self.scratch.space.get(node.id());
        let free = node.free().saturating_sub(taken.unwrap_or_default());
        let free = free.saturating_sub(self.scratch.places.space(node.id()));
        if self.hold_counted() {
            free.saturating_sub(self.counted_taken(node.id()))
        } else {
            free
        }
    }

    /// The cores that an attempt takes in an instance that there is. A new instance may hold some besides
    /// ([`Round::has_room`]).
    pub fn cores_of(&self, queued: &Queued) -> Cores {
        let known = self.view.registration(queued.function);
        known.map_or(Cores::ZERO, |known| known.charge.per_invocation)
    }

    /// Whether instances of some function hold cores or GPUs.
    pub(super) fn hold_counted(&self) -> bool {
        self.view.registrations().hold_counted()
    }

    /// The nodes with a core left.
    #[inline]
    fn with_core(&mut self) -> &DenseSet {
        if !self.scratch.exhausted.is_empty() {
            self.note_exhausted();
        }
        self.noted_with_core()
    }

    #[inline(never)]
    fn note_exhausted(&mut self) {
        if !self.scratch.diverged {
            self.scratch.diverged = true;
            self.scratch.with_core.copy(self.view.cluster().with_core());
        }
        while let Some(node) = self.scratch.exhausted.pop() {
            self.scratch.with_core.remove(node.index());
        }
    }

    /// The same, if what has been exhausted has been noted.
    fn noted_with_core(&self) -> &DenseSet {
        if self.scratch.diverged {
            &self.scratch.with_core
        } else {
            self.view.cluster().with_core()
        }
    }

    /// What the reuse policy gives to an attempt, on any node with a core left or on this one.
    pub(super) fn choose(&mut self, queued: &Queued, only: Option<NodeId>) -> Option<InstanceId> {
        let available = self.view.cluster().available(queued.function);
        if available.is_empty() {
            return None;
        }
        let needs_core = !self.cores_of(queued).is_zero();
        self.scratch.has_asked = true;
        let scratch = &*self.scratch;
        let with_core = if scratch.diverged {
            &scratch.with_core
        } else {
            self.view.cluster().with_core()
        };
        let is_uneven = needs_core && self.view.registrations().has_uneven();
        let idle = Idle {
            view: self.view,
            function: queued.function,
            available,
            only,
            with_core: needs_core.then_some(with_core),
            enough: is_uneven.then(|| (self.cores_of(queued), &scratch.taken)),
            claims: &scratch.claims,
        };
        self.at_work.set(Some(PolicyKind::Reuse));
        let chosen = self.reuse.choose(queued.function, &idle, self.reuse_random);
        self.at_work.set(Some(PolicyKind::Scheduler));
        chosen
    }
}
