//! Functions: what a provider knows about user code.

use std::borrow::Cow;

use index_vec::IndexVec;

use super::async_invoke::AsyncInvoke;
use super::cpu::Cpu;
use super::patience::Patience;
use super::resources::{Charge, Cores, Resources};
use super::retry::Retry;
use super::{Image, ImageId};
use crate::distribution::Distribution;
use crate::kernel::id::id_type;
use crate::storage::StorageId;
use crate::units::{Bytes, SimDuration};

id_type! {
    /// A function, by order of definition.
    FunctionId
}

/// What is declared of a function: its image and its limits.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionSpec {
    /// The name.
    pub name: Cow<'static, str>,
    /// What its containers are made of.
    pub image: Image,
    /// How long its body may run \[s\]; the start-up of its container does not count. Zero, the default: as long as it likes.
    pub time_limit: SimDuration,
    /// Disk space that a container reserves on its node, and size of its private storage \[B\]. Default: 0.
    pub disk: Bytes,
    /// Memory that a container reserves on its node, besides the image's \[B\]. Default: 0.
    pub memory: Bytes,
    /// How many invocations a container serves at once. Default: 1, as in the reference. (Knative's `containerConcurrency`,
    /// Cloud Run's maximum of concurrent requests.)
    pub concurrency: u32,
    /// What it has of the cores of its node. Default: one core an invocation, as in the reference.
    pub cpu: Cpu,
    /// How many GPUs of its node a container holds, from its making to its end. Default: 0.
    pub gpus: u32,
    /// The largest input \[B\]; a larger one is refused. Default: unlimited. (The reference ignores this limit.)
    pub ingress: Bytes,
    /// The largest output \[B\]; a larger one fails the invocation. Default: unlimited. (The reference ignores this limit.)
    pub egress: Bytes,
    /// How many instances there are at least, from the registration on. They are provisioned as soon as their nodes have room,
    /// do not expire, and are made anew when they have made room for others. Default: 0. At most [`MOST_MIN_INSTANCES`].
    pub min_instances: u32,
    /// How long its body is expected to run \[s\], for policies that ask. Zero, the default: nobody knows.
    pub expected: SimDuration,
    /// How long after its arrival an attempt should be over \[s\], for policies that ask; nothing happens when it is not.
    /// Zero, the default: it has no deadline.
    pub deadline: SimDuration,
    /// Its class, for policies that ask: 0, the default, goes first.
    pub priority: u32,
    /// Its share of the service in proportion to those of other functions, for policies that ask; at least 1. Default: 1.
    pub weight: u32,
    /// How many of its attempts wait and run at most; beyond, a request is throttled. Zero, the default: no maximum of its own.
    /// It needs an admission policy that asks for it, such as [`ConcurrencyLimit`](super::policy::ConcurrencyLimit).
    pub max_concurrency: u32,
    /// As [`max_concurrency`](Self::max_concurrency), and so much is kept for it of what the service accepts altogether (AWS
    /// Lambda's reserved concurrency). Zero, the default: nothing is reserved.
    pub reserved_concurrency: u32,
    /// How long an attempt waits to be dispatched at most \[s\], from its acceptance on; then it fails with
    /// [`Failure::Abandoned`](super::Failure::Abandoned). Zero, the default: for as long as it takes.
    pub queue_timeout: SimDuration,
    /// How long the caller of an attempt is willing to wait for its dispatch \[s\], drawn for each anew; what is shorter counts,
    /// this or the `queue_timeout`. Default: nobody loses patience.
    pub patience: Option<Distribution>,
    /// How its clients repeat an invocation that fails, unless they say otherwise themselves. Its input must be `Clone`. Default:
    /// not at all.
    pub retry: Option<Retry>,
    /// What the provider does with its asynchronous invocations. Default: `None`, which is [`AsyncInvoke::default`].
    pub events: Option<AsyncInvoke>,
}

/// The most that a function can ask for as its minimum of instances.
pub const MOST_MIN_INSTANCES: u32 = 100_000;

