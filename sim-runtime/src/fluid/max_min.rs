//! Many capacities shared by flows that use several of them at once: links and disks.
//!
//! Rates are max-min fair with weights, priorities and bounds. They change only when a flow starts or ends, and then only
//! for the flows that are connected with it through shared capacities: [`MaxMin::settle`] solves just these components.
//! Progress is lazy: a flow's remaining amount is brought up to date when its rate changes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use slotmap::{SlotMap, new_key_type};

use super::completion;
use super::solver::{Claim, Pool, solve};
use crate::units::SimTime;

new_key_type! {
    /// A flow in progress.
    pub struct FlowId;
}

/// A capacity, by order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constraint(u32);

/// Whether the users of a capacity compete for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The sum of what its flows use cannot exceed the capacity.
    Shared,
    /// Each of its flows can use the whole capacity (SimGrid's "fat pipe").
    FatPipe,
}

/// What a flow wants.
#[derive(Clone, Debug)]
pub struct Demand {
    /// How much is to flow.
    pub amount: f64,
    /// Rates are such that `priority x rate` is max-min fair: twice the priority, half the share.
    pub priority: f64,
    /// The largest rate, however much is free.
    pub bound: f64,
    /// The capacities used, each with how much of it one unit of rate takes. A capacity may be listed several times: its
    /// weights add up, but for a fat pipe, where the largest counts.
    pub uses: Vec<(Constraint, f64)>,
}

#[derive(Debug)]
struct Capacity {
    amount: f64,
    sharing: Sharing,
    flows: Vec<FlowId>,
    visited: u64,
    /// Its index in the problem that is being solved.
    local: usize,
}

#[derive(Debug)]
struct Flow<T> {
    uses: Vec<(Constraint, f64)>,
    priority: f64,
    bound: f64,
    remaining: f64,
    rate: f64,
    updated: SimTime,
    due: SimTime,
    sequence: u64,
    visited: u64,
    token: T,
}

/// Flows over shared capacities, each with a token that comes back when it ends.
///
/// After starts and cancellations call [`MaxMin::settle`] once before time moves on.
///
/// ```
/// use sim_runtime::fluid::{Demand, MaxMin, Sharing};
/// use sim_runtime::units::SimTime;
///
/// let mut flows = MaxMin::new();
/// let backbone = flows.constraint(10.0, Sharing::Shared);
/// for name in ["left", "right"] {
///     let demand = Demand { amount: 10.0, priority: 1.0, bound: f64::INFINITY, uses: vec![(backbone, 1.0)] };
///     flows.start(SimTime::ZERO, demand, name);
/// }
/// flows.settle(SimTime::ZERO);
/// let end = flows.next_end().unwrap();
/// assert_eq!(end, SimTime::from_secs_f64(2.0));
/// assert_eq!(flows.finish(end), Some("left"));
/// assert_eq!(flows.finish(end), Some("right"));
/// ```
#[derive(Debug)]
pub struct MaxMin<T> {
    capacities: Vec<Capacity>,
    flows: SlotMap<FlowId, Flow<T>>,
    /// Ends as predicted; an entry whose date is not its flow's `due` is stale.
    ends: BinaryHeap<Reverse<(SimTime, u64, FlowId)>>,
    touched: Vec<Constraint>,
    sequence: u64,
    visit: u64,
}

impl<T> Default for MaxMin<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> MaxMin<T> {
    /// No capacities, no flows.
    pub fn new() -> Self {
        Self {
            capacities: Vec::new(),
            flows: SlotMap::with_key(),
            ends: BinaryHeap::new(),
            touched: Vec::new(),
            sequence: 0,
            visit: 0,
        }
    }

    /// Adds a capacity.
    pub fn constraint(&mut self, amount: f64, sharing: Sharing) -> Constraint {
        self.capacities.push(Capacity {
            amount,
            sharing,
            flows: Vec::new(),
            visited: 0,
            local: 0,
        });
        Constraint(self.capacities.len() as u32 - 1)
    }

    /// Starts a flow; it gets its rate from the next [`MaxMin::settle`], or at once if it uses no capacity at all.
    pub fn start(&mut self, now: SimTime, demand: Demand, token: T) -> FlowId {
        let uses = self.merged(demand.uses);
        let sequence = self.sequence;
        self.sequence += 1;
        let flow = self.flows.insert(Flow {
            priority: demand.priority,
            bound: demand.bound,
            remaining: demand.amount,
            rate: 0.0,
            updated: now,
            due: SimTime::MAX,
            sequence,
            visited: 0,
            token,
            uses: Vec::new(),
        });
        for &(constraint, _) in &uses {
            self.capacities[constraint.0 as usize].flows.push(flow);
            self.touched.push(constraint);
        }
        self.flows[flow].uses = uses;
        if demand.amount <= 0.0 {
            self.predict(flow, now);
        } else if self.flows[flow].uses.is_empty() {
            // Connected with nothing: its bound is its rate from the start.
            self.change_rate(now, flow, demand.bound);
        }
        flow
    }

