//! What numbers a scaler's parameters may have.

use crate::units::SimDuration;

/// A share above zero and at most one.
pub(super) fn share(name: &str, value: f64) -> Option<String> {
    let is_share = value > 0.0 && value <= 1.0;
    (!is_share).then(|| format!("`{name}` is {value}; give it a share above 0 and at most 1"))
}

/// A finite number of at least this.
pub(super) fn at_least(name: &str, value: f64, least: f64) -> Option<String> {
    let is_possible = value >= least && value.is_finite();
    (!is_possible).then(|| format!("`{name}` is {value}; give it a number of at least {least}"))
}

/// The least time between two looks, and the longest that anything is remembered.
const SHORTEST: SimDuration = SimDuration::from_millis(1);
const LONGEST: SimDuration = SimDuration::from_hours(24);

/// A time between two looks.
pub(super) fn period(name: &str, value: SimDuration) -> Option<String> {
    let is_possible = (SHORTEST..=LONGEST).contains(&value);
    (!is_possible).then(|| format!("`{name}` is {value}; give it {SHORTEST} to {LONGEST}"))
}

/// A time over which something is averaged or remembered, which may be zero if there may be none.
pub(super) fn window(name: &str, value: SimDuration, may_be_zero: bool) -> Option<String> {
    let is_possible = value <= LONGEST && (may_be_zero || value >= SHORTEST);
    let least = if may_be_zero {
        SimDuration::ZERO
    } else {
        SHORTEST
    };
    (!is_possible).then(|| format!("`{name}` is {value}; give it {least} to {LONGEST}"))
}

/// The most instances that a scaler can be told of.
pub(super) const MOST: u32 = 1_000_000;

/// Bounds of the number of instances.
pub(super) fn bounds(least: u32, most: u32) -> Option<String> {
    if least > MOST {
        return Some(format!("`min_scale` is {least}; give it at most {MOST}"));
    }
    (least > most).then(|| {
        format!("`min_scale` is {least}, and `max_scale` {most}: give it no more than that")
    })
}

/// A whole number of at least one, such as the most instances.
pub(super) fn some(name: &str, value: u32) -> Option<String> {
    let is_possible = (1..=MOST).contains(&value);
    (!is_possible).then(|| format!("`{name}` is {value}; give it 1 to {MOST}"))
}
