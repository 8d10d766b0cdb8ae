//! The policies of one service.

use std::cell::Cell;
use std::ops::RangeInclusive;

use super::actions::Actions;
use super::admission::{Admission, Admit};
use super::base::{Policy, PolicyKind};
use super::discipline::Discipline;
use super::eviction::Eviction;
use super::instance_view::InstanceView;
use super::keep_alive::KeepAlive;
use super::published::Published;
use super::randomness::Randomness;
use super::reuse::Reuse;
use super::round::Round;
use super::scaler::Scaler;
use super::scheduler::Scheduler;
use super::scratch::Scratch;
use super::start_up::{StartUp, Steps};
use super::view::{FunctionView, NodeView, View};
use crate::kernel::Seed;
use crate::serverless::attempt::Arrived;
use crate::serverless::cluster::idle_order::IdleOrder;
use crate::serverless::event::{Interests, ServiceEvent};
use crate::serverless::queue::Queued;
use crate::serverless::resources::Resources;
use crate::serverless::{FunctionId, InstanceId};
use crate::units::{SimDuration, SimTime};

/// The policies of one service, one of each kind, and which of them is at work.
#[derive(Debug)]
pub(in crate::serverless) struct PolicySet {
    chosen: ChosenPolicies,
    random: PolicyRandomness,
    /// The events that each of them wants to be told of, by kind.
    wanted: [Interests; PolicyKind::ALL.len()],
    /// The events that any of them wants to be told of.
    interests: Interests,
    /// Whether the discipline wants to know which attempts are dispatched.
    follows_dispatches: bool,
    /// Whether a round of the scheduler may go on where the last one has ended.
    rounds_go_on: bool,
    /// What they publish over time.
    published: Published,
    /// Which of them is running: if one panics, this tells which.
    at_work: Cell<Option<PolicyKind>>,
}

/// One policy of each kind.
#[derive(Debug)]
pub(in crate::serverless) struct ChosenPolicies {
    pub(in crate::serverless) admission: Box<dyn Admission>,
    pub(in crate::serverless) discipline: Box<dyn Discipline>,
    pub(in crate::serverless) scheduler: Box<dyn Scheduler>,
    pub(in crate::serverless) reuse: Box<dyn Reuse>,
    pub(in crate::serverless) keep_alive: Box<dyn KeepAlive>,
    pub(in crate::serverless) eviction: Box<dyn Eviction>,
    pub(in crate::serverless) scaler: Box<dyn Scaler>,
    pub(in crate::serverless) start_up: Box<dyn StartUp>,
}

impl ChosenPolicies {
    /// Each of them with its kind.
    pub(in crate::serverless) fn each(self) -> [(PolicyKind, Box<dyn Policy>); 8] {
        [
            (PolicyKind::Admission, self.admission),
            (PolicyKind::Discipline, self.discipline),
            (PolicyKind::Scheduler, self.scheduler),
            (PolicyKind::Reuse, self.reuse),
            (PolicyKind::KeepAlive, self.keep_alive),
            (PolicyKind::Eviction, self.eviction),
            (PolicyKind::Scaler, self.scaler),
            (PolicyKind::StartUp, self.start_up),
        ]
    }
}

/// The random numbers of the policies that draw some.
#[derive(Debug)]
pub(in crate::serverless) struct PolicyRandomness {
    scheduler: Randomness,
    reuse: Randomness,
    start_up: Randomness,
}

impl PolicyRandomness {
    /// Those of a service.
    pub(in crate::serverless) fn new(seed: Seed, replication: u64, service: &str) -> Self {
        let of =
            |kind: PolicyKind| Randomness::new(seed, replication, format!("{kind} of {service}"));
        Self {
            scheduler: of(PolicyKind::Scheduler),
            reuse: of(PolicyKind::Reuse),
            start_up: of(PolicyKind::StartUp),
        }
    }
}

