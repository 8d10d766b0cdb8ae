//! What a policy wants to happen.

use crate::serverless::{AttemptId, FunctionId, ImageId, InstanceId, NodeId};
use crate::units::SimTime;

/// An attempt that is to run now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// The attempt.
    pub attempt: AttemptId,
    /// The node that it goes to.
    pub node: NodeId,
    /// The instance to reuse; `None` for a new one.
    pub instance: Option<InstanceId>,
    /// Whether a new one may be one that an earlier dispatch of the same round has made there, if it has a slot left.
    pub shares: bool,
}

/// What a policy wants to happen: intentions, not reservations.
///
/// The service checks each action when it carries it out, and drops what is impossible or has become so: a policy cannot
/// break an invariant. Rejections are carried out first, then retirements, dispatches, bindings, loads, copies and provisions,
/// each kind in the order in which they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    pub(in crate::serverless) rejections: Vec<AttemptId>,
    pub(in crate::serverless) retirements: Vec<InstanceId>,
    pub(in crate::serverless) dispatches: Vec<Dispatch>,
    pub(in crate::serverless) bindings: Vec<(AttemptId, NodeId)>,
    pub(in crate::serverless) loads: Vec<(NodeId, ImageId)>,
    pub(in crate::serverless) copies: Vec<(NodeId, ImageId)>,
    pub(in crate::serverless) provisions: Vec<(FunctionId, NodeId)>,
    pub(in crate::serverless) wakes: Vec<SimTime>,
    /// Whether an image is moved as often as that was asked for.
    pub(in crate::serverless) repeats_moves: bool,
    /// Whether anything was asked for.
    pub(in crate::serverless) has_any: bool,
    /// Whether anything but dispatches was asked for.
    pub(in crate::serverless) has_rare: bool,
}

impl Actions {
    /// Runs a queued attempt on a node: in this instance, or in a new one. A new one needs its image in the memory of the
    /// node, and room, for which idle instances are evicted.
    pub fn dispatch(&mut self, attempt: AttemptId, node: NodeId, instance: Option<InstanceId>) {
        self.has_any = true;
        self.dispatches.push(Dispatch {
            attempt,
            node,
            instance,
            shares: false,
        });
    }

    /// Runs a queued attempt on a node, in the newest instance of its function there that has a slot left, or else in a new
    /// one: for attempts that share an instance which the same round makes.
    pub fn join(&mut self, attempt: AttemptId, node: NodeId) {
        self.has_any = true;
        self.dispatches.push(Dispatch {
            attempt,
            node,
            instance: None,
            shares: true,
        });
    }

    /// Binds a queued attempt to a node, if it is bound to none: it leaves the [queue](super::View::queue) and waits in the
    /// [line](super::NodeView::line) of the node, in the order of the queue discipline. From now on each
    /// [`Round`](super::Round) brings it nearer to running there.
    pub fn bind(&mut self, attempt: AttemptId, node: NodeId) {
        self.is_rare();
        self.bindings.push((attempt, node));
    }

    /// Moves an image as often as that is asked for in this round, as the reference does for several functions that share
    /// one (SEMANTICS 9.13).
    pub(in crate::serverless) fn repeat_moves(&mut self) {
        self.repeats_moves = true;
    }

    /// Loads an image from the disk of a node into its memory.
    pub fn load(&mut self, node: NodeId, image: ImageId) {
        self.is_rare();
        self.loads.push((node, image));
    }

    /// Copies an image from the disk of the head host to that of a node.
    pub fn copy(&mut self, node: NodeId, image: ImageId) {
        self.is_rare();
        self.copies.push((node, image));
    }

    /// Makes an instance that nobody has asked for yet, after bringing its image to the node.
    pub fn provision(&mut self, function: FunctionId, node: NodeId) {
        self.is_rare();
        self.provisions.push((function, node));
    }

    /// Shuts an idle instance down.
    pub fn retire(&mut self, instance: InstanceId) {
        self.is_rare();
        self.retirements.push(instance);
    }

    /// Fails a queued attempt.
    pub fn reject(&mut self, attempt: AttemptId) {
        self.is_rare();
        self.rejections.push(attempt);
    }

    /// Wakes the policy at a date; a date that has passed counts as now.
    pub fn wake_at(&mut self, date: SimTime) {
        self.is_rare();
        self.wakes.push(date);
    }

    /// Whether nothing has been asked for.
    pub fn is_empty(&self) -> bool {
        !self.has_any
    }

    /// Something is asked for that most rounds do without.
    fn is_rare(&mut self) {
        self.has_any = true;
        self.has_rare = true;
    }

    /// How many dispatches, loads and copies have been asked for.
    pub(in crate::serverless) fn moves(&self) -> usize {
        self.dispatches.len() + self.loads.len() + self.copies.len()
    }

    /// The dispatches that have been asked for.
    pub fn dispatches(&self) -> &[Dispatch] {
        &self.dispatches
    }

    /// The bindings that have been asked for.
    pub fn bindings(&self) -> &[(AttemptId, NodeId)] {
        &self.bindings
    }

    /// The loads that have been asked for.
    pub fn loads(&self) -> &[(NodeId, ImageId)] {
        &self.loads
    }

    /// The copies that have been asked for.
    pub fn copies(&self) -> &[(NodeId, ImageId)] {
        &self.copies
    }

    /// The provisions that have been asked for.
    pub fn provisions(&self) -> &[(FunctionId, NodeId)] {
        &self.provisions
    }

    /// The retirements that have been asked for.
    pub fn retirements(&self) -> &[InstanceId] {
        &self.retirements
    }

    /// The rejections that have been asked for.
    pub fn rejections(&self) -> &[AttemptId] {
        &self.rejections
    }
}
