//! Distributions that have been measured: by some of their quantiles, or by samples.

use std::fmt;

use super::amount::{Amount, Measure, Plain};
use super::law::{Law, finite, measure};
use crate::kernel::Stream;

/// Quantiles, and straight lines between them: as many values fall between two of them as their probabilities say, each
/// equally likely.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileTable {
    points: Vec<(f64, Amount)>,
    checked: Result<Option<Measure>, String>,
}

impl QuantileTable {
    /// Probabilities from 0 to 1, and the value that is not exceeded with each.
    pub(super) fn new(points: Vec<(f64, Amount)>) -> Self {
        let checked = check_points(&points);
        Self { points, checked }
    }

    /// The probabilities and values.
    pub fn points(&self) -> &[(f64, Amount)] {
        &self.points
    }

    fn lines(&self) -> impl Iterator<Item = [(f64, f64); 2]> {
        let ends = |pair: &[(f64, Amount)]| [0, 1].map(|end| (pair[end].0, pair[end].1.value()));
        self.points.windows(2).map(ends)
    }
}

fn check_points(points: &[(f64, Amount)]) -> Result<Option<Measure>, String> {
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else {
        return Err("there is no quantile in it".to_owned());
    };
    for (probability, value) in points {
        finite("a probability", *probability)?;
        finite("a value", value.value())?;
    }
    if (*first, *last) != (0.0, 1.0) {
        return Err(format!(
            "its probabilities go from {} to {}; they must go from 0, the least value, to 1, the largest",
            Plain(*first),
            Plain(*last)
        ));
    }
    for pair in points.windows(2) {
        let [(before, low), (after, high)] = [pair[0], pair[1]];
        if after <= before {
            return Err(format!(
                "the probability {} comes after {}; they must increase",
                Plain(after),
                Plain(before)
            ));
        }
        if high.value() < low.value() {
            return Err(format!(
                "the value {high} at {} is below {low} at {}; values must not decrease",
                Plain(after),
                Plain(before)
            ));
        }
    }
    measure(points.iter().map(|(_, value)| *value))
}

impl Law for QuantileTable {
    fn check(&self) -> Result<Option<Measure>, String> {
        self.checked.clone()
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.quantile(stream.unit())
    }

    fn mean(&self) -> f64 {
        let part =
            |[(before, low), (after, high)]: [(f64, f64); 2]| (after - before) * (low + high) / 2.0;
        self.lines().map(part).sum()
    }

    fn quantile(&self, probability: f64) -> f64 {
        let end = self
            .points
            .partition_point(|(known, _)| *known < probability);
        let (after, high) = self.points[end.min(self.points.len() - 1)];
        let Some((before, low)) = end.checked_sub(1).map(|before| self.points[before]) else {
            return high.value();
        };
        let part = (probability - before) / (after - before);
        low.value() + (high.value() - low.value()) * part
    }

    fn cdf(&self, value: f64) -> f64 {
        let end = self
            .points
            .partition_point(|(_, known)| known.value() <= value);
        let (before, low) = match end.checked_sub(1) {
            Some(last) if end < self.points.len() => self.points[last],
            Some(_) => return 1.0,
            None => return 0.0,
        };
        let (after, high) = self.points[end];
        let part = (value - low.value()) / (high.value() - low.value());
        before + (after - before) * part
    }
}

impl fmt::Display for QuantileTable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = self.points.iter();
        let points =
            points.map(|(probability, value)| format!("({}, {value})", Plain(*probability)));
        write_list(formatter, "Quantiles", points)
    }
}

/// Values that have been seen, each equally likely.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleList {
    /// In order.
    values: Vec<Amount>,
    checked: Result<Option<Measure>, String>,
}

impl SampleList {
    /// Values in any order.
    pub(super) fn new(mut values: Vec<Amount>) -> Self {
        let checked = check_values(&values);
        values.sort_by(|one, other| one.value().total_cmp(&other.value()));
        Self { values, checked }
    }

    /// The values, in order of size.
    pub fn values(&self) -> &[Amount] {
        &self.values
    }
}

fn check_values(values: &[Amount]) -> Result<Option<Measure>, String> {
    if values.is_empty() {
        return Err("there is no sample in it".to_owned());
    }
    for value in values {
        finite("a sample", value.value())?;
    }
    measure(values.iter().copied())
}

impl Law for SampleList {
    fn check(&self) -> Result<Option<Measure>, String> {
        self.checked.clone()
    }

    fn sample(&self, stream: &mut Stream) -> f64 {
        self.values[stream.uniform(0..self.values.len())].value()
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self.values.iter().map(|value| value.value()).sum();
        sum / self.values.len() as f64
    }

    fn quantile(&self, probability: f64) -> f64 {
        // A hair less, so that rounding does not take one more: 0.07 of 100 are 7.
        let below = libm::ceil(probability * self.values.len() as f64 - 1e-9) as usize;
        let last = self.values.len() - 1;
        self.values[below.saturating_sub(1).min(last)].value()
    }

    fn cdf(&self, value: f64) -> f64 {
        let below = self.values.partition_point(|known| known.value() <= value);
        below as f64 / self.values.len() as f64
    }
}

impl fmt::Display for SampleList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(
            formatter,
            "Samples",
            self.values.iter().map(Amount::to_string),
        )
    }
}

/// Writes a list as the argument of a family.
pub(super) fn write_list(
    formatter: &mut fmt::Formatter<'_>,
    family: &str,
    entries: impl Iterator<Item = String>,
) -> fmt::Result {
    let entries: Vec<_> = entries.collect();
    write!(formatter, "{family}([{}])", entries.join(", "))
}
