//! A service's state made by hand, for the unit tests of a policy.

use std::cell::Cell;
use std::rc::Rc;

use slotmap::SlotMap;

use super::actions::Actions;
use super::discipline::Discipline;
use super::randomness::Randomness;
use super::reuse::{FirstIdle, Reuse};
use super::round::Round;
use super::scheduler::Scheduler;
use super::scratch::Scratch;
use super::view::View;
use crate::kernel::Seed;
use crate::platform::HostId;
use crate::serverless::attempt::AttemptId;
use crate::serverless::cluster::Cluster;
use crate::serverless::cpu::Cpu;
use crate::serverless::function::{ConcurrencyLimits, Precedence, Registration};
use crate::serverless::image::KnownImage;
use crate::serverless::node::Node;
use crate::serverless::queue::Queued;
use crate::serverless::resources::{Charge, Resources};
use crate::serverless::state::ProviderState;
use crate::serverless::{FunctionId, Image, ImageId, InstanceId, NodeId};
use crate::storage::{Buffer, Caching, FileNames, Partition, StorageId, StorageService};
use crate::units::{Bytes, SimDuration, SimTime, Speed};

/// The state of a service, made by hand: nodes, images, functions, instances, and attempts that wait.
///
/// ```
/// use sim_runtime::serverless::policy::{ClusterSketch, Fcfs};
/// use sim_runtime::serverless::{Charge, Cores, Image, Resources};
/// use sim_runtime::units::short::{gb, mb};
///
/// let node = Resources { cores: Cores::new(2), memory: gb(1), disk: gb(10), gpus: 0 };
/// let mut sketch = ClusterSketch::new([node, node], [Image::new("python", mb(100))]);
/// let [image] = sketch.images()[..] else { unreachable!() };
/// let [first, second] = sketch.nodes()[..] else { unreachable!() };
/// let resize = sketch.function(image, Charge::reference(mb(50), mb(200)));
/// sketch.load_image(second, image);
/// let attempt = sketch.enqueue(resize);
///
/// let actions = sketch.schedule(&mut Fcfs);
/// assert_eq!(actions.dispatches()[0].attempt, attempt);
/// assert_eq!(actions.dispatches()[0].node, second);
/// # let _ = first;
/// ```
#[derive(Debug)]
pub struct ClusterSketch {
    state: ProviderState,
    images: usize,
    functions: usize,
    attempts: SlotMap<AttemptId, ()>,
    now: SimTime,
}

impl ClusterSketch {
    /// Nodes of these resources on which nothing is, with cores of 1 Gflop/s, and the images that there are.
    pub fn new(
        nodes: impl IntoIterator<Item = Resources>,
        images: impl IntoIterator<Item = Image>,
    ) -> Self {
        let mut files = FileNames::default();
        let known: Vec<KnownImage> = images
            .into_iter()
            .map(|image| KnownImage::new(image, &mut files))
            .collect();
        let nodes = nodes.into_iter().enumerate().map(|(index, resources)| {
            let host = HostId::from_index(index);
            let lru = Caching::LeastRecentlyUsed;
            let name = format!("node{index}");
            let disk = StorageService::new(name, host, resources.disk, lru, Buffer::Fluid);
            let ram = Partition::new(resources.memory, lru);
            let counted = (resources.cores, resources.gpus);
            Node::new(host, Speed::new(1e9), counted, disk, ram)
        });
        Self {
            images: known.len(),
            state: ProviderState::new(Cluster::new(nodes.collect(), Rc::new(known.into()))),
            functions: 0,
            attempts: SlotMap::with_key(),
            now: SimTime::ZERO,
        }
    }

    /// Sets the date.
    pub fn at(&mut self, date: SimTime) {
        self.now = date;
    }

    /// The nodes.
    pub fn nodes(&self) -> Vec<NodeId> {
        let nodes = 0..self.state.cluster.nodes().len();
        nodes.map(NodeId::from_index).collect()
    }

    /// The images.
    pub fn images(&self) -> Vec<ImageId> {
        (0..self.images).map(ImageId::from_index).collect()
    }

