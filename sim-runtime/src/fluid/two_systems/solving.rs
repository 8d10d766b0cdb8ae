//! The rates: progressive filling over the capacities that a system has listed, and over no others.

use super::{Progress, TwoSystems};
use crate::fluid::max_min::{Constraint, FlowId, Sharing};
use crate::fluid::solver::{Claim, Pool, solve};
use rustc_hash::FxHashMap;

impl<T> TwoSystems<T> {
    /// Solves a system if anything has changed, for all flows on its listed capacities, the other system's too. Returns
    /// these flows, in the order in which the solution touches them.
    pub(super) fn solve(&mut self, progress: Progress) -> Vec<FlowId> {
        let Some(listed) = self.system_mut(progress).end_round() else {
            return Vec::new();
        };
        for (local, constraint) in listed.iter().enumerate() {
            let capacity = &mut self.capacities[*constraint];
            (capacity.listed_by, capacity.local) = (None, local);
        }
        let (flows, pools) = self.pools(&listed);
        let claims: Vec<Claim> = flows.iter().map(|id| self.claim(*id, &listed)).collect();
        for (id, rate) in flows.iter().zip(solve(&pools, &claims)) {
            let flow = &mut self.flows[*id];
            flow.rate = rate;
            flow.plan.solved = true;
            flow.plan.is_kept |= progress == Progress::Stepped;
            self.changed.extend(flow.uses.iter().map(|(used, _)| *used));
        }
        flows
    }

    /// The listed capacities, and the flows on them: capacity by capacity, the newest first, each once.
    fn pools(&self, listed: &[Constraint]) -> (Vec<FlowId>, Vec<Pool>) {
        let mut flows = Vec::new();
        // Looked up, never iterated.
        let mut index_of: FxHashMap<FlowId, usize> = FxHashMap::default();
        let mut pools = Vec::with_capacity(listed.len());
        for constraint in listed {
            let capacity = &self.capacities[*constraint];
            let mut users = Vec::with_capacity(capacity.flows.len());
            for id in capacity.flows.iter().rev() {
                let index = *index_of.entry(*id).or_insert_with(|| {
                    flows.push(*id);
                    flows.len() - 1
                });
                users.push((index, self.flows[*id].weight(*constraint)));
            }
            pools.push(Pool {
                capacity: capacity.amount,
                fat: capacity.sharing == Sharing::FatPipe,
                users,
            });
        }
        (flows, pools)
    }

    fn claim(&self, id: FlowId, listed: &[Constraint]) -> Claim {
        let flow = &self.flows[id];
        let uses = flow.uses.iter().filter_map(|(constraint, weight)| {
            let local = self.capacities[*constraint].local;
            // What a capacity remembers of another problem is not its place in this one.
            (listed.get(local) == Some(constraint)).then_some((local, *weight))
        });
        Claim {
            priority: flow.priority,
            bound: flow.bound,
            uses: uses.collect(),
        }
    }
}