impl FunctionSpec {
    /// A function without limits that needs nothing but its image.
    pub fn new(name: impl Into<Cow<'static, str>>, image: Image) -> Self {
        Self {
            name: name.into(),
            image,
            time_limit: SimDuration::ZERO,
            disk: Bytes::ZERO,
            memory: Bytes::ZERO,
            concurrency: 1,
            cpu: Cpu::default(),
            gpus: 0,
            ingress: Bytes::MAX,
            egress: Bytes::MAX,
            min_instances: 0,
            expected: SimDuration::ZERO,
            deadline: SimDuration::ZERO,
            priority: 0,
            weight: 1,
            max_concurrency: 0,
            reserved_concurrency: 0,
            queue_timeout: SimDuration::ZERO,
            patience: None,
            retry: None,
            events: None,
        }
    }

    /// The same, under another name.
    pub fn called(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            ..self
        }
    }

    /// What a provider sets aside for it on a node.
    pub fn charge(&self) -> Charge {
        let cores = |cores| Resources {
            cores,
            ..Resources::NONE
        };
        let (instance, invocation) = match self.cpu {
            Cpu::PerInvocation(_) => (Cores::ZERO, self.cpu.cores()),
            Cpu::PerInstance(_) => (self.cpu.cores(), Cores::ZERO),
            Cpu::Shared | Cpu::SharedWithin(_) => (Cores::ZERO, Cores::ZERO),
        };
        Charge {
            per_instance: Resources {
                disk: self.disk,
                memory: self.memory,
                gpus: self.gpus,
                ..cores(instance)
            },
            per_invocation: invocation,
        }
    }

    /// What is wrong with its numbers.
    pub(crate) fn mistakes(&self) -> impl Iterator<Item = String> + use<> {
        let found = [
            self.cpu.mistake(),
            (self.concurrency == 0).then(|| {
                "`concurrency` is 0; a container serves at least 1 invocation at once".to_owned()
            }),
            (self.min_instances > MOST_MIN_INSTANCES).then(|| {
                format!(
                    "`min_instances` is {}; give at most {MOST_MIN_INSTANCES}",
                    self.min_instances
                )
            }),
            (self.weight == 0).then(|| {
                "`weight` must be at least 1: a function of weight 0 would never have its turn"
                    .to_owned()
            }),
            (self.max_concurrency > 0 && self.reserved_concurrency > self.max_concurrency).then(
                || {
                    format!(
                        "`reserved_concurrency` is {}, more than the `max_concurrency` of {}; raise that, or leave it out",
                        self.reserved_concurrency, self.max_concurrency
                    )
                },
            ),
            self.patience.as_ref().and_then(|patience| {
                let mistake = patience.check_times().err()?;
                Some(format!("`patience` cannot be: {mistake}"))
            }),
            (self.retry.as_ref().and_then(Retry::mistake))
                .map(|mistake| format!("`retry`: {mistake}")),
            (self.events.as_ref().and_then(AsyncInvoke::mistake))
                .map(|mistake| format!("`events`: {mistake}")),
        ];
        found.into_iter().flatten()
    }
}

/// What a function declares for the order in which attempts are served: the queue discipline and the scheduler decide what they
/// make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precedence {
    /// How long its body is expected to run \[s\]; zero if nobody knows.
    pub expected: SimDuration,
    /// How long after its arrival an attempt should be over \[s\]; zero if it has no deadline.
    pub deadline: SimDuration,
    /// Its class: 0 goes first.
    pub priority: u32,
    /// Its share of the service in proportion to those of other functions; at least 1.
    pub weight: u32,
}

impl Default for Precedence {
    fn default() -> Self {
        Self {
            expected: SimDuration::ZERO,
            deadline: SimDuration::ZERO,
            priority: 0,
            weight: 1,
        }
    }
}

impl From<&FunctionSpec> for Precedence {
    fn from(spec: &FunctionSpec) -> Self {
        Self {
            expected: spec.expected,
            deadline: spec.deadline,
            priority: spec.priority,
            weight: spec.weight,
        }
    }
}

/// How many attempts of a function wait and run at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConcurrencyLimits {
    /// Its own maximum; zero: none.
    pub max: u32,
    /// What is reserved for it, which is a maximum, too; zero: nothing.
    pub reserved: u32,
}

impl ConcurrencyLimits {
    /// The maximum that counts, if there is one.
    pub fn most(self) -> Option<u32> {
        let given = [self.max, self.reserved].into_iter();
        given.filter(|limit| *limit > 0).min()
    }
}

