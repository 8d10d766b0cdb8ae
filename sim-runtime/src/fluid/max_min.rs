//! Many capacities shared by flows that use several of them at once: links and disks.
//!
//! Rates are max-min fair with weights, priorities and bounds. They change only when a flow starts or ends, and then only
//! for the flows that are connected with it through shared capacities.
//!
//! Flows with the same capacities, priority and bound share a [class](Class): one rate, one rate change for all. A capacity
//! that only one flow uses is no more than a bound of that flow, so the copies of a file over one backbone to a hundred thousand
//! hosts, each behind a link of its own, are one class.
//!
//! [`MaxMin::settle`] deals with the components that a change has reached:
//!
//! * a component of few classes is *solved* anew: `grouping` states the problem, `solver` solves it, each class with another rate
//!   has its first end predicted anew;
//! * one of many is *kept* from one settlement to the next (`keeping` says which): for each capacity, `kept` has the classes
//!   that it limits on one clock, whose first end alone has a date, and what others use of it; `standing` puts a class to one
//!   capacity or to its own bound; `balancing` restores fairness capacity by capacity after a change, as far as it reaches;
//!   `levels` tells the next ones.
//!
//! A change in a kept component costs O(log n) for each class that is limited by something else than before, and for each full
//! capacity that has another level; memory is proportional to flows times capacities of a flow.

mod agenda;
mod balancing;
mod capacity;
mod changes;
mod class;
mod completion;
mod demand;
mod ends;
mod grouping;
mod id;
mod keeping;
mod kept;
mod levels;
mod loads;
mod revision;
mod standing;
mod sum;

use index_vec::IndexVec;
use rustc_hash::FxHashMap;
use slotmap::SlotMap;

use super::solver::{Claim, solve};
use crate::units::SimTime;
use agenda::Agenda;
use capacity::{Capacity, Users};
use changes::Changes;
use class::{Class, Kind, Place};
use ends::Ends;
use id::ClassId;

pub use capacity::Sharing;
pub use demand::{Demand, EndOrder};
pub use id::{Constraint, FlowId};

#[derive(Debug)]
struct Flow<T> {
    uses: Vec<(Constraint, f64)>,
    priority: f64,
    bound: f64,
    order: EndOrder,
    class: ClassId,
    place: Place,
    token: T,
}

