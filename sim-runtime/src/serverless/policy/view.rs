//! What a policy sees of a service: attempts that wait, functions, nodes, instances.

use super::instance_view::InstanceView;
use crate::serverless::cluster::Cluster;
use crate::serverless::cpu::Cpu;
use crate::serverless::function::{ConcurrencyLimits, Precedence, Registration, Registrations};
use crate::serverless::queue::Queued;
use crate::serverless::resources::{Charge, Resources};
use crate::serverless::state::ProviderState;
use crate::serverless::{AttemptId, FunctionId, Image, ImageId, InstanceId, NodeId};
use crate::units::{SimDuration, SimTime};

pub use super::node_view::NodeView;

/// A service's state, for reading.
///
/// [`ClusterSketch`](super::ClusterSketch) makes one by hand, for the unit tests of a policy.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(in crate::serverless) now: SimTime,
    pub(in crate::serverless) state: &'a ProviderState,
}

impl ProviderState {
    /// The state at a date.
    #[inline]
    pub(in crate::serverless) fn view(&self, now: SimTime) -> View<'_> {
        View { now, state: self }
    }
}

impl<'a> View<'a> {
    /// The simulated date.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// The attempts that wait and are bound to no node, first to be served first.
    pub fn queue(&self) -> &'a [Queued] {
        self.state.queue.as_slice()
    }

    /// How many attempts wait, those that are [bound](super::Actions::bind) to nodes included.
    pub fn waiting(&self) -> usize {
        self.queue().len() + self.cluster().lines().len()
    }

    /// The node that a waiting attempt is bound to, if it is bound to one.
    pub fn bound_to(&self, attempt: AttemptId) -> Option<NodeId> {
        self.cluster().lines().place(attempt)
    }

    /// The nodes, in order of declaration.
    pub fn nodes(
        &self,
    ) -> impl DoubleEndedIterator<Item = NodeView<'a>> + ExactSizeIterator + Clone + use<'a> {
        let cluster = self.cluster();
        (0..cluster.nodes().len())
            .map(move |index| NodeView::new(NodeId::from_index(index), cluster))
    }

    /// The nodes with a core that is at least partly free, in order of declaration; the others cost nothing.
    pub fn nodes_with_core(&self) -> impl Iterator<Item = NodeView<'a>> + use<'a> {
        let cluster = self.cluster();
        cluster
            .with_core()
            .iter()
            .map(move |index| NodeView::new(NodeId::from_index(index), cluster))
    }

    /// One node. Panics if the service has none of this number.
    pub fn node(&self, id: NodeId) -> NodeView<'a> {
        NodeView::new(id, self.cluster())
    }

    /// The free cores of all nodes.
    pub fn free_cores(&self) -> f64 {
        self.cluster().free_cores().get()
    }

    /// The functions that are registered, in order of definition.
    pub fn functions(&self) -> impl Iterator<Item = FunctionView<'a>> + use<'a> {
        let view = *self;
        let known = self.state.registrations.functions();
        known.map(move |(id, registration)| FunctionView {
            id,
            registration,
            view,
        })
    }

    /// How much concurrency is reserved for functions, all together.
    pub fn reserved_concurrency(&self) -> u32 {
        self.state.registrations.reserved_concurrency()
    }

    /// A function, if it is registered.
    pub fn function(&self, id: FunctionId) -> Option<FunctionView<'a>> {
        Some(FunctionView {
            id,
            registration: self.state.registrations.get(id)?,
            view: *self,
        })
    }

    /// An instance that has not been shut down.
    pub fn instance(&self, id: InstanceId) -> Option<InstanceView<'a>> {
        let instance = self.cluster().instance(id)?;
        Some(InstanceView { id, instance })
    }

    /// The instances of a function with a free slot on all nodes, by node and then oldest first; the other nodes cost
    /// nothing.
    pub fn idle(
        &self,
        function: FunctionId,
    ) -> impl Iterator<Item = (NodeId, InstanceId)> + use<'a> {
        let available = self.cluster().available(function);
        available.iter_from(NodeId::from_index(0))
    }

    /// Whether any instance of a function has a free slot, on whatever node.
    pub fn has_idle(&self, function: FunctionId) -> bool {
        !self.cluster().available(function).is_empty()
    }

    /// Whether the scaler alone makes instances: then nothing is dispatched to a new one, and attempts wait for a free slot.
    pub fn scaler_makes_all(&self) -> bool {
        self.state.scaler_makes_all
    }

    /// How many instances of all functions have started and have not been shut down.
    pub fn ready_instances(&self) -> u32 {
        self.cluster().all_ready()
    }

    /// What is known of an image.
    pub fn image(&self, image: ImageId) -> &'a Image {
        &self.cluster().image(image).image
    }

    #[inline]
    pub(in crate::serverless) fn cluster(&self) -> &'a Cluster {
        &self.state.cluster
    }

    pub(super) fn registrations(&self) -> &'a Registrations {
        &self.state.registrations
    }

    pub(super) fn registration(&self, function: FunctionId) -> Option<&'a Registration> {
        self.state.registrations.get(function)
    }

    /// What the provider sets aside for a function; nothing if it is not registered.
    pub fn charge(&self, function: FunctionId) -> Charge {
        let known = self.state.registrations.get(function);
        known.map_or_else(Charge::default, |known| known.charge)
    }

    /// What one instance of a function, its image and one invocation in it take.
    pub fn footprint(&self, function: FunctionId, image: ImageId) -> Resources {
        let image = self.image(image);
        self.charge(function).of_new() + Resources::space(image.disk, image.ram)
    }

    /// The time limit of a function; zero if it has none.
    pub fn time_limit(&self, function: FunctionId) -> SimDuration {
        self.state
            .registrations
            .get(function)
            .map_or(SimDuration::ZERO, |known| known.time_limit)
    }
}

