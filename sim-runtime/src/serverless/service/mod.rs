//! The service: takes messages one at a time and moves invocations on.
//!
//! Source: SEMANTICS, section 4. After every message, whatever it was: images in memory that are no longer on disk go,
//! new invocations are admitted, and, if some invocation waits for a core, the scheduler has a round.
//!
//! One file a step: `registration`, `admission` (with the download), `images` (copy and load), `dispatch`,
//! `execution`, `private` (the storage that a body has for itself).

mod admission;
mod dispatch;
mod execution;
mod images;
mod private;
mod registration;
mod surroundings;
mod waiting;

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use slotmap::SlotMap;

pub(crate) use admission::network_failure;
pub use private::PrivateAccess;
use waiting::WaitingList;

pub use surroundings::{Alarm, ImageMove, Message, Notice, Surroundings};

use super::cluster::Cluster;
use super::function::Registrations;
use super::image::KnownImage;
use super::{
    Container, ContainerId, Eviction, Fcfs, FunctionId, ImageId, InvocationId, LeastRecentlyUsed,
    Node, NodeId, Scheduler, Tariff, View,
};
use crate::kernel::id::id_type;
use crate::storage::{Buffer, FileId, StorageService};
use crate::units::{SimDuration, SimTime};

id_type! {
    /// A serverless service, by order of declaration.
    ServiceId: u16
}

impl ServiceId {
    /// How many services there can be: the number is part of each event, and events are many.
    pub(crate) const LIMIT: usize = u16::MAX as usize;
}

/// How a service behaves. The defaults are the reference's (SEMANTICS 4.2).
#[derive(Debug)]
pub struct ServerlessSpec {
    /// Which invocation goes where. Default: [`Fcfs`].
    pub scheduler: Box<dyn Scheduler>,
    /// Which idle containers go when a new one needs room. Default: [`LeastRecentlyUsed`].
    pub eviction: Box<dyn Eviction>,
    /// How long a new container takes to start \[s\]. Default: 0.
    pub container_startup: SimDuration,
    /// How long a container stays idle before it is shut down \[s\]; zero, the default: it is shut down at once.
    pub idle_timeout: SimDuration,
    /// How long the service takes for each invocation request \[s\]; everything else waits meanwhile. Default: 0.
    pub processing_overhead: SimDuration,
    /// How the disks of the head host, of the nodes and of the containers move files. Default: fluid.
    pub buffer: Buffer,
    /// Whether downloading an image from its storage to the head host takes time. Default: it does.
    pub remote_downloads: bool,
    /// What invocations and nodes cost. Default: nothing is billed.
    pub tariff: Option<Tariff>,
}

impl Default for ServerlessSpec {
    fn default() -> Self {
        Self {
            scheduler: Box::new(Fcfs),
            eviction: Box::new(LeastRecentlyUsed),
            container_startup: SimDuration::ZERO,
            idle_timeout: SimDuration::ZERO,
            processing_overhead: SimDuration::ZERO,
            buffer: Buffer::Fluid,
            remote_downloads: true,
            tariff: None,
        }
    }
}

/// A serverless service.
#[derive(Debug)]
pub struct Service {
    name: String,
    spec: ServerlessSpec,
    images: Rc<[KnownImage]>,
    head: StorageService,
    cluster: Cluster,
    registrations: Registrations,
    inbox: VecDeque<Message>,
    /// Sleeps for the processing overhead of a request.
    busy: bool,
    /// Invocations whose image is neither on the head host nor on its way.
    new: VecDeque<InvocationId>,
    downloads: BTreeMap<ImageId, admission::Download>,
    schedulable: WaitingList,
    containers: SlotMap<ContainerId, Container>,
    next_container: u32,
}

impl Service {
    /// A service that knows no function yet.
    pub fn new(
        name: String,
        spec: ServerlessSpec,
        images: Rc<[KnownImage]>,
        head: StorageService,
        nodes: Vec<Node>,
    ) -> Self {
        Self {
            name,
            spec,
            cluster: Cluster::new(nodes, Rc::clone(&images)),
            images,
            head,
            registrations: Registrations::default(),
            inbox: VecDeque::new(),
            busy: false,
            new: VecDeque::new(),
            downloads: BTreeMap::new(),
            schedulable: WaitingList::default(),
            containers: SlotMap::with_key(),
            next_container: 0,
        }
    }

