//! Weighted max-min fairness by progressive filling: the rates of a set of flows over a set of constraints.
//!
//! A pure function of its input. Source: the reference's solver as SEMANTICS, section 2.5 describes it, which is Bertsekas
//! and Gallager's progressive filling ("Data Networks", 6.5.2) with weights, priorities and bounds.

mod limits;
mod problem;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use limits::Limits;
pub(super) use problem::{Claim, Pool, TOLERANCE};

/// Up to how many users a pool's usage is summed again after each flow, and its tightest flow looked for each time.
const SMALL_POOL: usize = 32;

/// Scratch memory of one solution.
struct Filling<'a> {
    pools: &'a [Pool],
    claims: &'a [Claim],
    rates: Vec<f64>,
    fixed: Vec<bool>,
    left: Vec<f64>,
    usage: Vec<f64>,
    open: Vec<usize>,
    /// Of the large pools that have been lowest.
    limits: Vec<Option<Limits>>,
    /// The flows to be fixed next.
    next: Vec<usize>,
}

/// The rate of each flow.
pub(super) fn solve(pools: &[Pool], claims: &[Claim]) -> Vec<f64> {
    let mut filling = Filling::new(pools, claims);
    // A pool's level only ever rises, so a level read from the heap is a lower bound of the present one.
    let mut levels: BinaryHeap<Reverse<(Level, usize)>> = (0..pools.len())
        .filter(|&pool| filling.open[pool] > 0)
        .map(|pool| Reverse((Level(filling.level(pool)), pool)))
        .collect();
    let mut lowest = Vec::new();
    while let Some(level) = filling.pop_lowest(&mut levels, &mut lowest) {
        filling.raise(level, &lowest);
        for &pool in &lowest {
            if filling.open[pool] > 0 {
                levels.push(Reverse((Level(filling.level(pool)), pool)));
            }
        }
    }
    filling.rates
}

impl<'a> Filling<'a> {
    fn new(pools: &'a [Pool], claims: &'a [Claim]) -> Self {
        let mut filling = Self {
            pools,
            claims,
            rates: vec![0.0; claims.len()],
            fixed: vec![false; claims.len()],
            left: pools.iter().map(|pool| pool.capacity).collect(),
            usage: vec![0.0; pools.len()],
            open: pools.iter().map(|pool| pool.users.len()).collect(),
            limits: Vec::new(),
            next: Vec::new(),
        };
        for pool in 0..pools.len() {
            filling.usage[pool] = filling.measure(pool);
        }
        filling
    }

    /// What the open flows of a pool use of it at level one.
    fn measure(&self, pool: usize) -> f64 {
        let shares = self.pools[pool]
            .users
            .iter()
            .filter(|(claim, _)| !self.fixed[*claim])
            .map(|(claim, weight)| weight / self.claims[*claim].priority);
        if self.pools[pool].fat {
            shares.fold(0.0, f64::max)
        } else {
            shares.sum()
        }
    }

    /// The `priority x rate` that the open flows of a pool would have if it were their only limit.
    fn level(&self, pool: usize) -> f64 {
        self.left[pool] / self.usage[pool]
    }

    /// Puts the pools of the lowest level into `lowest`, and returns that level.
    fn pop_lowest(
        &self,
        levels: &mut BinaryHeap<Reverse<(Level, usize)>>,
        lowest: &mut Vec<usize>,
    ) -> Option<f64> {
        lowest.clear();
        let mut reached = f64::INFINITY;
        while let Some(&Reverse((Level(seen), pool))) = levels.peek() {
            if self.open[pool] == 0 {
                levels.pop();
                continue;
            }
            let present = self.level(pool);
            if present > seen {
                levels.pop();
                levels.push(Reverse((Level(present), pool)));
            } else if lowest.is_empty() || present <= reached {
                levels.pop();
                reached = present;
                lowest.push(pool);
            } else {
                break;
            }
        }
        (!lowest.is_empty()).then_some(reached)
    }

