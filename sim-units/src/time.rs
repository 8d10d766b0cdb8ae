//! Dates of the simulation.

use crate::amount::Amount;
use crate::error::UnitError;
use crate::measured::{Measured, readable};
use crate::{Dimension, SimDuration, notation};
use serde::{Serialize, Serializer};
use std::fmt;
use std::num::NonZeroU64;
use std::ops::{Add, AddAssign, Sub};

/// A date: a number of nanoseconds after the start of the simulation, up to 584 years.
///
/// A date and a duration make a date; two dates make a duration; two dates do not add up:
///
/// ```
/// use sim_units::SimTime;
/// use sim_units::short::{millis, secs};
///
/// let submitted = SimTime::ZERO + secs(3);
/// let started = submitted + millis(250);
/// assert_eq!(started - submitted, millis(250));
/// assert_eq!(submitted - started, secs(0)); // never below zero
/// assert_eq!(started.to_string(), "3.250000000 s");
/// ```
///
/// An `Option<SimTime>` takes no more space than a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(
    /// Nanoseconds and one more: zero is left to stand for the absence of a date.
    NonZeroU64,
);

impl SimTime {
    /// The start of the simulation.
    pub const ZERO: Self = Self(NonZeroU64::MIN);
    /// The end of time: after 584 years.
    pub const MAX: Self = Self(NonZeroU64::MAX);

    /// A number of nanoseconds after the start, or [`SimTime::MAX`] if that is before.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(nanos))
    }

    /// A number of seconds after the start, to the nearest nanosecond. What is after 584 years, or infinite, is never:
    /// [`SimTime::MAX`].
    ///
    /// # Panics
    ///
    /// If the number is negative or not a number: nothing is before the start.
    #[track_caller]
    pub const fn from_secs_f64(secs: f64) -> Self {
        Self::from_nanos(SimDuration::from_secs_f64(secs).as_nanos())
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0.get() - 1
    }

    /// Seconds since the start, to the nearest `f64`: exact to the nanosecond up to 97 days.
    pub const fn as_secs_f64(self) -> f64 {
        SimDuration::from_nanos(self.as_nanos()).as_secs_f64()
    }

    /// This long after, or [`SimTime::MAX`] if that is before.
    pub const fn saturating_add(self, duration: SimDuration) -> Self {
        Self(self.0.saturating_add(duration.as_nanos()))
    }

    /// The time since an earlier date; none since a later one.
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration::from_nanos(self.0.get().saturating_sub(earlier.0.get()))
    }
}

impl Default for SimTime {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SimTime").field(&self.as_nanos()).finish()
    }
}

impl Measured for SimTime {
    const DIMENSION: Dimension = Dimension::Time;

    fn from_amount(amount: Amount) -> Self {
        Self::ZERO + SimDuration::from_amount(amount)
    }

    fn from_number(secs: f64) -> Result<Self, UnitError> {
        SimDuration::from_number(secs).map(|since_start| Self::ZERO + since_start)
    }
}

readable!(SimTime);

/// As a number of seconds.
impl Serialize for SimTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }
}

/// In seconds with all nine decimals, so that dates line up and none is rounded.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.as_nanos();
        let (secs, nanos) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
        notation::pad(f, &format!("{secs}.{nanos:09} s"))
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;

    fn add(self, duration: SimDuration) -> Self {
        self.saturating_add(duration)
    }
}

impl AddAssign<SimDuration> for SimTime {
    fn add_assign(&mut self, duration: SimDuration) {
        *self = *self + duration;
    }
}

impl Sub for SimTime {
    type Output = SimDuration;

    fn sub(self, earlier: Self) -> SimDuration {
        self.since(earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{nanos, secs};
    use proptest::prelude::*;

    #[test]
    fn dates_saturate() {
        assert_eq!(SimTime::MAX + secs(1), SimTime::MAX);
        assert_eq!(SimTime::ZERO - SimTime::MAX, SimDuration::ZERO);
        assert_eq!(SimTime::from_secs_f64(1e300), SimTime::MAX);
    }

    #[test]
    fn dates_are_written_with_nine_decimals() {
        assert_eq!(
            (SimTime::ZERO + nanos(32_268_327_457)).to_string(),
            "32.268327457 s"
        );
        assert_eq!(SimTime::ZERO.to_string(), "0.000000000 s");
        assert_eq!(format!("{:>16}", SimTime::ZERO), "   0.000000000 s");
    }

    #[test]
    fn dates_go_through_serde_as_seconds() {
        assert_eq!(
            serde_json::to_string(&SimTime::from_nanos(32_268_327_457)).unwrap(),
            "32.268327457"
        );
        assert_eq!(
            serde_json::from_str::<SimTime>("32.268327457").unwrap(),
            SimTime::from_nanos(32_268_327_457)
        );
        assert_eq!(
            serde_json::from_str::<SimTime>("\"5 min\"").unwrap(),
            SimTime::ZERO + secs(300)
        );
    }

    proptest! {
        #[test]
        fn a_written_date_reads_back(nanos in any::<u64>()) {
            let date = SimTime::from_nanos(nanos);
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
    }
}