impl PolicySet {
    /// The policies that a service was declared with.
    pub(in crate::serverless) fn new(chosen: ChosenPolicies, random: PolicyRandomness) -> Self {
        Self {
            chosen,
            random,
            wanted: [Interests::NONE; PolicyKind::ALL.len()],
            interests: Interests::NONE,
            follows_dispatches: false,
            rounds_go_on: false,
            published: Published::default(),
            at_work: Cell::new(None),
        }
    }

    /// Asks them what they want to be told of, and what they publish; returns in which order instances are to be kept.
    pub(in crate::serverless) fn begin(&mut self) -> IdleOrder {
        self.wanted = PolicyKind::ALL.map(|kind| {
            self.at_work.set(Some(kind));
            self.policy(kind).interests()
        });
        for kind in PolicyKind::ALL {
            self.at_work.set(Some(kind));
            let series = self.policy(kind).series();
            self.published.add(kind, series);
        }
        self.at_work.set(Some(PolicyKind::Discipline));
        self.follows_dispatches = self.chosen.discipline.follows_dispatches();
        self.at_work.set(Some(PolicyKind::Scheduler));
        self.rounds_go_on = self.chosen.scheduler.goes_on();
        self.at_work.set(Some(PolicyKind::Reuse));
        let order = self.chosen.reuse.order();
        self.at_work.set(None);
        let all = |all, wanted| all | wanted;
        self.interests = self.wanted.into_iter().fold(Interests::NONE, all);
        order
    }

    /// The policies themselves.
    pub(in crate::serverless) fn into_chosen(self) -> ChosenPolicies {
        self.chosen
    }

    /// Which of them is running; asked after a panic.
    pub(in crate::serverless) fn at_work(&self) -> Option<PolicyKind> {
        self.at_work.get()
    }

    pub(in crate::serverless) fn admit(&mut self, arrived: &Arrived, view: &View<'_>) -> Admit {
        self.at_work.set(Some(PolicyKind::Admission));
        let admit = self.chosen.admission.admit(arrived, view);
        self.at_work.set(None);
        admit
    }

    pub(in crate::serverless) fn key(&mut self, queued: &Queued, view: &View<'_>) -> u64 {
        self.at_work.set(Some(PolicyKind::Discipline));
        let key = self.chosen.discipline.key(queued, view);
        self.at_work.set(None);
        key
    }

    /// Whether the discipline wants to know which attempts are dispatched.
    pub(in crate::serverless) fn follows_dispatches(&self) -> bool {
        self.follows_dispatches
    }

    pub(in crate::serverless) fn dispatched(&mut self, queued: &Queued) {
        self.at_work.set(Some(PolicyKind::Discipline));
        self.chosen.discipline.dispatched(queued);
        self.at_work.set(None);
    }

    // Called in one place.
    #[inline(always)]
    pub(in crate::serverless) fn schedule(&mut self, view: View<'_>, scratch: &mut Scratch) {
        self.at_work.set(Some(PolicyKind::Scheduler));
        let mut round = Round::new(
            view,
            &mut *self.chosen.reuse,
            &mut self.random.reuse,
            &mut self.random.scheduler,
            scratch,
            &self.at_work,
        );
        round.serve_due();
        self.chosen.scheduler.schedule(&mut round);
        if self.rounds_go_on {
            round.rest();
        }
        self.at_work.set(None);
    }

    pub(in crate::serverless) fn expiry(
        &mut self,
        instance: &InstanceView<'_>,
        view: &View<'_>,
        actions: &mut Actions,
    ) -> SimTime {
        self.at_work.set(Some(PolicyKind::KeepAlive));
        let expires = self.chosen.keep_alive.idle(instance, view, actions);
        self.at_work.set(None);
        expires
    }

    pub(in crate::serverless) fn victims(
        &mut self,
        node: NodeView<'_>,
        missing: Resources,
    ) -> Option<Vec<InstanceId>> {
        let mut victims = Vec::new();
        self.at_work.set(Some(PolicyKind::Eviction));
        let enough = self.chosen.eviction.victims(node, missing, &mut victims);
        self.at_work.set(None);
        enough.then_some(victims)
    }