    /// Fixes the open flows of the lowest pools: those whose bound lies below the level, or else all of them.
    fn raise(&mut self, level: f64, lowest: &[usize]) {
        let mut next = std::mem::take(&mut self.next);
        let is_bounded = self.choose(level, lowest, &mut next);
        for &claim in &next {
            let Claim {
                bound, priority, ..
            } = self.claims[claim];
            let rate = if is_bounded { bound } else { level / priority };
            self.fix(claim, rate);
        }
        next.clear();
        self.next = next;
    }

    /// Puts these flows into `next`; returns whether their bound is what they get.
    fn choose(&mut self, level: f64, lowest: &[usize], next: &mut Vec<usize>) -> bool {
        let (pools, claims) = (self.pools, self.claims);
        if let [pool] = lowest
            && pools[*pool].users.len() > SMALL_POOL
        {
            self.limits.resize_with(pools.len(), || None);
            let limits = &mut self.limits[*pool];
            let limits = limits.get_or_insert_with(|| Limits::of(&pools[*pool], claims));
            let tightest = limits.tightest(&self.fixed);
            if tightest < level {
                limits.reach(tightest, &self.fixed, next);
                return true;
            }
        }
        let users = lowest.iter().flat_map(|&pool| &pools[pool].users);
        let open = users.map(|(claim, _)| *claim);
        next.extend(open.filter(|&claim| !self.fixed[claim]));
        let limits = next.iter().map(|&claim| claims[claim].limit());
        let tightest = limits.fold(f64::INFINITY, f64::min);
        if tightest < level {
            next.retain(|&claim| claims[claim].limit() - tightest < TOLERANCE);
        }
        tightest < level
    }

    fn fix(&mut self, claim: usize, rate: f64) {
        if self.fixed[claim] {
            return;
        }
        self.rates[claim] = rate;
        self.fixed[claim] = true;
        for &(pool, weight) in &self.claims[claim].uses {
            self.open[pool] -= 1;
            if !self.pools[pool].fat {
                self.left[pool] -= weight * rate;
                // What is left of a full pool is rounding error: the flows still open on it get nothing.
                if self.left[pool] < TOLERANCE * self.pools[pool].capacity {
                    self.left[pool] = 0.0;
                }
            }
            if self.open[pool] > 0 {
                self.usage[pool] = self.usage_without(pool, weight / self.claims[claim].priority);
            }
        }
    }

    /// Sums again where that is cheap, since priorities may differ by many orders of magnitude; subtracts elsewhere.
    fn usage_without(&self, pool: usize, share: f64) -> f64 {
        let subtracted = self.usage[pool] - share;
        let tiny = subtracted <= self.usage[pool] * 1e-6;
        if self.pools[pool].fat || tiny || self.pools[pool].users.len() <= SMALL_POOL {
            self.measure(pool)
        } else {
            subtracted
        }
    }
}

/// A level that orders: never NaN, because usages of open pools are positive.
#[derive(Clone, Copy, PartialEq)]
struct Level(f64);

impl Eq for Level {}

impl PartialOrd for Level {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Level {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Priority, bound, and weight on each pool.
    type Flow<'a> = (f64, f64, &'a [(usize, f64)]);
    type OwnedFlow = (f64, f64, Vec<(usize, f64)>);

