//! Max-min fairness by progressive filling, as plainly as it can be said: flow by flow, from nothing, each time.

use super::*;

/// How much of a capacity counts as nothing (SEMANTICS 2.5, point 4).
const NOTHING: f64 = 1e-5;

/// What a flow asks for.
#[derive(Clone)]
pub(super) struct Asking<I> {
    pub(super) priority: f64,
    pub(super) bound: f64,
    pub(super) uses: I,
}

struct Filled {
    limit: f64,
    priority: f64,
    bound: f64,
    /// What one unit of rate takes of each capacity.
    weights: Vec<f64>,
    rate: Option<f64>,
}

/// The rate of each flow.
pub(super) fn fill<'a, I>(
    capacities: &[(f64, Sharing)],
    asking: impl Iterator<Item = Asking<I>>,
) -> Vec<f64>
where
    I: Iterator<Item = &'a (Constraint, f64)>,
{
    let mut flows: Vec<Filled> = asking
        .map(|asking| {
            let mut weights = vec![0.0; capacities.len()];
            for (constraint, weight) in asking.uses {
                let sum: &mut f64 = &mut weights[constraint.index()];
                match capacities[constraint.index()].1 {
                    Sharing::Shared => *sum += weight,
                    Sharing::FatPipe => *sum = sum.max(*weight),
                }
            }
            let fat = weights.iter().zip(capacities);
            let fat =
                fat.filter(|(weight, (_, sharing))| **weight > 0.0 && *sharing == Sharing::FatPipe);
            let bound = fat.fold(asking.bound, |bound, (weight, (amount, _))| {
                bound.min(amount / weight)
            });
            Filled {
                limit: asking.priority * bound,
                priority: asking.priority,
                bound,
                weights,
                rate: None,
            }
        })
        .collect();
    while flows.iter().any(|flow| flow.rate.is_none()) {
        fix(capacities, &mut flows);
    }
    flows
        .iter()
        .map(|flow| flow.rate.unwrap_or_default())
        .collect()
}

/// Fixes those that reach their bound or fill a capacity first.
fn fix(capacities: &[(f64, Sharing)], flows: &mut [Filled]) {
    let mut lowest = f64::INFINITY;
    let mut filled = None;
    for (index, (amount, sharing)) in capacities.iter().enumerate() {
        let taken = flows
            .iter()
            .map(|f| f.weights[index] * f.rate.unwrap_or_default());
        let mut left = amount - taken.sum::<f64>();
        if left < NOTHING * amount {
            left = 0.0;
        }
        let open = flows.iter().filter(|f| f.rate.is_none());
        let share: f64 = open.map(|f| f.weights[index] / f.priority).sum();
        if *sharing == Sharing::Shared && share > 0.0 && left / share < lowest {
            (lowest, filled) = (left / share, Some(index));
        }
    }
    let open = flows.iter().filter(|f| f.rate.is_none());
    let limit = open.map(|f| f.limit).fold(f64::INFINITY, f64::min);
    for flow in flows.iter_mut().filter(|f| f.rate.is_none()) {
        if limit < lowest {
            if flow.limit == limit {
                flow.rate = Some(flow.bound);
            }
        } else if filled.is_none_or(|filled| flow.weights[filled] > 0.0) {
            flow.rate = Some((lowest / flow.priority).min(flow.bound));
        }
    }
}