impl From<&FunctionSpec> for ConcurrencyLimits {
    fn from(spec: &FunctionSpec) -> Self {
        Self {
            max: spec.max_concurrency,
            reserved: spec.reserved_concurrency,
        }
    }
}

/// A function that a service has accepted.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its image.
    pub image: ImageId,
    /// Where the image comes from.
    pub source: StorageId,
    /// How long its body may run; zero: as long as it likes.
    pub time_limit: SimDuration,
    /// What an instance and an invocation of it take on a node.
    pub charge: Charge,
    /// How many attempts an instance serves at once.
    pub concurrency: u32,
    /// What bounds the computations of its bodies.
    pub cpu: Cpu,
    /// The largest input.
    pub ingress: Bytes,
    /// The largest output.
    pub egress: Bytes,
    /// How many instances there are at least.
    pub min_instances: u32,
    /// What matters for the order in which attempts are served.
    pub precedence: Precedence,
    /// How many attempts of it the service accepts.
    pub limits: ConcurrencyLimits,
    /// How long its attempts wait; none if they wait for as long as it takes.
    pub patience: Option<Box<Patience>>,
}

/// The functions that a service has accepted.
#[derive(Clone, Debug, Default)]
pub(super) struct Registrations {
    known: IndexVec<FunctionId, Option<Registration>>,
    /// Whether an invocation of any of them takes no core.
    has_coreless: bool,
    /// Whether an instance of any of them holds cores or GPUs.
    hold_counted: bool,
    /// Whether an instance of any of them serves several attempts at once.
    have_slots: bool,
    /// Whether an invocation of any of them takes another number of cores than one or none.
    has_uneven: bool,
    /// How much concurrency is reserved for all of them.
    reserved_concurrency: u32,
}

impl Registrations {
    pub(super) fn get(&self, function: FunctionId) -> Option<&Registration> {
        self.known.get(function)?.as_ref()
    }

    pub(super) fn insert(&mut self, function: FunctionId, registration: Registration) {
        let cores = registration.charge.per_invocation;
        self.has_coreless |= cores.is_zero();
        self.has_uneven |= !cores.is_zero() && cores != Cores::ONE;
        self.hold_counted |= registration.charge.holds_counted();
        self.have_slots |= registration.concurrency > 1;
        let reserved = self.get(function).map_or(0, |known| known.limits.reserved);
        self.reserved_concurrency = self.reserved_concurrency.saturating_sub(reserved);
        self.reserved_concurrency = self
            .reserved_concurrency
            .saturating_add(registration.limits.reserved);
        if function.index() >= self.known.len() {
            self.known.resize(function.index() + 1, None);
        }
        self.known[function] = Some(registration);
    }

    /// Whether an invocation of any function takes no core.
    pub(super) fn has_coreless(&self) -> bool {
        self.has_coreless
    }

    /// Whether an instance of any function holds cores or GPUs: then there may be some on a node that has none free, since
    /// idle instances give theirs up if they are evicted.
    pub(super) fn hold_counted(&self) -> bool {
        self.hold_counted
    }

    /// Whether no instance holds cores or GPUs or serves several attempts at once, as in the reference.
    pub(super) fn are_plain(&self) -> bool {
        !self.hold_counted && !self.have_slots
    }

    /// Whether a node with a core that is partly free may have too little for an invocation.
    pub(super) fn has_uneven(&self) -> bool {
        self.has_uneven || self.hold_counted
    }

    /// How much concurrency is reserved for all of them.
    pub(super) fn reserved_concurrency(&self) -> u32 {
        self.reserved_concurrency
    }

    /// The functions, in order of definition.
    pub(super) fn functions(&self) -> impl Iterator<Item = (FunctionId, &Registration)> + '_ {
        let known = self.known.iter_enumerated();
        known.filter_map(|(function, registration)| Some((function, registration.as_ref()?)))
    }
}

impl std::ops::Index<FunctionId> for Registrations {
    type Output = Registration;

    fn index(&self, function: FunctionId) -> &Registration {
        match self.get(function) {
            Some(registration) => registration,
            None => unreachable!("a function that runs here has been registered here"),
        }
    }
}