/// A function's state, for reading.
#[derive(Clone, Copy)]
pub struct FunctionView<'a> {
    id: FunctionId,
    registration: &'a Registration,
    view: View<'a>,
}

impl<'a> FunctionView<'a> {
    /// Which function.
    pub fn id(&self) -> FunctionId {
        self.id
    }

    /// The image of its instances.
    pub fn image(&self) -> ImageId {
        self.registration.image
    }

    /// What is set aside for it.
    pub fn charge(&self) -> Charge {
        self.registration.charge
    }

    /// What it declares for the order in which attempts are served: expected time, deadline, priority, weight.
    pub fn precedence(&self) -> Precedence {
        self.registration.precedence
    }

    /// How many attempts one of its instances serves at once.
    pub fn concurrency(&self) -> u32 {
        self.registration.concurrency
    }

    /// What it has of the cores of its node.
    pub fn cpu(&self) -> Cpu {
        self.registration.cpu
    }

    /// How many of its attempts may wait and run at once.
    pub fn limits(&self) -> ConcurrencyLimits {
        self.registration.limits
    }

    /// How many more attempts its instances could take, those that start included. Costs a walk over them if they take several
    /// attempts at once.
    pub fn free_slots(&self) -> u32 {
        let cluster = self.view.cluster();
        let available = cluster.available(self.id);
        if self.registration.concurrency == 1 {
            return available.len() as u32;
        }
        let instances = available.iter_from(NodeId::from_index(0));
        instances
            .map(|(_, instance)| cluster.free_slots(instance))
            .sum()
    }

    /// How many instances it has, those that start included.
    pub fn instances(&self) -> u32 {
        self.view.cluster().alive(self.id)
    }

    /// How many of them have started.
    pub fn ready(&self) -> u32 {
        self.view.cluster().ready(self.id)
    }

    /// How many instances it has at least, as soon as there is room for them.
    pub fn min_instances(&self) -> u32 {
        self.registration.min_instances
    }

    /// How many of its attempts start or run.
    pub fn active(&self) -> u32 {
        self.view.cluster().active(self.id)
    }

    /// How many of its attempts wait to be dispatched. Costs a walk over the queue, unless the scaler
    /// [makes all instances](super::Scaler::makes_all_instances): then they are counted.
    pub fn queued(&self) -> usize {
        let walk = || {
            let queue = self.view.queue().iter();
            queue.filter(|queued| queued.function == self.id).count()
        };
        let counts = self.view.state.queue.counts();
        let unbound = counts.map_or_else(walk, |counts| counts.of(self.id) as usize);
        unbound + self.view.cluster().lines().of_function(self.id)
    }

    /// The state of the whole service.
    pub fn view(&self) -> View<'a> {
        self.view
    }
}
