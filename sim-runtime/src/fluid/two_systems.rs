//! Two max-min systems over the same capacities, each of which learns of some changes only.
//!
//! One system has the flows that progress in [steps](Progress::Stepped), the other those whose ends are
//! [planned](Progress::Planned). A capacity may have flows of both; each system solves for all flows on the capacities that
//! *it* has listed as modified, whoever's they are, and takes no account of any other capacity. So a rate may be stale, or
//! exceed a capacity, until the next change that is noticed: this is how the reference shares a disk between plain operations
//! and streams (SEMANTICS 2.7). Where nothing of both kinds meets, [`MaxMin`](super::MaxMin) says the same for less.
//!
//! * `system`: a list of what is modified (rule 1);
//! * `marking`: what comes to that list, and how (rules 2 and 3);
//! * `solving`: the rates (rule 4);
//! * `progress`: plans and steps (rules 5 to 7).

mod marking;
mod progress;
mod revision;
mod solving;
mod system;

use std::collections::{BTreeSet, VecDeque};

use index_vec::IndexVec;
use slotmap::SlotMap;

use super::max_min::{Constraint, Demand, FlowId, Sharing};
use crate::units::SimTime;
use system::System;

/// How a flow progresses; each kind is a system of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// By a whole number of units at every step, and a step ends at every event. It is solved first.
    Stepped,
    /// To an end that is planned when its own system gives it a rate.
    Planned,
}

/// What flows share.
#[derive(Debug)]
struct Capacity {
    amount: f64,
    sharing: Sharing,
    /// The flows that have begun, in the order in which they did.
    flows: Vec<FlowId>,
    /// How many flows will use it when they begin.
    announced: usize,
    /// The system on whose list it is.
    listed_by: Option<Progress>,
    /// Its index in the problem that is being solved.
    local: usize,
}

#[derive(Debug)]
struct Flow<T> {
    progress: Progress,
    /// In the order in which it was attached to them, each once.
    uses: Vec<(Constraint, f64)>,
    priority: f64,
    bound: f64,
    /// By order of start.
    number: u64,
    has_begun: bool,
    /// The round of a system in which it was visited last, of whichever system.
    mark: u32,
    rate: f64,
    remaining: f64,
    plan: Plan,
    token: T,
}

/// What the system of planned ends knows of a flow. A stepped flow has only ever been `solved`.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Whether a solution has given it a rate.
    solved: bool,
    /// Whether the other system has touched it: then its end stays as it is planned.
    is_kept: bool,
    /// The rate that it has as far as the plan knows, and since when.
    rate: f64,
    updated: SimTime,
    /// Its end, and its place among the ends of that date.
    end: Option<(SimTime, u64)>,
}

/// Flows in two systems, each with a token that is returned when it ends.
///
/// After starts and cancellations call [`TwoSystems::settle`] before time moves on, and at every event, whatever it is: a step
/// can end there.
#[derive(Debug)]
pub struct TwoSystems<T> {
    capacities: IndexVec<Constraint, Capacity>,
    flows: SlotMap<FlowId, Flow<T>>,
    stepped: System,
    planned: System,
    /// The stepped flows, in order of start.
    steps: Vec<FlowId>,
    /// When the present step began.
    stepped_at: SimTime,
    /// When the first stepped flow ends at the rates that the first of the two solutions gave.
    step_end: SimTime,
    /// Whether the second solution has given stepped flows other rates than those by which that date was chosen.
    is_step_outdated: bool,
    plans: BTreeSet<(SimTime, u64, FlowId)>,
    /// The tokens of flows that have ended and have not been asked for.
    ended: VecDeque<T>,
    sequence: u64,
    /// The capacities whose load has changed at the last settlement or may have since; some several times.
    changed: Vec<Constraint>,
    /// How many of these the last settlement has reported.
    reported: usize,
}

impl<T> Default for TwoSystems<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> TwoSystems<T> {
    /// No capacities, no flows.
    pub fn new() -> Self {
        Self {
            capacities: IndexVec::new(),
            flows: SlotMap::with_key(),
            stepped: System::new(),
            planned: System::new(),
            steps: Vec::new(),
            stepped_at: SimTime::ZERO,
            step_end: SimTime::MAX,
            is_step_outdated: false,
            plans: BTreeSet::new(),
            ended: VecDeque::new(),
            sequence: 0,
            changed: Vec::new(),
            reported: 0,
        }
    }

    /// Adds a capacity.
    ///
    /// # Panics
    ///
    /// If it is negative or not a number.
    pub fn constraint(&mut self, amount: f64, sharing: Sharing) -> Constraint {
        assert!(amount >= 0.0, "a capacity is not negative, not {amount}");
        self.capacities.push(Capacity {
            amount,
            sharing,
            flows: Vec::new(),
            announced: 0,
            listed_by: None,
            local: 0,
        })
    }

