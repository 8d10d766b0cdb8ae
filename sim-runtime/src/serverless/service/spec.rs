//! How a service behaves.

use crate::serverless::policy::{
    AcceptAll, Admission, ChosenPolicies, ConstantStartUp, Discipline, Eviction, Fcfs, Fifo,
    FirstIdle, FixedTimeout, KeepAlive, LeastRecentlyUsed, NoScaler, Policy, PolicyKind, Reuse,
    Scaler, Scheduler, StartUp,
};
use crate::serverless::{FunctionLimits, MessageSizes, Tariff};
use crate::storage::Buffer;
use crate::units::SimDuration;

/// How a service behaves. The defaults are the reference's (SEMANTICS 4.2).
#[derive(Debug)]
pub struct ServerlessSpec {
    /// Which requests are accepted. Default: [`AcceptAll`].
    pub admission: Box<dyn Admission>,
    /// In which order attempts wait. Default: [`Fifo`].
    pub discipline: Box<dyn Discipline>,
    /// Which attempt goes where. Default: [`Fcfs`].
    pub scheduler: Box<dyn Scheduler>,
    /// Which instance is used again. Default: [`FirstIdle`].
    pub reuse: Box<dyn Reuse>,
    /// Which idle instances go when a new one needs room. Default: [`LeastRecentlyUsed`].
    pub eviction: Box<dyn Eviction>,
    /// How many instances a function should have. Default: [`NoScaler`].
    pub scaler: Box<dyn Scaler>,
    /// How long a new container takes to start \[s\]. Default: 0.
    pub container_startup: SimDuration,
    /// What a new container goes through, instead of a constant `container_startup`. Default: none.
    pub start_up: Option<Box<dyn StartUp>>,
    /// How long a container stays idle before it is shut down \[s\]; zero, the default: it is shut down at once.
    pub idle_timeout: SimDuration,
    /// How long a container stays idle, instead of a fixed `idle_timeout`. Default: none.
    pub keep_alive: Option<Box<dyn KeepAlive>>,
    /// How long the service takes for each invocation request \[s\]; everything else waits meanwhile. Default: 0.
    pub processing_overhead: SimDuration,
    /// How the disks of the head host, of the nodes and of the containers move files. Default: fluid.
    pub buffer: Buffer,
    /// Whether downloading an image from its storage to the head host takes time. Default: it does.
    pub remote_downloads: bool,
    /// How large the messages between it, its callers and its storage are \[B\]. Default: as everywhere
    /// in the simulation, where they have no size unless that is set.
    pub messages: Option<MessageSizes>,
    /// How long a caller waits for an answer of the service, and a body for that of its private storage \[s\]. Default: 30 s.
    pub network_timeout: SimDuration,
    /// What invocations and nodes cost. Default: nothing is billed.
    pub tariff: Option<Tariff>,
    /// What it lets functions ask for. Default: anything.
    pub limits: FunctionLimits,
}

/// How long an answer is waited for (SEMANTICS 4.2).
pub(crate) const NETWORK_TIMEOUT: SimDuration = SimDuration::from_secs(30);

impl Default for ServerlessSpec {
    fn default() -> Self {
        Self {
            admission: Box::new(AcceptAll),
            discipline: Box::new(Fifo),
            scheduler: Box::new(Fcfs),
            reuse: Box::new(FirstIdle),
            eviction: Box::new(LeastRecentlyUsed),
            scaler: Box::new(NoScaler),
            container_startup: SimDuration::ZERO,
            start_up: None,
            idle_timeout: SimDuration::ZERO,
            keep_alive: None,
            processing_overhead: SimDuration::ZERO,
            buffer: Buffer::Fluid,
            remote_downloads: true,
            messages: None,
            network_timeout: NETWORK_TIMEOUT,
            tariff: None,
            limits: FunctionLimits::default(),
        }
    }
}

/// What the mechanism itself needs to know of how a service behaves.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) processing_overhead: SimDuration,
    pub(super) buffer: Buffer,
    pub(super) remote_downloads: bool,
    pub(super) network_timeout: SimDuration,
    pub(super) tariff: Option<Tariff>,
}

impl ServerlessSpec {
    /// What is wrong with the parameters of its policies.
    pub(crate) fn policy_mistakes(&self) -> Vec<(PolicyKind, String)> {
        let policies: [(PolicyKind, Option<&dyn Policy>); 8] = [
            (PolicyKind::Admission, Some(&*self.admission)),
            (PolicyKind::Discipline, Some(&*self.discipline)),
            (PolicyKind::Scheduler, Some(&*self.scheduler)),
            (PolicyKind::Reuse, Some(&*self.reuse)),
            (
                PolicyKind::KeepAlive,
                self.keep_alive.as_ref().map(|policy| policy as &dyn Policy),
            ),
            (PolicyKind::Eviction, Some(&*self.eviction)),
            (PolicyKind::Scaler, Some(&*self.scaler)),
            (
                PolicyKind::StartUp,
                self.start_up.as_ref().map(|policy| policy as &dyn Policy),
            ),
        ];
        let mistake = |(kind, policy): (_, Option<&dyn Policy>)| Some((kind, policy?.mistake()?));
        policies.into_iter().filter_map(mistake).collect()
    }

    /// Takes the declaration apart: its policies are the user's.
    pub(crate) fn into_policies(self) -> [(PolicyKind, Box<dyn Policy>); 8] {
        self.split().1.each()
    }

    /// The settings of the mechanism, and the policies.
    pub(super) fn split(self) -> (Settings, ChosenPolicies) {
        let timeout = self.idle_timeout;
        let keep_alive = || -> Box<dyn KeepAlive> { Box::new(FixedTimeout { timeout }) };
        let delay = self.container_startup;
        let start_up = || -> Box<dyn StartUp> { Box::new(ConstantStartUp { delay }) };
        let settings = Settings {
            processing_overhead: self.processing_overhead,
            buffer: self.buffer,
            remote_downloads: self.remote_downloads,
            network_timeout: self.network_timeout,
            tariff: self.tariff,
        };
        let policies = ChosenPolicies {
            admission: self.admission,
            discipline: self.discipline,
            scheduler: self.scheduler,
            reuse: self.reuse,
            keep_alive: self.keep_alive.unwrap_or_else(keep_alive),
            eviction: self.eviction,
            scaler: self.scaler,
            start_up: self.start_up.unwrap_or_else(start_up),
        };
        (settings, policies)
    }
}
