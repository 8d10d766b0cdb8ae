//! What all families of distributions have in common.

use std::fmt::Display;

use super::amount::{Amount, Measure, Plain};
use crate::kernel::Stream;

/// A distribution of numbers. `Display` writes it as it is read.
pub(super) trait Law: Display {
    /// What its values measure, if its parameters say so.
    ///
    /// # Errors
    ///
    /// What is wrong with its parameters.
    fn check(&self) -> Result<Option<Measure>, String>;

    /// Draws a value; the parameters are sound.
    fn sample(&self, stream: &mut Stream) -> f64;

    /// The expectation, which may be infinite.
    fn mean(&self) -> f64;

    /// The least value that is not exceeded with this probability, which is from 0 to 1.
    fn quantile(&self, probability: f64) -> f64;

    /// The probability of a value that is not larger.
    fn cdf(&self, value: f64) -> f64;
}

/// The probability of a value that is not larger, where there is one value only.
pub(super) fn step(value: f64, at: f64) -> f64 {
    if value < at { 0.0 } else { 1.0 }
}

/// What amounts measure that belong together.
pub(super) fn measure(
    amounts: impl IntoIterator<Item = Amount>,
) -> Result<Option<Measure>, String> {
    amounts
        .into_iter()
        .filter_map(Amount::measure)
        .try_fold(None, |known, measure| join(known, Some(measure)))
}

/// What two amounts measure that belong together.
pub(super) fn join(
    one: Option<Measure>,
    other: Option<Measure>,
) -> Result<Option<Measure>, String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Err(format!(
            "{one} and {other} are no values of one distribution"
        )),
        (one, other) => Ok(one.or(other)),
    }
}

/// A parameter that may be any number.
pub(super) fn finite(name: &str, number: f64) -> Result<(), String> {
    if number.is_finite() {
        return Ok(());
    }
    Err(format!("{name} is {number}, which is no finite number"))
}

/// A parameter that may be zero, but not less.
pub(super) fn not_negative(name: &str, number: f64) -> Result<(), String> {
    finite(name, number)?;
    if number >= 0.0 {
        return Ok(());
    }
    Err(format!(
        "{name} is {}, and cannot be below zero",
        Plain(number)
    ))
}

/// A parameter that is above zero.
pub(super) fn positive(name: &str, number: f64) -> Result<(), String> {
    finite(name, number)?;
    if number > 0.0 {
        return Ok(());
    }
    Err(format!(
        "{name} is {}, and must be above zero",
        Plain(number)
    ))
}
