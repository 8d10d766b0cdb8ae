//! How long the first byte takes over a link.

use crate::SimDuration;
use crate::amount::Amount;
use crate::decimal::Decimal;
use crate::error::UnitError;
use crate::measured::{Measured, readable};
use crate::notation;
use crate::table::Dimension;
use serde::{Serialize, Serializer};
use std::fmt;

const NANOS_PER_SEC: f64 = 1e9;

/// A time that is not a date's: a number of seconds as it is, where a [`SimDuration`] has whole nanoseconds only.
///
/// ```
/// use sim_units::{Latency, SimDuration};
///
/// let link: Latency = "20us".parse()?;
/// assert_eq!(link, SimDuration::from_micros(20).into());
/// assert_eq!(Latency::new(2.5e-10).to_string(), "0.25ns");
/// # Ok::<(), sim_units::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Latency(f64);

impl Latency {
    /// No time.
    pub const ZERO: Self = Self(0.0);

    /// A number of seconds.
    ///
    /// # Panics
    ///
    /// If it is negative, infinite or not a number.
    pub const fn new(secs: f64) -> Self {
        assert!(
            secs >= 0.0 && secs < f64::INFINITY,
            "a latency is finite and not negative"
        );
        // Minus zero is zero.
        Self(secs + 0.0)
    }

    /// The number of seconds.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0.0
    }
}

impl From<SimDuration> for Latency {
    fn from(duration: SimDuration) -> Self {
        Self(duration.as_secs_f64())
    }
}

impl Measured for Latency {
    const DIMENSION: Dimension = Dimension::Time;
    const HAS_FRACTIONS: bool = true;

    fn from_amount(amount: Amount) -> Self {
        Self(amount.real() / NANOS_PER_SEC)
    }

    fn from_number(secs: f64) -> Result<Self, UnitError> {
        // As long as a duration may be, and no longer.
        SimDuration::from_number(secs).map(|_| Self(secs))
    }
}

readable!(Latency);

/// As a number of seconds.
impl Serialize for Latency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

/// As a [`SimDuration`], or in nanoseconds with a fraction.
impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = SimDuration::from_secs_f64(self.0);
        if Self::from(nearest) == *self {
            return nearest.fmt(f);
        }
        let nanos = self.0 * NANOS_PER_SEC;
        if nanos < 1.0 {
            return notation::pad(f, &format!("{}ns", Decimal::shortest(nanos)));
        }
        notation::write(f, Decimal::shortest(nanos), Dimension::Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{nanos, secs, us};

    #[test]
    fn a_number_keeps_its_fraction_of_a_nanosecond() {
        let read = |json: &str| serde_json::from_str::<Latency>(json).unwrap();
        assert_eq!(read("1e-10").get(), 1e-10);
        assert_eq!(read("1.23456e-6").get(), 1.23456e-6);
        assert_eq!(
            serde_json::to_string(&read("1.23456e-6")).unwrap(),
            "1.23456e-6"
        );
    }

    #[test]
    fn a_text_keeps_its_fraction_of_a_nanosecond() {
        assert_eq!("0.25ns".parse(), Ok(Latency::new(2.5e-10)));
        assert_eq!("1.5e-9s".parse(), Ok(Latency::new(1.5e-9)));
        let odd = Latency::new(1.234_567e-6);
        assert_eq!(odd.to_string().parse(), Ok(odd));
        assert!("0.5ns".parse::<SimDuration>().is_err());
    }

    #[test]
    fn whole_nanoseconds_are_those_of_a_duration() {
        assert_eq!("20us".parse(), Ok(Latency::from(us(20))));
        assert_eq!(
            serde_json::from_str::<Latency>("3e-2").unwrap(),
            nanos(30_000_000).into()
        );
        assert_eq!(Latency::from(us(20)).to_string(), "20us");
        assert_eq!(Latency::from(secs(90)).to_string(), "90s");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for nonsense in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(std::panic::catch_unwind(|| Latency::new(nonsense)).is_err());
        }
        assert!(Latency::new(-0.0).is_zero());
        assert!(serde_json::from_str::<Latency>("-1").is_err());
        assert!(serde_json::from_str::<Latency>("1e11").is_err());
    }
}