    /// A function without limits but what it is charged.
    pub fn function(&mut self, image: ImageId, charge: Charge) -> FunctionId {
        self.function_with_limit(image, charge, SimDuration::ZERO)
    }

    /// The same, with a time limit.
    pub fn function_with_limit(
        &mut self,
        image: ImageId,
        charge: Charge,
        time_limit: SimDuration,
    ) -> FunctionId {
        let function = FunctionId::from_index(self.functions);
        self.functions += 1;
        let registration = Registration {
            image,
            source: StorageId::from_index(0),
            time_limit,
            charge,
            concurrency: 1,
            cpu: Cpu::default(),
            ingress: Bytes::MAX,
            egress: Bytes::MAX,
            min_instances: 0,
            precedence: Precedence::default(),
            limits: ConcurrencyLimits::default(),
            patience: None,
        };
        self.state.registrations.insert(function, registration);
        function
    }

    /// A function declares this for the order in which attempts are served.
    pub fn set_precedence(&mut self, function: FunctionId, precedence: Precedence) {
        let mut registration = self.state.registrations[function].clone();
        registration.precedence = precedence;
        self.state.registrations.insert(function, registration);
    }

    /// A function declares these limits of how many attempts of it are accepted.
    pub fn set_limits(&mut self, function: FunctionId, limits: ConcurrencyLimits) {
        let mut registration = self.state.registrations[function].clone();
        registration.limits = limits;
        self.state.registrations.insert(function, registration);
    }

    /// An image is on the disk of a node. Panics if there is no space for it.
    pub fn copy_image(&mut self, node: NodeId, image: ImageId) {
        let cluster = &mut self.state.cluster;
        let reserved = cluster.reserve_image(node, image);
        assert!(reserved.is_ok(), "the disk is full");
        cluster.publish_on_disk(node, image);
    }

    /// An image is on the disk of a node and in its memory. Panics if there is no space for it.
    pub fn load_image(&mut self, node: NodeId, image: ImageId) {
        if !self.view().node(node).has_on_disk(image) {
            self.copy_image(node, image);
        }
        let cluster = &mut self.state.cluster;
        let size = cluster.image(image).image.ram;
        assert!(cluster.reserve_memory(node, size).is_ok(), "no memory left");
        cluster.publish_in_memory(node, image);
    }

    /// An image is on its way to the disk of a node.
    pub fn start_copy(&mut self, node: NodeId, image: ImageId) {
        self.state.cluster.set_copying(node, image, true);
    }

    /// An image is on its way from the disk of a node to its memory.
    pub fn start_load(&mut self, node: NodeId, image: ImageId) {
        self.state.cluster.set_loading(node, image, true);
    }

    /// An instance that has been idle since a date. Panics if there is no room for it.
    pub fn idle_instance(
        &mut self,
        function: FunctionId,
        node: NodeId,
        since: SimTime,
    ) -> InstanceId {
        let instance = self.instance(function, node);
        let cluster = &mut self.state.cluster;
        cluster.set_idle(instance, since, SimTime::MAX);
        instance
    }

    /// An instance that runs one attempt, whose cores are taken. Panics if there is no room for it.
    pub fn busy_instance(&mut self, function: FunctionId, node: NodeId) -> InstanceId {
        let cores = self.view().charge(function).per_invocation;
        assert!(
            self.state.cluster.take_cores(node, cores).is_ok(),
            "no core left"
        );
        let instance = self.instance(function, node);
        let cluster = &mut self.state.cluster;
        if self.state.scaler_makes_all {
            cluster.set_idle(instance, self.now, SimTime::MAX);
        }
        cluster.occupy(instance);
        cluster.set_started(instance);
        instance
    }

    /// Another attempt runs in an instance, whose cores are taken. Panics if there is no core or no slot left for it.
    pub fn occupy(&mut self, instance: InstanceId) {
        let seen = self.view().instance(instance).expect("an instance");
        let (function, node) = (seen.function(), seen.node());
        let reused = self.state.reuse(instance, node, function);
        assert!(reused.is_some(), "no core or no slot left");
    }