    /// The name that results and messages use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it answers a request at the date at which that reaches it.
    pub fn answers_at_once(&self) -> bool {
        self.spec.processing_overhead.is_zero()
    }

    /// Whether it is processing a request, so that nothing else can reach it.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// The storage of the head host.
    pub fn head(&self) -> &StorageService {
        &self.head
    }

    /// What invocations and nodes cost, if anything is billed.
    pub fn tariff(&self) -> Option<&Tariff> {
        self.spec.tariff.as_ref()
    }

    /// The nodes, in order of declaration.
    pub fn nodes(&self) -> &[Node] {
        self.cluster.nodes()
    }

    /// The idle containers of a function, by node and then by age.
    pub fn idle(&self, function: FunctionId) -> impl Iterator<Item = (NodeId, ContainerId)> + '_ {
        let idle = self.cluster.idle(function);
        idle.iter_from(NodeId::from_index(0))
    }

    /// A container that has not been shut down.
    pub fn container(&self, container: ContainerId) -> Option<&Container> {
        self.containers.get(container)
    }

    /// A message has arrived; it is handled when those before it have been.
    pub fn deliver(&mut self, world: &mut impl Surroundings, message: Message) {
        if self.busy || !self.inbox.is_empty() {
            return self.inbox.push_back(message);
        }
        self.handle(world, message);
        self.work(world);
    }

    /// An alarm that the service has set goes off.
    pub fn alarm(&mut self, world: &mut impl Surroundings, alarm: Alarm) {
        match alarm {
            Alarm::Processed(invocation) => {
                self.busy = false;
                self.submit(world, invocation);
                self.after_message(world, true);
                self.work(world);
            }
            Alarm::Started(invocation) => self.start(world, invocation),
            Alarm::TimeLimit(invocation) => self.reach_time_limit(world, invocation),
            Alarm::Idle(container) => {
                let timeout = self.spec.idle_timeout;
                let idle_since = SimTime::from_nanos(world.now().as_nanos() - timeout.as_nanos());
                self.deliver(
                    world,
                    Message::IdleTimeout {
                        container,
                        idle_since,
                    },
                );
            }
        }
    }

    fn work(&mut self, world: &mut impl Surroundings) {
        while !self.busy {
            let Some(message) = self.inbox.pop_front() else {
                return;
            };
            self.handle(world, message);
        }
    }

    fn handle(&mut self, world: &mut impl Surroundings, message: Message) {
        let mut scheduling = true;
        match message {
            Message::Register { function, ticket } => self.register(world, function, ticket),
            Message::Invoke(invocation) if self.spec.processing_overhead.is_zero() => {
                self.submit(world, invocation)
            }
            Message::Invoke(invocation) => {
                self.busy = true;
                world.wake(
                    world.now() + self.spec.processing_overhead,
                    Alarm::Processed(invocation),
                );
                return;
            }
            Message::IdleTimeout {
                container,
                idle_since,
            } => self.expire(world, container, idle_since),
            Message::Notice(Notice::Downloaded(image)) => self.downloaded(world, image),
            Message::Notice(Notice::Copied {
                node,
                image,
                success,
            }) => {
                self.cluster.set_copying(node, image, false);
                scheduling = success;
            }
            Message::Notice(Notice::Loaded {
                node,
                image,
                success,
            }) => {
                self.cluster.set_loading(node, image, false);
                scheduling = success;
            }
            Message::Notice(Notice::Completed(invocation)) => self.complete(world, invocation),
        }
        self.after_message(world, scheduling);
    }

    fn after_message(&mut self, world: &mut impl Surroundings, scheduling: bool) {
        self.cluster.drop_images_that_left_the_disk();
        self.admit(world);
        if scheduling && !self.schedulable.is_empty() {
            let decisions = self.spec.scheduler.schedule(&View {
                now: world.now(),
                pending: self.schedulable.as_slice(),
                cluster: &self.cluster,
                registrations: &self.registrations,
            });
            self.apply(world, decisions);
        }
    }

    fn file(&self, image: ImageId) -> FileId {
        self.images[image.index()].file
    }
}