    /// Starts a flow; it gets its rate from the next [`TwoSystems::settle`].
    pub fn start(&mut self, now: SimTime, progress: Progress, demand: Demand, token: T) -> FlowId {
        self.insert(now, progress, demand, token, true)
    }

    /// Adds a flow with a planned end that uses nothing until it [begins](TwoSystems::begin), but is noticed.
    pub fn announce(&mut self, now: SimTime, demand: Demand, token: T) -> FlowId {
        self.insert(now, Progress::Planned, demand, token, false)
    }

    fn insert(
        &mut self,
        now: SimTime,
        progress: Progress,
        demand: Demand,
        token: T,
        has_begun: bool,
    ) -> FlowId {
        let flow = self.flows.insert(Flow {
            progress,
            uses: Vec::with_capacity(demand.uses.len()),
            priority: demand.priority,
            bound: demand.bound,
            number: self.sequence,
            has_begun,
            mark: self.system(progress).unvisited(),
            rate: 0.0,
            remaining: demand.amount.max(0.0),
            plan: Plan {
                solved: false,
                is_kept: false,
                rate: 0.0,
                updated: now,
                end: None,
            },
            token,
        });
        self.sequence += 1;
        if progress == Progress::Stepped {
            self.steps.push(flow);
        }
        for (constraint, weight) in demand.uses {
            self.attach(flow, constraint, weight);
        }
        flow
    }

    /// Stops a flow before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, flow: FlowId) -> Option<T> {
        self.release(flow)
    }

    /// The date of the next end if nothing starts before.
    pub fn next_end(&self) -> Option<SimTime> {
        let planned = self.plans.first().map_or(SimTime::MAX, |plan| plan.0);
        Some(planned.min(self.step_end)).filter(|date| *date < SimTime::MAX)
    }

    /// Gives rates to the flows on the capacities that either system has listed, once all that ends by now has ended.
    /// Returns whether any rate may have changed since the last call.
    pub fn settle(&mut self, now: SimTime) -> bool {
        let is_modified = self.stepped.is_modified || self.planned.is_modified;
        let is_due = self.next_end().is_some_and(|date| date <= now);
        if !(is_modified || is_due || self.is_step_outdated) {
            // An event that is none of these flows' business; a step that goes on is rounded once.
            return false;
        }
        self.step(now);
        if self.is_any_over(now) {
            // It is an event of its own, at this very date.
            self.step_end = now;
            return false;
        }
        self.changed.drain(..self.reported);
        self.solve(Progress::Stepped);
        self.plan_step(now);
        self.solve_and_plan(now);
        self.reported = self.changed.len();
        is_modified
    }

    /// Ends one flow that is complete at `now`: stepped ones in order of start, and then planned ones in the order of their
    /// plans; call until it returns `None`.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        if self.ended.is_empty() {
            self.step(now);
            self.end_what_is_over(now);
        }
        self.ended.pop_front()
    }

    /// The rate of a flow, as of the last [`TwoSystems::settle`].
    pub fn rate(&self, flow: FlowId) -> Option<f64> {
        Some(self.flows.get(flow)?.rate)
    }

    /// The flows that use a capacity or will when they begin, in order of start.
    pub fn users(&self, constraint: Constraint) -> Vec<FlowId> {
        let uses = |flow: &Flow<T>| flow.uses.iter().any(|(other, _)| *other == constraint);
        let users = self.flows.iter().filter(|(_, flow)| uses(flow));
        let mut users: Vec<_> = users.map(|(id, flow)| (flow.number, id)).collect();
        users.sort_unstable();
        users.into_iter().map(|(_, id)| id).collect()
    }

    /// How much of a capacity is in use, as of the last [`TwoSystems::settle`].
    pub fn load(&self, constraint: Constraint) -> f64 {
        let capacity = &self.capacities[constraint];
        let flows = capacity.flows.iter().map(|flow| &self.flows[*flow]);
        let used = flows.map(|flow| flow.weight(constraint) * flow.rate);
        match capacity.sharing {
            Sharing::Shared => used.sum(),
            Sharing::FatPipe => used.fold(0.0, f64::max),
        }
    }

    /// The capacities whose load may have changed at the last [`TwoSystems::settle`] that changed something, some of them
    /// several times.
    pub fn changed(&self) -> impl Iterator<Item = Constraint> {
        self.changed.iter().copied()
    }

    /// How many flows are in progress.
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Whether no flow is in progress.
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    fn system(&self, progress: Progress) -> &System {
        match progress {
            Progress::Stepped => &self.stepped,
            Progress::Planned => &self.planned,
        }
    }

    fn system_mut(&mut self, progress: Progress) -> &mut System {
        match progress {
            Progress::Stepped => &mut self.stepped,
            Progress::Planned => &mut self.planned,
        }
    }
}

impl<T> Flow<T> {
    fn weight(&self, constraint: Constraint) -> f64 {
        let used = self.uses.iter().find(|(other, _)| *other == constraint);
        used.map_or(0.0, |(_, weight)| *weight)
    }
}

#[cfg(test)]
mod tests;
