//! The flows of one pool in the order of their limits, so that the tightest need not be looked for each time.

use super::problem::{Claim, Pool, TOLERANCE};

/// Flows in the order of their limits (bound times priority), the first of which are fixed.
#[derive(Debug)]
pub(super) struct Limits {
    /// The limit, the place among the users of the pool, and the flow.
    flows: Vec<(f64, usize, usize)>,
    fixed: usize,
}

impl Limits {
    pub(super) fn of(pool: &Pool, claims: &[Claim]) -> Self {
        let users = pool.users.iter().enumerate();
        let mut flows: Vec<_> = users
            .map(|(place, (claim, _))| (claims[*claim].limit(), place, *claim))
            .collect();
        flows.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        Self { flows, fixed: 0 }
    }

    /// The lowest limit of a flow that is not fixed; infinite if there is none.
    pub(super) fn tightest(&mut self, is_fixed: &[bool]) -> f64 {
        let open = self.flows[self.fixed..].iter();
        let skipped = open.take_while(|(.., claim)| is_fixed[*claim]).count();
        self.fixed += skipped;
        self.flows
            .get(self.fixed)
            .map_or(f64::INFINITY, |flow| flow.0)
    }

    /// Puts the flows that are not fixed and whose limits are as good as this, the lowest, into `reached`, in their order among
    /// the users of the pool.
    pub(super) fn reach(&self, tightest: f64, is_fixed: &[bool], reached: &mut Vec<usize>) {
        let open = self.flows[self.fixed..].iter();
        let near = open.take_while(|(limit, ..)| limit - tightest < TOLERANCE);
        let mut near: Vec<_> = near.map(|&(_, place, claim)| (place, claim)).collect();
        near.sort_unstable();
        let open = near.into_iter().filter(|(_, claim)| !is_fixed[*claim]);
        reached.extend(open.map(|(_, claim)| claim));
    }
}
