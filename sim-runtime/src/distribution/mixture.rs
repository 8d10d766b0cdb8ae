//! Mixtures: now from one distribution, now from another.

use std::fmt;

use super::amount::{Measure, Plain};
use super::empirical::write_list;
use super::inverse::inverse;
use super::law::{Law, join, not_negative};
use crate::kernel::Stream;

/// A mixture: each value comes from one of several distributions, which is chosen with a probability in proportion to its
/// weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture<D> {
    parts: Vec<(f64, D)>,
    total: f64,
    checked: Result<Option<Measure>, String>,
}

impl<D> Mixture<D> {
    /// The weights and distributions.
    pub fn parts(&self) -> &[(f64, D)] {
        &self.parts
    }

    /// Those that are ever chosen, with their probabilities.
    fn possible(&self) -> impl Iterator<Item = (f64, &D)> {
        let parts = self.parts.iter().filter(|(weight, _)| *weight > 0.0);
        parts.map(|(weight, part)| (weight / self.total, part))
    }
}

/// Of these weights and distributions.
pub(super) fn mix<D: Law>(parts: Vec<(f64, D)>) -> Mixture<D> {
    let total = parts.iter().map(|(weight, _)| weight).sum();
    let checked = check_parts(&parts, total);
    Mixture {
        parts,
        total,
        checked,
    }
}

fn check_parts<D: Law>(parts: &[(f64, D)], total: f64) -> Result<Option<Measure>, String> {
    if parts.is_empty() {
        return Err("there is no distribution in it".to_owned());
    }
    let mut known = None;
    for (weight, part) in parts {
        not_negative("a weight", *weight)?;
        let measure = part
            .check()
            .map_err(|reason| format!("in `{part}`, {reason}"))?;
        known = join(known, measure)?;
    }
    if total > 0.0 && total.is_finite() {
        return Ok(known);
    }
    Err(format!(
        "its weights add up to {}; one must be above zero, and the sum finite",
        Plain(total)
    ))
}

impl<D: Law> Law for Mixture<D> {
    fn check(&self) -> Result<Option<Measure>, String> {
        self.checked.clone()
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        let mut left = stream.unit() * self.total;
        let mut chosen = None;
        for (weight, part) in self.parts.iter().filter(|(weight, _)| *weight > 0.0) {
            chosen = Some(part);
            if left < *weight {
                break;
            }
            left -= weight;
        }
        chosen.map_or(f64::NAN, |part| part.sample(stream))
    }

    fn mean(&self) -> f64 {
        self.possible()
            .map(|(probability, part)| probability * part.mean())
            .sum()
    }

    fn quantile(&self, probability: f64) -> f64 {
        let quantiles = || self.possible().map(|(_, part)| part.quantile(probability));
        let (low, high) = (quantiles().reduce(f64::min), quantiles().reduce(f64::max));
        let (Some(low), Some(high)) = (low, high) else {
            return f64::NAN;
        };
        // At 0 and 1 the bounds are the ends of the whole, and may be infinite.
        if probability <= 0.0 || low == high {
            return low;
        }
        if probability >= 1.0 {
            return high;
        }
        inverse(probability, (low, high), |value| self.cdf(value))
    }

    fn cdf(&self, value: f64) -> f64 {
        let parts = self.possible();
        let sum: f64 = parts
            .map(|(probability, part)| probability * part.cdf(value))
            .sum();
        sum.min(1.0)
    }
}

impl<D: fmt::Display> fmt::Display for Mixture<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts.iter();
        let parts = parts.map(|(weight, part)| format!("({}, {part})", Plain(*weight)));
        write_list(formatter, "Mixture", parts)
    }
}
