//! The time between two dates.

use crate::amount::Amount;
use crate::decimal::Decimal;
use crate::error::{UnitError, magnitude};
use crate::measured::{Measured, readable};
use crate::notation;
use crate::number::{Number, Scalar, scaled};
use crate::table::{self, Dimension};
use serde::{Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub, SubAssign};

const NANOS_PER_SEC: u64 = 1_000_000_000;

/// A whole number of nanoseconds, up to 584 years. Sums, differences and products saturate.
///
/// ```
/// use sim_units::SimDuration;
///
/// let timeout: SimDuration = "1.5 s".parse()?;
/// assert_eq!(timeout, SimDuration::from_millis(1500));
/// assert_eq!((timeout * 40).to_string(), "1min");
/// assert_eq!((timeout / 3).to_string(), "500ms");
/// # Ok::<(), sim_units::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimDuration(u64);

impl SimDuration {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// For ever, in practice: 584 years.
    pub const MAX: Self = Self(u64::MAX);

    /// A number of nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// A number of microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros.saturating_mul(1_000))
    }

    /// A number of milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// A number of seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(NANOS_PER_SEC))
    }

    /// A number of minutes.
    pub const fn from_mins(mins: u64) -> Self {
        Self::from_secs(mins.saturating_mul(60))
    }

    /// A number of hours.
    pub const fn from_hours(hours: u64) -> Self {
        Self::from_secs(hours.saturating_mul(3600))
    }

    /// A number of seconds, to the nearest nanosecond. What is longer than 584 years, or infinite, is for ever:
    /// [`SimDuration::MAX`].
    ///
    /// ```
    /// use sim_units::SimDuration;
    ///
    /// assert_eq!(SimDuration::from_secs_f64(2.5e-6), SimDuration::from_nanos(2500));
    /// assert_eq!(SimDuration::from_secs_f64(f64::INFINITY), SimDuration::MAX);
    /// ```
    ///
    /// # Panics
    ///
    /// If the number is negative or not a number: no time is.
    #[track_caller]
    pub const fn from_secs_f64(secs: f64) -> Self {
        assert!(
            secs >= 0.0,
            "a number of seconds is not negative and not NaN"
        );
        Self::of_secs(secs)
    }

    /// A number of seconds, of which nothing is known, to the nearest nanosecond.
    ///
    /// # Errors
    ///
    /// If it is negative, not a number, or more than about 584 years.
    pub fn try_from_secs_f64(secs: f64) -> Result<Self, UnitError> {
        let secs = magnitude(secs)?;
        if secs > Self::MAX.as_secs_f64() {
            return Err(UnitError::TooLarge {
                written: format!("{secs}s"),
                dimension: Dimension::Time,
            });
        }
        Ok(Self::of_secs(secs))
    }

    /// How long an amount takes at a rate: nothing takes no time, anything at no rate takes for ever.
    pub(crate) const fn of_ratio(amount: f64, rate: f64) -> Self {
        Self::of_secs(amount / rate)
    }

    /// A number of seconds; none if that is not a number.
    const fn of_secs(secs: f64) -> Self {
        // Whole seconds and the rest apart: one product would be rounded, beyond 26 days to the
        // wrong nanosecond. Casts saturate.
        let whole = secs as u64;
        let rest = (secs - whole as f64) * NANOS_PER_SEC as f64 + 0.5;
        Self(
            whole
                .saturating_mul(NANOS_PER_SEC)
                .saturating_add(rest as u64),
        )
    }

    /// The number of nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The number of seconds, to the nearest `f64`: exact to the nanosecond up to 97 days.
    pub const fn as_secs_f64(self) -> f64 {
        // Above, one quotient would be rounded twice, to a number that is not read as what it was written for.
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
        let per_sec = NANOS_PER_SEC as f64;
        if self.0 <= EXACT {
            self.0 as f64 / per_sec
        } else {
            (self.0 / NANOS_PER_SEC) as f64 + (self.0 % NANOS_PER_SEC) as f64 / per_sec
        }
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or [`SimDuration::MAX`] if that is less.
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or [`SimDuration::ZERO`] if `other` is longer.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Measured for SimDuration {
    const DIMENSION: Dimension = Dimension::Time;

    fn from_amount(amount: Amount) -> Self {
        Self(amount.whole())
    }

    // A number in a file often comes out of a floating-point computation: it is rounded, where a
    // text must be exact.
    fn from_number(secs: f64) -> Result<Self, UnitError> {
        Self::try_from_secs_f64(secs)
    }
}

readable!(SimDuration);

/// As a number of seconds.
impl Serialize for SimDuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_secs_f64())
    }
}

/// In whole days, hours or minutes, else in decimals of the largest unit up to the second, exactly:
/// `10min`, `1.5s`, `20us`.
impl fmt::Display for SimDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longer = table::listed(Dimension::Time)
            .rev()
            .take_while(|unit| unit.factor.coefficient > 1);
        for unit in longer {
            let nanos = unit
                .factor
                .as_u64()
                .expect("units of time are whole nanoseconds");
            if !self.is_zero() && self.0.is_multiple_of(nanos) {
                return notation::pad(f, &format!("{}{}", self.0 / nanos, unit.symbol));
            }
        }
        notation::write(f, Decimal::whole(self.0), Dimension::Time)
    }
}

