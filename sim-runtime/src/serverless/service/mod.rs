//! The service: takes messages one at a time and moves attempts on.
//!
//! Source: SEMANTICS, section 4. After every message, whatever it was: images in memory that are no longer on disk go,
//! downloads start for new attempts, and, if some attempt waits, the scheduler has a round.
//!
//! `listening` takes messages in. One file a step of an attempt: `registration`, `arrival`, `download`, `images` (copy
//! and load) and their `layers`, `apply` (what policies want is checked and carried out), `start`, `execution`,
//! `waiting` (for too long), `cancellation`; and of an instance: `lifecycle` (made, reused, idle, evicted, shut down), `expiry`, `steps` (of its
//! start-up), `provision`, `minimum`, `scaling`, `stopping` (of the private storage, if that takes time). `private` is the
//! storage that a body has for itself, `memory` what it uses of its instance's, and `obstacle` what an attempt waits for when
//! nothing can happen any more. `faults` has what nodes and containers lose, `standing` what
//! tells whether anything changes.

mod apply;
mod arrival;
mod cancellation;
mod download;
mod execution;
mod expiry;
mod faults;
mod images;
mod layers;
mod lifecycle;
mod listening;
mod memory;
mod minimum;
mod obstacle;
mod private;
mod provision;
mod publishing;
mod registration;
mod scaling;
mod spec;
mod standing;
mod start;
mod steps;
mod stopping;
mod waiting;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use index_vec::IndexVec;
use slotmap::{SecondaryMap, SlotMap};

pub(crate) use download::network_failure;
pub use memory::OutOfMemory;
pub use obstacle::Obstacle;
pub use private::PrivateAccess;
pub(crate) use spec::NETWORK_TIMEOUT;
pub use spec::ServerlessSpec;

use super::attempt::{Attempt, AttemptId, InvocationId};
use super::cluster::Cluster;
use super::downloading::{Arrival, Download};
use super::env::{Alarm, Message, Notice, Round, ServiceEnv};
use super::event::ServiceEvent;
use super::expiry::ExpiryQueue;
use super::failed_starts::FailedStarts;
use super::image::KnownImage;
use super::policy::{Actions, Policy, PolicyKind, PolicyRandomness, PolicySet, Scratch};
use super::provisioning::Provision;
use super::starting::Starting;
use super::state::ProviderState;
use super::stopping::Stopping;
use super::targets::Targets;
use super::waiting::PatienceStreams;
use super::{FunctionId, ImageId, Instance, InstanceId, Node, NodeId, Tariff};
use crate::kernel::{Begin, Seed};
use crate::storage::{FileId, StorageService};
use crate::units::{SimDuration, SimTime};
use spec::Settings;

/// A serverless service.
#[derive(Debug)]
pub struct Service {
    name: String,
    settings: Settings,
    policies: PolicySet,
    images: Rc<IndexVec<ImageId, KnownImage>>,
    head: StorageService,
    state: ProviderState,
    attempts: SlotMap<AttemptId, Attempt>,
    inbox: VecDeque<Message>,
    /// Whether it takes a message in as soon as one arrives.
    listening: bool,
    /// When it has made its calls.
    ready: Round,
    /// Since when it sleeps for the processing overhead of a request.
    processing: Option<Begin>,
    /// The request whose processing is over at this date.
    processed: Option<InvocationId>,
    /// The private storage that is to stop, and what comes then.
    stopping: Option<Box<Stopping>>,
    /// Whether the message that it handles may have come over the network.
    received: bool,
    /// Attempts whose image is neither on the head host nor on its way.
    new: VecDeque<AttemptId>,
    downloads: BTreeMap<ImageId, Download>,
    /// Images with layers that are on their way to a disk, in the order in which they left.
    arrivals: Vec<Arrival>,
    /// Instances that are to be provisioned once their image is there, in the order in which they were asked for.
    provisions: Vec<Provision>,
    /// Functions that may have fewer instances than their minimum.
    missing: BTreeSet<FunctionId>,
    /// The start-ups that go through steps, by their instances.
    starting: SecondaryMap<InstanceId, Starting>,
    failed_starts: FailedStarts,
    expiries: ExpiryQueue,
    patience: PatienceStreams,
    /// Whether the scaler looks at the functions now and then.
    scaling: bool,
    /// Whether the scaler is asked when an attempt arrives whose function has no instance.
    looks_at_zero: bool,
    targets: Targets,
    /// The memory of rounds; absent while it is in use.
    scratch: Option<Box<Scratch>>,
    /// What policies other than the scheduler want, until it is carried out.
    asked: Actions,
}