    /// Instances of a function that are made from now on serve so many attempts at once; as they are, one.
    pub fn set_concurrency(&mut self, function: FunctionId, concurrency: u32) {
        let mut registration = self.state.registrations[function].clone();
        registration.concurrency = concurrency;
        self.state.registrations.insert(function, registration);
    }

    /// An instance took so long to start, and has served so many attempts.
    pub fn set_history(&mut self, instance: InstanceId, start_up: SimDuration, uses: u32) {
        if let Some(instance) = self.state.cluster.instance_mut(instance) {
            instance.start_up = start_up;
            instance.uses = uses;
        }
    }

    /// From now on the scaler alone makes instances ([`View::scaler_makes_all`]). To be said first.
    pub fn let_scaler_make_all(&mut self) {
        self.state.let_scaler_make_all();
    }

    /// An instance whose start-up goes on. Panics if there is no room for it.
    pub fn starting_instance(&mut self, function: FunctionId, node: NodeId) -> InstanceId {
        self.instance(function, node)
    }

    fn instance(&mut self, function: FunctionId, node: NodeId) -> InstanceId {
        let reserved = self.view().charge(function).per_instance;
        let cluster = &mut self.state.cluster;
        assert!(cluster.take(node, &reserved).is_ok(), "no room left");
        let slots = self.state.registrations[function].concurrency;
        cluster.add((function, slots), node, reserved, self.now)
    }

    /// An attempt of a function waits, since now and without input.
    pub fn enqueue(&mut self, function: FunctionId) -> AttemptId {
        self.enqueue_with_input(function, Bytes::ZERO)
    }

    /// An attempt of a function with an input of this size waits, since now.
    pub fn enqueue_with_input(&mut self, function: FunctionId, input: Bytes) -> AttemptId {
        let queued = self.attempt(function, input);
        self.state.queue.push(queued);
        queued.attempt
    }

    /// An attempt of a function waits, since now and without input, in the place that a queue discipline gives it.
    pub fn enqueue_by(
        &mut self,
        discipline: &mut dyn Discipline,
        function: FunctionId,
    ) -> AttemptId {
        let mut queued = self.attempt(function, Bytes::ZERO);
        queued.key = discipline.key(&queued, &self.view());
        self.state.queue.push(queued);
        queued.attempt
    }

    fn attempt(&mut self, function: FunctionId, input: Bytes) -> Queued {
        Queued {
            attempt: self.attempts.insert(()),
            function,
            image: self.state.registrations[function].image,
            arrived: self.now,
            input,
            key: 0,
        }
    }

    /// An attempt that waits is bound to a node, in whose line it waits from now on.
    pub fn bind(&mut self, attempt: AttemptId, node: NodeId) {
        self.state.bind(attempt, node);
    }

    /// What a policy sees.
    pub fn view(&self) -> View<'_> {
        self.state.view(self.now)
    }

    /// What a scheduler wants to happen, with the reuse policy [`FirstIdle`] and random numbers of seed zero.
    pub fn schedule(&self, scheduler: &mut dyn Scheduler) -> Actions {
        self.schedule_with(scheduler, &mut FirstIdle, Seed(0))
    }

    /// The same, with another reuse policy and another seed.
    pub fn schedule_with(
        &self,
        scheduler: &mut dyn Scheduler,
        reuse: &mut dyn Reuse,
        seed: Seed,
    ) -> Actions {
        let random = |name: &str| Randomness::new(seed, 0, name);
        let (mut of_scheduler, mut of_reuse) = (random("scheduler"), random("reuse"));
        let mut scratch = Scratch::default();
        let at_work = Cell::new(None);
        let mut round = Round::new(
            self.view(),
            reuse,
            &mut of_reuse,
            &mut of_scheduler,
            &mut scratch,
            &at_work,
        );
        round.serve_due();
        scheduler.schedule(&mut round);
        scratch.actions
    }
}

#[cfg(test)]
mod tests;