impl Add for SimDuration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for SimDuration {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl SubAssign for SimDuration {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// To the nearest nanosecond; at most [`SimDuration::MAX`].
///
/// # Panics
///
/// If the factor is negative or not a number, or if no time is scaled by infinity.
impl<N: Number> Mul<N> for SimDuration {
    type Output = Self;

    #[track_caller]
    fn mul(self, times: N) -> Self {
        Self(Scalar::of(times).times(self.0, SCALED))
    }
}

/// In a whole number of parts, rounded down to a nanosecond; by a floating-point number, to the nearest one.
///
/// # Panics
///
/// If there are no parts, or if their number is negative or not a number.
impl<N: Number> Div<N> for SimDuration {
    type Output = Self;

    #[track_caller]
    fn div(self, parts: N) -> Self {
        Self(Scalar::of(parts).parts_of(self.0, SCALED))
    }
}

/// Why a product or a quotient is refused.
const SCALED: &str = "a duration is scaled by a number that is not negative and not NaN";

scaled!(SimDuration);

/// How many times the other fits in; infinite or not a number if the other is no time.
impl Div for SimDuration {
    type Output = f64;

    fn div(self, other: Self) -> f64 {
        self.0 as f64 / other.0 as f64
    }
}

impl Sum for SimDuration {
    fn sum<I: Iterator<Item = Self>>(durations: I) -> Self {
        durations.fold(Self::ZERO, Self::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{hours, millis, mins, nanos, secs, us};
    use proptest::prelude::*;

    #[test]
    fn seconds_are_rounded_to_the_nearest_nanosecond() {
        assert_eq!(SimDuration::from_secs_f64(0.1), millis(100));
        assert_eq!(SimDuration::from_secs_f64(1.4e-9), nanos(1));
        assert_eq!(SimDuration::from_secs_f64(1.6e-9), nanos(2));
        assert_eq!(SimDuration::from_secs_f64(-0.0), SimDuration::ZERO);
        assert_eq!(SimDuration::from_secs_f64(1e300), SimDuration::MAX);
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(secs(1) - secs(2), SimDuration::ZERO);
        assert_eq!(SimDuration::MAX + secs(1), SimDuration::MAX);
        assert_eq!(SimDuration::MAX * 2, SimDuration::MAX);
        assert_eq!(SimDuration::MAX * 2.0, SimDuration::MAX);
        assert_eq!(hours(u64::MAX), SimDuration::MAX);
    }

    #[test]
    fn durations_are_scaled_and_summed() {
        assert_eq!(secs(3) * 0.5, millis(1500));
        assert_eq!(nanos(3) * 0.5, nanos(2));
        assert_eq!(secs(3) / 2, millis(1500));
        assert_eq!(secs(3) / secs(2), 1.5);
        assert_eq!([secs(1), secs(2)].into_iter().sum::<SimDuration>(), secs(3));
    }

    #[test]
    fn durations_are_written_in_the_largest_exact_unit() {
        let written = |duration: SimDuration| duration.to_string();
        assert_eq!(written(millis(1500)), "1.5s");
        assert_eq!(written(us(20)), "20us");
        assert_eq!(written(mins(10)), "10min");
        assert_eq!(written(secs(90)), "90s");
        assert_eq!(written(hours(48)), "2d");
        assert_eq!(written(nanos(32_268_327_457)), "32.268327457s");
        assert_eq!(written(SimDuration::ZERO), "0s");
        assert_eq!(format!("{:.2}", nanos(32_268_327_457)), "32.27s");
    }

    #[test]
    fn durations_go_through_serde_as_seconds() {
        assert_eq!(serde_json::to_string(&millis(1500)).unwrap(), "1.5");
        assert_eq!(
            serde_json::from_str::<SimDuration>("1.5").unwrap(),
            millis(1500)
        );
        assert_eq!(
            serde_json::from_str::<SimDuration>("\"1.5s\"").unwrap(),
            millis(1500)
        );
        assert!(serde_json::from_str::<SimDuration>("1e11").is_err());
        assert!(serde_json::from_str::<SimDuration>("-0.5").is_err());
        let longest = serde_json::to_string(&SimDuration::MAX).unwrap();
        assert_eq!(
            serde_json::from_str::<SimDuration>(&longest).unwrap(),
            SimDuration::MAX
        );
    }

    proptest! {
        #[test]
        fn a_written_duration_reads_back(nanos in any::<u64>()) {
            let duration = SimDuration::from_nanos(nanos);
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn whole_units_read_back(mins in 0_u64..1_000_000) {
            let duration = SimDuration::from_mins(mins);
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn seconds_are_exact_to_the_nanosecond_for_97_days(nanos in 0..97 * 86_400 * NANOS_PER_SEC) {
            let duration = SimDuration::from_nanos(nanos);
            prop_assert_eq!(SimDuration::from_secs_f64(duration.as_secs_f64()), duration);
        }

        #[test]
        fn seconds_that_were_written_are_written_again(nanos in any::<u64>()) {
            let secs = SimDuration::from_nanos(nanos).as_secs_f64();
            prop_assert_eq!(SimDuration::from_secs_f64(secs).as_secs_f64(), secs);
        }
    }
}