    fn problem(capacities: &[f64], claims: &[Flow<'_>]) -> (Vec<Pool>, Vec<Claim>) {
        let mut pools: Vec<Pool> = capacities
            .iter()
            .map(|&capacity| Pool {
                capacity,
                fat: false,
                users: Vec::new(),
            })
            .collect();
        let claims: Vec<Claim> = claims
            .iter()
            .enumerate()
            .map(|(index, &(priority, bound, uses))| {
                for &(pool, weight) in uses {
                    pools[pool].users.push((index, weight));
                }
                Claim {
                    priority,
                    bound,
                    uses: uses.to_vec(),
                }
            })
            .collect();
        (pools, claims)
    }

    fn rates(capacities: &[f64], claims: &[Flow<'_>]) -> Vec<f64> {
        let (pools, claims) = problem(capacities, claims);
        solve(&pools, &claims)
    }

    const FREE: f64 = f64::INFINITY;

    #[test]
    fn equal_flows_share_equally() {
        let equal: Flow<'_> = (1.0, FREE, &[(0, 1.0)]);
        assert_eq!(rates(&[12.0], &[equal; 3]), [4.0; 3]);
    }

    #[test]
    fn shares_are_inverse_to_priorities() {
        assert_eq!(
            rates(
                &[12.0],
                &[(1.0, FREE, &[(0, 1.0)]), (2.0, FREE, &[(0, 1.0)])]
            ),
            [8.0, 4.0]
        );
    }

    #[test]
    fn a_bounded_flow_leaves_its_share_to_the_others() {
        assert_eq!(
            rates(
                &[12.0],
                &[(1.0, 2.0, &[(0, 1.0)]), (1.0, FREE, &[(0, 1.0)])]
            ),
            [2.0, 10.0]
        );
    }

    #[test]
    fn a_flow_limited_elsewhere_leaves_its_share_to_the_others() {
        let through: &[(usize, f64)] = &[(0, 1.0), (1, 1.0)];
        assert_eq!(
            rates(
                &[12.0, 3.0],
                &[(1.0, FREE, through), (1.0, FREE, &[(0, 1.0)])]
            ),
            [3.0, 9.0]
        );
    }

    #[test]
    fn flows_on_a_fat_pipe_do_not_compete() {
        let (mut pools, claims) = problem(
            &[5.0],
            &[(1.0, FREE, &[(0, 1.0)]), (1.0, FREE, &[(0, 1.0)])],
        );
        pools[0].fat = true;
        assert_eq!(solve(&pools, &claims), [5.0, 5.0]);
    }

    #[test]
    fn a_flow_on_a_pool_that_others_have_filled_gets_nothing() {
        // Pool 1 lets the first flow have all of pool 0 but five millionths.
        let both: &[(usize, f64)] = &[(0, 1.0), (1, 1.0)];
        let got = rates(
            &[10.0, 9.99995],
            &[(1e-9, FREE, both), (1.0, FREE, &[(0, 1.0)])],
        );
        assert_eq!(got, [9.99995, 0.0]);
    }

    fn any_problem() -> impl Strategy<Value = (Vec<f64>, Vec<OwnedFlow>)> {
        let pools = prop::collection::vec(1.0f64..1e3, 1..6);
        pools.prop_flat_map(|pools| {
            let uses = prop::collection::btree_map(0..pools.len(), 0.05f64..2.0, 1..=pools.len());
            let bound = prop_oneof![Just(f64::INFINITY), 0.1f64..100.0];
            let claim = (
                0.01f64..10.0,
                bound,
                uses.prop_map(|uses| uses.into_iter().collect()),
            );
            (Just(pools), prop::collection::vec(claim, 1..12))
        })
    }

    proptest! {
        /// Feasible; and each flow is at its bound, or crosses a full pool on which no flow with a smaller level is open.
        #[test]
        fn no_capacity_is_exceeded_and_every_flow_has_a_bottleneck((capacities, flows) in any_problem()) {
            let borrowed: Vec<_> = flows.iter().map(|(p, b, uses)| (*p, *b, uses.as_slice())).collect();
            let (pools, claims) = problem(&capacities, &borrowed);
            let rates = solve(&pools, &claims);
            let load = |pool: usize| pools[pool].users.iter().map(|(claim, weight)| weight * rates[*claim]).sum::<f64>();
            for (index, pool) in pools.iter().enumerate() {
                prop_assert!(load(index) <= pool.capacity * (1.0 + 1e-9));
            }
            for (index, claim) in claims.iter().enumerate() {
                let level = rates[index] * claim.priority;
                let bounded = rates[index] >= claim.bound * (1.0 - 1e-6) - 1e-5;
                let blocked = claim.uses.iter().any(|(pool, _)| {
                    load(*pool) >= pools[*pool].capacity * (1.0 - 3e-5)
                        && pools[*pool].users.iter().all(|(other, _)| {
                            rates[*other] * claims[*other].priority <= level * (1.0 + 1e-4) + 1e-4
                        })
                });
                prop_assert!(bounded || blocked, "flow {} at {}", index, rates[index]);
            }
        }
    }
}