/// When the scheduler has a round after a message.
#[derive(Clone, Copy)]
enum NextRound {
    Never,
    IfAnyWaits,
    Always,
}

impl NextRound {
    /// After a copy or a load.
    fn after_move(success: bool) -> Self {
        if success {
            Self::IfAnyWaits
        } else {
            Self::Never
        }
    }
}

impl Service {
    /// A service that knows no function yet. Its policies draw from streams of this seed and replication.
    pub fn new(
        name: String,
        spec: ServerlessSpec,
        images: Rc<IndexVec<ImageId, KnownImage>>,
        head: StorageService,
        nodes: Vec<Node>,
        (seed, replication): (Seed, u64),
    ) -> Self {
        let (settings, chosen) = spec.split();
        let random = PolicyRandomness::new(seed, replication, &name);
        Self {
            name,
            settings,
            policies: PolicySet::new(chosen, random),
            state: ProviderState::new(Cluster::new(nodes, Rc::clone(&images))),
            images,
            head,
            attempts: SlotMap::with_key(),
            inbox: VecDeque::new(),
            listening: true,
            ready: Round::default(),
            processing: None,
            processed: None,
            stopping: None,
            received: false,
            new: VecDeque::new(),
            downloads: BTreeMap::new(),
            arrivals: Vec::new(),
            provisions: Vec::new(),
            missing: BTreeSet::new(),
            starting: SecondaryMap::new(),
            failed_starts: FailedStarts::default(),
            expiries: ExpiryQueue::default(),
            patience: PatienceStreams::new(seed, replication),
            scaling: false,
            looks_at_zero: false,
            targets: Targets::default(),
            scratch: None,
            asked: Actions::default(),
        }
    }

    /// The name that results and messages use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it answers a request at the date at which that reaches it.
    pub fn answers_at_once(&self) -> bool {
        self.settings.processing_overhead.is_zero()
    }

    /// Whether it is processing a request, or waits for a private storage to stop: then it takes in nothing.
    fn is_busy(&self) -> bool {
        self.processing.is_some() || self.stopping.is_some()
    }

    /// Since when it has been processing a request.
    pub fn processing_since(&self) -> Option<Begin> {
        self.processing
    }

    /// How long an answer of the service is waited for.
    pub fn network_timeout(&self) -> SimDuration {
        self.settings.network_timeout
    }

    /// The storage of the head host.
    pub fn head(&self) -> &StorageService {
        &self.head
    }

    /// What invocations and nodes cost, if anything is billed.
    pub fn tariff(&self) -> Option<&Tariff> {
        self.settings.tariff.as_ref()
    }

    /// The nodes, in order of declaration.
    pub fn nodes(&self) -> &[Node] {
        self.state.cluster.nodes()
    }