    pub(in crate::serverless) fn scaling_period(&mut self) -> Option<SimDuration> {
        self.at_work.set(Some(PolicyKind::Scaler));
        let period = self.chosen.scaler.period();
        self.at_work.set(None);
        period.map(|period| period.max(SimDuration::from_millis(1)))
    }

    pub(in crate::serverless) fn scaler_settles_after(&mut self) -> Option<SimDuration> {
        self.at_work.set(Some(PolicyKind::Scaler));
        let time = self.chosen.scaler.settles_after();
        self.at_work.set(None);
        time
    }

    /// Whether the scaler alone makes instances, and whether it is asked when an attempt arrives for which there is none.
    pub(in crate::serverless) fn scaling_rules(&mut self) -> (bool, bool) {
        self.at_work.set(Some(PolicyKind::Scaler));
        let scaler = &self.chosen.scaler;
        let rules = (
            scaler.makes_all_instances(),
            scaler.looks_on_arrival_at_zero(),
        );
        self.at_work.set(None);
        rules
    }

    pub(in crate::serverless) fn target(
        &mut self,
        function: &FunctionView<'_>,
    ) -> RangeInclusive<u32> {
        self.at_work.set(Some(PolicyKind::Scaler));
        let target = self.chosen.scaler.target(function);
        self.at_work.set(None);
        target
    }

    pub(in crate::serverless) fn start_up(
        &mut self,
        function: FunctionId,
        node: NodeView<'_>,
    ) -> Steps {
        self.at_work.set(Some(PolicyKind::StartUp));
        let steps = self
            .chosen
            .start_up
            .plan(function, node, &mut self.random.start_up);
        self.at_work.set(None);
        steps
    }

    /// Whether any of them wants to be told of anything.
    #[inline]
    pub(in crate::serverless) fn want_any(&self) -> bool {
        self.interests != Interests::NONE
    }

    /// Tells those that want to know of an event.
    #[cold]
    pub(in crate::serverless) fn observe(&mut self, event: &ServiceEvent, view: &View<'_>) {
        if !self.interests.includes(event.interest()) {
            return;
        }
        for (kind, wanted) in PolicyKind::ALL.into_iter().zip(self.wanted) {
            if wanted.includes(event.interest()) {
                self.at_work.set(Some(kind));
                self.policy(kind).observe(event, view);
            }
        }
        self.at_work.set(None);
    }

    pub(in crate::serverless) fn wake(
        &mut self,
        kind: PolicyKind,
        view: &View<'_>,
        actions: &mut Actions,
    ) {
        self.at_work.set(Some(kind));
        self.policy(kind).wake(view, actions);
        self.at_work.set(None);
    }

    /// What they publish over time.
    pub(in crate::serverless) fn published(&self) -> &Published {
        &self.published
    }

    /// Reads the values of what they publish.
    pub(in crate::serverless) fn publish(&mut self, view: &View<'_>) {
        let mut published = std::mem::take(&mut self.published);
        for kind in published.kinds() {
            self.at_work.set(Some(kind));
            self.policy(kind).publish(view, published.of(kind));
        }
        self.at_work.set(None);
        self.published = published;
    }

    fn policy(&mut self, kind: PolicyKind) -> &mut dyn Policy {
        match kind {
            PolicyKind::Admission => &mut *self.chosen.admission,
            PolicyKind::Discipline => &mut *self.chosen.discipline,
            PolicyKind::Scheduler => &mut *self.chosen.scheduler,
            PolicyKind::Reuse => &mut *self.chosen.reuse,
            PolicyKind::KeepAlive => &mut *self.chosen.keep_alive,
            PolicyKind::Eviction => &mut *self.chosen.eviction,
            PolicyKind::Scaler => &mut *self.chosen.scaler,
            PolicyKind::StartUp => &mut *self.chosen.start_up,
        }
    }
}