/// Flows over shared capacities, each with a token that is returned when it ends.
///
/// After starts and cancellations call [`MaxMin::settle`] once before time moves on.
///
/// ```
/// use sim_runtime::fluid::{Demand, EndOrder, MaxMin, Sharing};
/// use sim_runtime::units::SimTime;
///
/// let mut flows = MaxMin::new();
/// let backbone = flows.constraint(10.0, Sharing::Shared);
/// for name in ["left", "right"] {
///     let demand = Demand { amount: 10.0, priority: 1.0, bound: f64::INFINITY, uses: vec![(backbone, 1.0)], order: EndOrder::Started };
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
    capacities: IndexVec<Constraint, Capacity>,
    flows: SlotMap<FlowId, Flow<T>>,
    classes: SlotMap<ClassId, Class>,
    // Looked up, never iterated.
    class_of: FxHashMap<Kind, ClassId>,
    ends: Ends,
    /// What is complete at the date that was asked about last, what ends first last.
    complete: Vec<((EndOrder, u64), FlowId)>,
    touched: Vec<ClassId>,
    freed: Vec<Constraint>,
    sequence: u64,
    visit: u64,
    /// Whether a flow has started or ended since the last settlement.
    is_changed: bool,
    /// The capacities used by flows that have started, ended or changed class since the last settlement; some twice.
    used: Vec<Constraint>,
    changes: Changes,
    agenda: Agenda,
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
            capacities: IndexVec::new(),
            flows: SlotMap::with_key(),
            classes: SlotMap::with_key(),
            class_of: FxHashMap::default(),
            ends: Ends::default(),
            complete: Vec::new(),
            touched: Vec::new(),
            freed: Vec::new(),
            sequence: 0,
            visit: 0,
            is_changed: false,
            used: Vec::new(),
            changes: Changes::default(),
            agenda: Agenda::new(),
        }
    }

    /// Adds a capacity.
    ///
    /// # Panics
    ///
    /// If the amount is negative or not a number.
    #[track_caller]
    pub fn constraint(&mut self, amount: f64, sharing: Sharing) -> Constraint {
        assert!(amount >= 0.0, "a capacity is not negative, not {amount}");
        self.capacities.push(Capacity::new(amount, sharing))
    }

    /// Starts a flow; it gets its rate from the next [`MaxMin::settle`], or at once if it competes with no other flow.
    pub fn start(&mut self, now: SimTime, demand: Demand, token: T) -> FlowId {
        self.is_changed = true;
        let sequence = self.sequence;
        self.sequence += 1;
        let uses = self.merged(demand.uses);
        let flow = self.flows.insert(Flow {
            uses: Vec::new(),
            priority: demand.priority,
            bound: demand.bound,
            order: demand.order,
            class: ClassId::default(),
            place: Place::default(),
            token,
        });
        for (constraint, _) in &uses {
            self.occupy(now, *constraint, flow);
        }
        self.flows[flow].uses = uses;
        self.join(now, flow, demand.amount, sequence);
        flow
    }

    /// Stops a flow before its end and returns its token, if it has not ended yet.
    pub fn cancel(&mut self, flow: FlowId) -> Option<T> {
        self.is_changed = true;
        let ended = self.flows.remove(flow)?;
        self.leave(ended.class, ended.place);
        for (constraint, _) in ended.uses {
            self.used.push(constraint);
            let users = &mut self.capacities[constraint].users;
            *users = match *users {
                Users::Several(count) if count > 1 => Users::Several(count - 1),
                _ => Users::None,
            };
        }
        Some(ended.token)
    }

    /// Gives every flow that is connected with a change since the last call its new rate.
    /// Returns whether any rate has changed since the last call.
    pub fn settle(&mut self, now: SimTime) -> bool {
        let is_changed = std::mem::take(&mut self.is_changed);
        let is_settled =
            self.touched.is_empty() && self.freed.is_empty() && self.agenda.is_settled();
        // The most frequent case: no flow has started or ended.
        if is_settled && !is_changed && self.used.is_empty() {
            return false;
        }
        self.changes.begin(&mut self.used);
        if is_settled {
            return is_changed;
        }
        let (mut constraints, mut classes) = self.affected();
        let is_met = std::mem::take(&mut self.agenda.is_met);
        if is_met || classes.len() >= self.agenda.from || !self.agenda.is_settled() {
            self.keep_large(now, &mut constraints, &mut classes);
        }
        match classes[..] {
            [] => {}
            [class] => self.change_rate(now, class, self.rate_alone(class)),
            _ => {
                let pools = self.pools(&constraints, &classes);
                let claims: Vec<Claim> = classes.iter().map(|class| self.claim(*class)).collect();
                for (class, rate) in classes.into_iter().zip(solve(&pools, &claims)) {
                    self.change_rate(now, class, rate);
                }
            }
        }
        true
    }

    /// Ends one flow that is complete at `now`, in [their order](EndOrder); call until it returns `None`.
    pub fn finish(&mut self, now: SimTime) -> Option<T> {
        if self.complete.is_empty() {
            self.collect_complete(now);
        }
        while let Some((_, flow)) = self.complete.pop() {
            if let Some(token) = self.cancel(flow) {
                return Some(token);
            }
        }
        None
    }

    /// Each constraint once, with what its weights are together (as SimGrid's solver has it, for a fat pipe too).
    fn merged(&self, mut uses: Vec<(Constraint, f64)>) -> Vec<(Constraint, f64)> {
        if uses.is_sorted_by(|(one, _), (other, _)| one < other) {
            return uses;
        }
        uses.sort_by_key(|(constraint, _)| *constraint);
        uses.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 = match self.capacities[first.0].sharing {
                    Sharing::Shared => first.1 + next.1,
                    Sharing::FatPipe => first.1.max(next.1),
                };
            }
            same
        });
        uses
    }

    /// How many flows are in progress.
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Whether no flow is in progress.
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// A flow uses a capacity; if another one had it for itself, that one now competes for it.
    fn occupy(&mut self, now: SimTime, constraint: Constraint, flow: FlowId) {
        let capacity = &mut self.capacities[constraint];
        if capacity.sharing == Sharing::FatPipe {
            return;
        }
        match capacity.users {
            Users::None => capacity.users = Users::Sole(flow),
            Users::Sole(other) => {
                capacity.users = Users::Several(2);
                let sequence = self.flows[other].place.sequence;
                let remaining = self.leave_at(now, other);
                self.join(now, other, remaining, sequence);
            }
            Users::Several(count) => capacity.users = Users::Several(count + 1),
        }
    }

    fn change_rate(&mut self, now: SimTime, id: ClassId, rate: f64) {
        let class = &mut self.classes[id];
        if rate != class.rate || class.announced.date == SimTime::MAX {
            class.advance(now);
            class.rate = rate;
            self.changes.classes.push(id);
            self.predict(id);
        }
    }
}

#[cfg(test)]
mod tests;