    /// Stops a flow before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, flow: FlowId) -> Option<T> {
        let ended = self.flows.remove(flow)?;
        for (constraint, _) in ended.uses {
            let flows = &mut self.capacities[constraint.0 as usize].flows;
            if let Some(position) = flows.iter().position(|other| *other == flow) {
                flows.swap_remove(position);
            }
            self.touched.push(constraint);
        }
        Some(ended.token)
    }

    /// Gives every flow that is connected with a change since the last call its new rate.
    pub fn settle(&mut self, now: SimTime) -> bool {
        if self.touched.is_empty() {
            return false;
        }
        let (constraints, flows) = self.affected();
        let pools = self.pools(&constraints, &flows);
        let claims: Vec<Claim> = flows.iter().map(|flow| self.claim(*flow)).collect();
        for (flow, rate) in flows.into_iter().zip(solve(&pools, &claims)) {
            self.change_rate(now, flow, rate);
        }
        true
    }

    /// The date of the next end if nothing starts before.
    pub fn next_end(&mut self) -> Option<SimTime> {
        while let Some(&Reverse((date, _, flow))) = self.ends.peek() {
            if self.flows.get(flow).is_some_and(|flow| flow.due == date) {
                return Some(date);
            }
            self.ends.pop();
        }
        None
    }

    /// Ends one flow that is complete at `now`, in order of start; call until it returns `None`.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        if self.next_end()? > now {
            return None;
        }
        let Reverse((_, _, flow)) = self.ends.pop()?;
        self.cancel(flow)
    }

    /// The rate of a flow, as of the last [`MaxMin::settle`].
    pub fn rate(&self, flow: FlowId) -> Option<f64> {
        Some(self.flows.get(flow)?.rate)
    }

    /// The flows that use a capacity, in order of start.
    pub fn users(&self, constraint: Constraint) -> Vec<FlowId> {
        let mut users = self.capacities[constraint.0 as usize].flows.clone();
        users.sort_by_key(|flow| self.flows[*flow].sequence);
        users
    }

    /// How much of a capacity is in use, as of the last [`MaxMin::settle`].
    pub fn load(&self, constraint: Constraint) -> f64 {
        let weight = |flow: &Flow<T>| {
            let used = flow.uses.iter().find(|(other, _)| *other == constraint);
            used.map_or(0.0, |(_, weight)| *weight)
        };
        let capacity = &self.capacities[constraint.0 as usize];
        let loads = capacity
            .flows
            .iter()
            .map(|flow| &self.flows[*flow])
            .map(|flow| weight(flow) * flow.rate);
        match capacity.sharing {
            Sharing::Shared => loads.sum(),
            Sharing::FatPipe => loads.fold(0.0, f64::max),
        }
    }

    /// How many flows are in progress.
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Whether nothing flows.
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// The constraints and flows that are connected with a change, each once.
    fn affected(&mut self) -> (Vec<Constraint>, Vec<FlowId>) {
        self.visit += 1;
        let mut constraints = Vec::new();
        let mut flows = Vec::new();
        let touched = std::mem::take(&mut self.touched);
        for constraint in touched {
            self.reach(constraint, &mut constraints);
        }
        let mut next = 0;
        while next < constraints.len() {
            let constraint: Constraint = constraints[next];
            next += 1;
            for index in 0..self.capacities[constraint.0 as usize].flows.len() {
                let id = self.capacities[constraint.0 as usize].flows[index];
                let flow = &mut self.flows[id];
                if flow.visited == self.visit {
                    continue;
                }
                flow.visited = self.visit;
                flows.push(id);
                for position in 0..flow.uses.len() {
                    let (other, _) = self.flows[id].uses[position];
                    self.reach(other, &mut constraints);
                }
            }
        }
        // Rates must not depend on how the component was walked.
        flows.sort_by_key(|flow| self.flows[*flow].sequence);
        (constraints, flows)
    }

    /// Each constraint once, with what its weights are together (as SimGrid's solver has it, for a fat pipe too).
    fn merged(&self, mut uses: Vec<(Constraint, f64)>) -> Vec<(Constraint, f64)> {
        uses.sort_by_key(|(constraint, _)| *constraint);
        uses.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 = match self.capacities[first.0.0 as usize].sharing {
                    Sharing::Shared => first.1 + next.1,
                    Sharing::FatPipe => first.1.max(next.1),
                };
            }
            same
        });
        uses
    }

    fn reach(&mut self, constraint: Constraint, constraints: &mut Vec<Constraint>) {
        let capacity = &mut self.capacities[constraint.0 as usize];
        if capacity.visited != self.visit {
            capacity.visited = self.visit;
            capacity.local = constraints.len();
            constraints.push(constraint);
        }
    }

    fn pools(&self, constraints: &[Constraint], flows: &[FlowId]) -> Vec<Pool> {
        let mut pools: Vec<Pool> = constraints
            .iter()
            .map(|constraint| &self.capacities[constraint.0 as usize])
            .map(|capacity| Pool {
                capacity: capacity.amount,
                fat: capacity.sharing == Sharing::FatPipe,
                users: Vec::with_capacity(capacity.flows.len()),
            })
            .collect();
        for (index, flow) in flows.iter().enumerate() {
            for (constraint, weight) in &self.flows[*flow].uses {
                let local = self.capacities[constraint.0 as usize].local;
                pools[local].users.push((index, *weight));
            }
        }
        pools
    }

    fn claim(&self, flow: FlowId) -> Claim {
        let flow = &self.flows[flow];
        Claim {
            priority: flow.priority,
            bound: flow.bound,
            uses: flow
                .uses
                .iter()
                .map(|(constraint, weight)| (self.capacities[constraint.0 as usize].local, *weight))
                .collect(),
        }
    }

    fn change_rate(&mut self, now: SimTime, id: FlowId, rate: f64) {
        let flow = &mut self.flows[id];
        if rate == flow.rate && flow.due != SimTime::MAX {
            return;
        }
        flow.remaining -= flow.rate * (now - flow.updated).as_secs_f64();
        flow.updated = now;
        flow.rate = rate;
        let due = completion(now, flow.remaining, rate);
        if due != flow.due {
            self.predict(id, due);
        }
    }

    fn predict(&mut self, id: FlowId, due: SimTime) {
        let flow = &mut self.flows[id];
        flow.due = due;
        if due < SimTime::MAX {
            self.ends.push(Reverse((due, flow.sequence, id)));
        }
    }
}

#[cfg(test)]
mod tests;