    /// The instances of a function with a free slot, by node and then by age.
    pub fn idle(&self, function: FunctionId) -> impl Iterator<Item = (NodeId, InstanceId)> + '_ {
        let available = self.state.cluster.available(function);
        available.iter_from(NodeId::from_index(0))
    }

    /// An instance that has not been shut down.
    pub fn instance(&self, instance: InstanceId) -> Option<&Instance> {
        self.state.cluster.instance(instance)
    }

    /// An attempt that is not over.
    pub fn attempt(&self, attempt: AttemptId) -> Option<&Attempt> {
        self.attempts.get(attempt)
    }

    /// Begins: the policies are asked what they want to be told of.
    pub fn begin(&mut self) {
        let order = self.policies.begin();
        self.state.cluster.keep_order(order);
        let (makes_all, looks_at_zero) = self.policies.scaling_rules();
        self.looks_at_zero = looks_at_zero;
        if makes_all {
            self.state.let_scaler_make_all();
        }
    }

    /// Takes the service apart: its policies are the user's.
    pub fn into_policies(self) -> [(PolicyKind, Box<dyn Policy>); 8] {
        self.policies.into_chosen().each()
    }

    /// The policy that is running, if one is: asked when something has panicked.
    pub fn policy_at_work(&self) -> Option<PolicyKind> {
        self.policies.at_work()
    }

    #[inline]
    fn handle(&mut self, env: &mut impl ServiceEnv, message: Message) {
        let mut round = NextRound::IfAnyWaits;
        match message {
            Message::Register { function, ticket } => {
                self.received = true;
                self.register(env, function, ticket);
            }
            Message::Invoke(invocation) if self.settings.processing_overhead.is_zero() => {
                self.received = true;
                self.submit(env, invocation)
            }
            Message::Invoke(invocation) => {
                self.received = true;
                let date = env.now();
                let ready = date + self.settings.processing_overhead;
                let order = env.wake(ready, Alarm::Processed(invocation));
                self.processing = Some(Begin {
                    date,
                    order: u64::from(order),
                });
                return;
            }
            Message::Cancel(invocation) => {
                self.received = true;
                self.cancel(env, invocation);
            }
            Message::Processed(invocation) => self.submit(env, invocation),
            Message::Notice(Notice::Downloaded(image)) => self.downloaded(env, image),
            Message::Notice(Notice::Copied {
                node,
                image,
                success,
            }) => round = self.copy_ended(node, image, success),
            Message::Notice(Notice::Loaded {
                node,
                image,
                success,
            }) => round = self.load_ended(node, image, success),
            // It was completed when its time was up.
            Message::Notice(Notice::Completed(attempt)) if !self.attempts.contains_key(attempt) => {
                return;
            }
            Message::Notice(Notice::Completed(attempt)) => self.complete(env, attempt),
            Message::Notice(Notice::Expired(instance)) => self.expire(env, instance),
            Message::Notice(Notice::StartUpFailed(instance)) => self.give_up_start(env, instance),
            Message::Provisioned(instance) => self.provisioned(env, instance),
            Message::Wake(policy) => {
                self.wake(env, policy);
                // A scheduler that wants to be woken has something to do even if nothing waits.
                if policy == PolicyKind::Scheduler {
                    round = NextRound::Always;
                }
            }
            Message::Scale => self.scale(env),
            Message::QueueTimeout(attempt) => self.abandon(env, attempt),
            Message::Disturbed => self.disturbed(),
        }
        if self.stopping.is_none() {
            self.after_message(env, round);
        }
        self.receive_next(env);
    }

    /// A policy is woken.
    #[inline(never)]
    fn wake(&mut self, env: &mut impl ServiceEnv, policy: PolicyKind) {
        let view = self.state.view(env.now());
        self.policies.wake(policy, &view, &mut self.asked);
        self.apply_asked(env, policy);
    }

    // As a call of its own it would cost as much as what it does for many a message.
    #[inline(always)]
    fn after_message(&mut self, env: &mut impl ServiceEnv, round: NextRound) {
        if self.state.cluster.has_evicted() {
            self.state.cluster.drop_images_that_left_the_disk();
        }
        self.download_for_new(env);
        if !self.missing.is_empty() {
            self.keep_minimums(env.now());
        }
        if !self.provisions.is_empty() {
            self.advance_provisions(env);
        }
        let is_due = match round {
            NextRound::Never => false,
            NextRound::IfAnyWaits if self.state.scaler_makes_all => self.state.has_servable(),
            NextRound::IfAnyWaits => self.state.has_waiting(),
            NextRound::Always => true,
        };
        if is_due {
            self.schedule(env);
        }
    }

    /// A round of the scheduler.
    fn schedule(&mut self, env: &mut impl ServiceEnv) {
        let mut scratch = self.scratch.take().unwrap_or_default();
        let view = self.state.view(env.now());
        self.policies.schedule(view, &mut scratch);
        if scratch.rest.is_none() {
            scratch.reset();
        }
        self.state.cluster.set_looked_at();
        self.apply(env, PolicyKind::Scheduler, &mut scratch.actions);
        self.scratch = Some(scratch);
    }

    /// Tells recorders and policies what has happened.
    fn observe(&mut self, env: &mut impl ServiceEnv, event: ServiceEvent) {
        env.observe(event);
        self.tell_policies(env.now(), || event);
    }

    /// Tells policies what has happened; one branch if none wants to know of anything.
    #[inline]
    fn tell_policies(&mut self, now: SimTime, event: impl FnOnce() -> ServiceEvent) {
        if self.policies.want_any() {
            self.policies.observe(&event(), &self.state.view(now));
        }
    }

    fn file(&self, image: ImageId) -> FileId {
        self.images[image].file
    }
}
