//! Amounts: parameters and values of distributions, with or without a unit.

use std::fmt;

use crate::units::table::unit;
use crate::units::{Bytes, Dimension, Quantity, SimDuration, parse_quantity};

/// What an amount measures, if it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Time \[s\].
    Time,
    /// Size \[B\].
    Size,
}

/// A number, of seconds or bytes if it has a unit of these: `2`, `500ms`, `128MiB`. Unlike a duration or a size it may be
/// negative, and a part of a nanosecond or of a byte.
///
/// ```
/// use sim_runtime::distribution::{Amount, Measure};
/// use sim_runtime::units::short::millis;
///
/// let pause = Amount::from(millis(500));
/// assert_eq!((pause.value(), pause.measure()), (0.5, Some(Measure::Time)));
/// assert_eq!(pause.to_string(), "500ms");
/// assert_eq!(Amount::from(2).measure(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    value: f64,
    measure: Option<Measure>,
}

impl Amount {
    /// The number: of seconds for a time, of bytes for a size.
    pub const fn value(self) -> f64 {
        self.value
    }

    /// What it measures, if it has a unit.
    pub const fn measure(self) -> Option<Measure> {
        self.measure
    }

    /// A number as it was written, and its unit, which may be empty.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(super) fn read(digits: &str, symbol: &str) -> Result<Self, String> {
        let number = number(digits)?;
        if symbol.is_empty() {
            return Ok(number.into());
        }
        let (sign, magnitude) = match digits.strip_prefix('-') {
            Some(magnitude) => (-1.0, magnitude),
            None => (1.0, digits),
        };
        let measure = match unit(symbol).map(|unit| unit.dimension) {
            Some(Dimension::Time) => Measure::Time,
            Some(Dimension::Bytes) => Measure::Size,
            Some(other) => {
                return Err(format!(
                    "`{symbol}` is a unit of {other}; an amount has a unit of time or of size, or none"
                ));
            }
            None => {
                let unknown = parse_quantity("1", symbol).err();
                return Err(unknown.map_or_else(String::new, |unknown| unknown.to_string()));
            }
        };
        // Exact where a duration or a size is; what they cannot hold is the nearest number.
        let value = match parse_quantity(magnitude, symbol) {
            Ok(Quantity::Duration(duration)) => sign * duration.as_secs_f64(),
            Ok(Quantity::Bytes(size)) => sign * size.get() as f64,
            _ => number * base_units(symbol, measure),
        };
        Ok(Self {
            value,
            measure: Some(measure),
        })
    }
}

/// A number as it was written.
pub(super) fn number(digits: &str) -> Result<f64, String> {
    let plain = digits.replace('_', "");
    match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err(format!("`{digits}` is too large a number")),
        Err(_) => Err(format!(
            "`{digits}` is not a number such as `2`, `1.5` or `5e-3`"
        )),
    }
}

/// How many seconds or bytes one of a unit is.
fn base_units(symbol: &str, measure: Measure) -> f64 {
    let Some(factor) = unit(symbol).map(|unit| unit.factor) else {
        return f64::NAN;
    };
    // Times are held as nanoseconds.
    let exponent = match measure {
        Measure::Time => factor.exponent - 9,
        Measure::Size => factor.exponent,
    };
    let power = |exponent: i32| libm::pow(10.0, f64::from(exponent));
    let coefficient = factor.coefficient as f64;
    match exponent {
        0.. => coefficient * power(exponent),
        _ => coefficient / power(-exponent),
    }
}

/// With a unit if it has one; reads back as the same amount.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.value.abs();
        let quantity = match self.measure {
            None => None,
            Some(Measure::Time) => SimDuration::try_from_secs_f64(magnitude)
                .ok()
                .filter(|duration| duration.as_secs_f64() == magnitude)
                .map(|duration| duration.to_string()),
            Some(Measure::Size) => Some(Bytes::new(magnitude as u64))
                .filter(|size| size.get() as f64 == magnitude)
                .map(|size| size.to_string()),
        };
        match (quantity, self.measure) {
            (Some(quantity), _) if self.value < 0.0 => write!(formatter, "-{quantity}"),
            (Some(quantity), _) => formatter.write_str(&quantity),
            (None, None) => Plain(self.value).fmt(formatter),
            (None, Some(Measure::Time)) => write!(formatter, "{}s", Plain(self.value)),
            (None, Some(Measure::Size)) => write!(formatter, "{}B", Plain(self.value)),
        }
    }
}

/// A number, short, so that it reads back.
pub(super) struct Plain(pub(super) f64);

impl fmt::Display for Plain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = self;
        match number.abs() {
            0.0 | 1e-5..1e15 => write!(formatter, "{number}"),
            _ => write!(formatter, "{number:e}"),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Time => "a time",
            Self::Size => "a size",
        })
    }
}

impl From<f64> for Amount {
    fn from(value: f64) -> Self {
        Self {
            value,
            measure: None,
        }
    }
}

macro_rules! from_numbers {
    ($($number:ident)*) => {$(
        impl From<$number> for Amount {
            fn from(number: $number) -> Self {
                Self::from(number as f64)
            }
        }
    )*};
}

from_numbers!(f32 i32 u32 i64 u64 usize);

impl From<SimDuration> for Amount {
    fn from(duration: SimDuration) -> Self {
        Self {
            value: duration.as_secs_f64(),
            measure: Some(Measure::Time),
        }
    }
}

impl From<Bytes> for Amount {
    fn from(size: Bytes) -> Self {
        Self {
            value: size.get() as f64,
            measure: Some(Measure::Size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::short::{mib, mins};

    fn read(digits: &str, symbol: &str) -> (f64, Option<Measure>) {
        let amount = Amount::read(digits, symbol).expect("it is an amount");
        (amount.value, amount.measure)
    }

    #[test]
    fn units_of_time_and_size_are_read() {
        assert_eq!(read("500", "ms"), (0.5, Some(Measure::Time)));
        assert_eq!(read("-2", "min"), (-120.0, Some(Measure::Time)));
        assert_eq!(read("0.25", "ns"), (0.25e-9, Some(Measure::Time)));
        assert_eq!(read("128", "MiB"), (134_217_728.0, Some(Measure::Size)));
        assert_eq!(read("1.5", "B"), (1.5, Some(Measure::Size)));
        assert_eq!(read("1_000.5", ""), (1000.5, None));
    }

    #[test]
    fn other_units_are_refused() {
        let error = |digits, symbol| Amount::read(digits, symbol).unwrap_err();
        assert_eq!(
            error("1", "MB/s"),
            "`MB/s` is a unit of bandwidth; an amount has a unit of time or of size, or none"
        );
        assert_eq!(error("1", "sec"), "unknown unit `sec`; did you mean `s`?");
        assert_eq!(error("1e999", ""), "`1e999` is too large a number");
        assert_eq!(
            error("1.2.3", "s"),
            "`1.2.3` is not a number such as `2`, `1.5` or `5e-3`"
        );
    }

    #[test]
    fn an_amount_is_shown_with_its_unit() {
        assert_eq!(Amount::from(mins(10)).to_string(), "10min");
        assert_eq!(Amount::from(mib(1)).to_string(), "1.048576MB");
        assert_eq!(Amount::from(1e-9).to_string(), "1e-9");
        assert_eq!(Amount::from(3).to_string(), "3");
        let fine = Amount {
            value: -1.0 / 3.0,
            measure: Some(Measure::Time),
        };
        assert_eq!(fine.to_string(), "-0.3333333333333333s");
    }
}
