//! The flows behind the movements: in one max-min system, or in two.

use super::movement::MovementId;
use crate::fluid::{Constraint, Demand, FlowId, MaxMin, Progress, Sharing, TwoSystems};
use crate::units::SimTime;

/// Who shares what.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a run has one of them, which is used all the time"
)]
pub(super) enum Flows {
    /// All flows in one system, whose rates are right at any time.
    One(MaxMin<MovementId>),
    /// Plain disk operations in a system of their own (SEMANTICS 2.7).
    Two(TwoSystems<MovementId>),
}

/// A flow whose first byte has not arrived.
#[derive(Clone, Debug)]
pub(super) enum Coming {
    /// One that nobody knows of yet.
    Unknown(Progress, Demand),
    /// One that is attached to what it will use.
    Announced(FlowId),
}

impl Coming {
    /// Whether it will use a capacity, as far as nobody knows of it yet.
    pub(super) fn will_use(&self, constraint: Constraint) -> bool {
        match self {
            Self::Unknown(_, demand) => demand.uses.iter().any(|(used, _)| *used == constraint),
            Self::Announced(_) => false,
        }
    }
}

impl Flows {
    pub(super) fn in_one_system() -> Self {
        Self::One(MaxMin::new())
    }

    pub(super) fn in_two_systems() -> Self {
        Self::Two(TwoSystems::new())
    }

    pub(super) fn are_two_systems(&self) -> bool {
        matches!(self, Self::Two(_))
    }

    pub(super) fn constraint(&mut self, amount: f64, sharing: Sharing) -> Constraint {
        match self {
            Self::One(flows) => flows.constraint(amount, sharing),
            Self::Two(flows) => flows.constraint(amount, sharing),
        }
    }

    pub(super) fn start(
        &mut self,
        now: SimTime,
        progress: Progress,
        demand: Demand,
        token: MovementId,
    ) -> FlowId {
        match self {
            Self::One(flows) => flows.start(now, demand, token),
            Self::Two(flows) => flows.start(now, progress, demand, token),
        }
    }

    pub(super) fn announce(
        &mut self,
        now: SimTime,
        progress: Progress,
        demand: Demand,
        token: MovementId,
    ) -> Coming {
        match (self, progress) {
            (Self::Two(flows), Progress::Planned) => {
                Coming::Announced(flows.announce(now, demand, token))
            }
            _ => Coming::Unknown(progress, demand),
        }
    }

    pub(super) fn begin(&mut self, now: SimTime, coming: Coming, token: MovementId) -> FlowId {
        match (self, coming) {
            (Self::Two(flows), Coming::Announced(flow)) => {
                flows.begin(now, flow);
                flow
            }
            (flows, Coming::Unknown(progress, demand)) => flows.start(now, progress, demand, token),
            (Self::One(_), Coming::Announced(flow)) => flow,
        }
    }

    /// A flow will not come.
    pub(super) fn call_off(&mut self, coming: Coming) {
        if let Coming::Announced(flow) = coming {
            self.cancel(flow);
        }
    }

    pub(super) fn cancel(&mut self, flow: FlowId) -> Option<MovementId> {
        match self {
            Self::One(flows) => flows.cancel(flow),
            Self::Two(flows) => flows.cancel(flow),
        }
    }

    /// Changes a capacity.
    pub(super) fn set_capacity(&mut self, now: SimTime, constraint: Constraint, amount: f64) {
        match self {
            Self::One(flows) => flows.set_capacity(now, constraint, amount),
            Self::Two(flows) => flows.set_capacity(constraint, amount),
        }
    }

    /// Changes the priority and the bound of a flow.
    pub(super) fn revise(&mut self, now: SimTime, flow: FlowId, priority: f64, bound: f64) {
        match self {
            Self::One(flows) => flows.revise(now, flow, priority, bound),
            Self::Two(flows) => flows.revise(flow, priority, bound),
        }
    }

    pub(super) fn settle(&mut self, now: SimTime) -> bool {
        match self {
            Self::One(flows) => flows.settle(now),
            Self::Two(flows) => flows.settle(now),
        }
    }

    pub(super) fn next_end(&mut self) -> Option<SimTime> {
        match self {
            Self::One(flows) => flows.next_end(),
            Self::Two(flows) => flows.next_end(),
        }
    }

    pub(super) fn finish(&mut self, now: SimTime) -> Option<MovementId> {
        match self {
            Self::One(flows) => flows.finish(now),
            Self::Two(flows) => flows.finish(now),
        }
    }

    pub(super) fn users(&self, constraint: Constraint) -> Vec<FlowId> {
        match self {
            Self::One(flows) => flows.users(constraint),
            Self::Two(flows) => flows.users(constraint),
        }
    }

    pub(super) fn load(&self, constraint: Constraint) -> f64 {
        match self {
            Self::One(flows) => flows.load(constraint),
            Self::Two(flows) => flows.load(constraint),
        }
    }

    pub(super) fn changed(&self) -> impl Iterator<Item = Constraint> {
        let (one, two) = match self {
            Self::One(flows) => (Some(flows.changed()), None),
            Self::Two(flows) => (None, Some(flows.changed())),
        };
        one.into_iter().flatten().chain(two.into_iter().flatten())
    }
}
