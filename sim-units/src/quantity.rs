//! From a number and a unit to a quantity of the dimension of the unit.

use crate::amount::Amount;
use crate::error::UnitError;
use crate::table::{self, Dimension};
use crate::{Bandwidth, Bytes, Flops, SimDuration, Speed, Watts};

/// A quantity whose dimension is known at run time only, by its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// `60s`
    Duration(SimDuration),
    /// `250MB`
    Bytes(Bytes),
    /// `2Gflop`
    Flops(Flops),
    /// `10Gflop/s`
    Speed(Speed),
    /// `100MB/s`
    Bandwidth(Bandwidth),
    /// `200W`
    Power(Watts),
    /// `50%`, which is 0.5
    Ratio(f64),
}

impl Quantity {
    /// What the quantity measures.
    pub const fn dimension(self) -> Dimension {
        match self {
            Quantity::Duration(_) => Dimension::Time,
            Quantity::Bytes(_) => Dimension::Bytes,
            Quantity::Flops(_) => Dimension::Work,
            Quantity::Speed(_) => Dimension::Speed,
            Quantity::Bandwidth(_) => Dimension::Bandwidth,
            Quantity::Power(_) => Dimension::Power,
            Quantity::Ratio(_) => Dimension::Ratio,
        }
    }
}

/// The quantity that a number and a unit make, e.g. `1.5` and `GB`. Underscores and an exponent are
/// accepted in the number.
///
/// Times and sizes are exact; the others are the nearest `f64`.
///
/// # Errors
/// If the number is none or is negative, if the unit is not in the [table], or if a time or a size
/// is not a whole number of nanoseconds or bytes, or is too large.
///
/// ```
/// use sim_units::short::millis;
/// use sim_units::{Quantity, parse_quantity};
///
/// assert_eq!(parse_quantity("1.5", "s"), Ok(Quantity::Duration(millis(1500))));
/// assert_eq!(parse_quantity("50", "%"), Ok(Quantity::Ratio(0.5)));
/// assert_eq!(parse_quantity("1.5", "B").unwrap_err().to_string(), "`1.5B` is not a whole number of bytes");
/// assert_eq!(parse_quantity("1", "GFlop").unwrap_err().to_string(), "unknown unit `GFlop`; did you mean `Gflop`?");
/// ```
pub fn parse_quantity(digits: &str, unit: &str) -> Result<Quantity, UnitError> {
    let Some(unit) = table::unit(unit) else {
        let unknown = || UnitError::Unknown {
            unit: unit.to_owned(),
            suggestion: table::suggest(unit),
            dimension: None,
        };
        return Err(table::several_units(digits, unit).unwrap_or_else(unknown));
    };
    let amount = Amount::of(digits, unit)?;
    Ok(match unit.dimension {
        Dimension::Time => Quantity::Duration(SimDuration::from_nanos(amount.whole())),
        Dimension::Bytes => Quantity::Bytes(Bytes::new(amount.whole())),
        Dimension::Work => Quantity::Flops(Flops::new(amount.real())),
        Dimension::Speed => Quantity::Speed(Speed::new(amount.real())),
        Dimension::Bandwidth => Quantity::Bandwidth(Bandwidth::new(amount.real())),
        Dimension::Power => Quantity::Power(Watts::new(amount.real())),
        Dimension::Ratio => Quantity::Ratio(amount.real()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{bytes, kb, nanos};

    #[test]
    fn times_are_exact() {
        assert_eq!(
            parse_quantity("1.5", "s"),
            Ok(Quantity::Duration(nanos(1_500_000_000)))
        );
        assert_eq!(
            parse_quantity("0.000000001", "s"),
            Ok(Quantity::Duration(nanos(1)))
        );
        assert_eq!(
            parse_quantity("0.1", "ns").unwrap_err().to_string(),
            "`0.1ns` is not a whole number of nanoseconds"
        );
    }

    #[test]
    fn sizes_are_exact() {
        assert_eq!(parse_quantity("0.5", "MB"), Ok(Quantity::Bytes(kb(500))));
        assert_eq!(
            parse_quantity("0.25", "KiB"),
            Ok(Quantity::Bytes(bytes(256)))
        );
        assert_eq!(parse_quantity("1_000", "B"), Ok(Quantity::Bytes(kb(1))));
        assert_eq!(
            parse_quantity("18446744073709551615", "B"),
            Ok(Quantity::Bytes(Bytes::MAX))
        );
    }

    #[test]
    fn rates_are_the_nearest_number() {
        assert_eq!(
            parse_quantity("10", "Gflop/s"),
            Ok(Quantity::Speed(Speed::new(1e10)))
        );
        assert_eq!(
            parse_quantity("0.1", "GB/s"),
            Ok(Quantity::Bandwidth(Bandwidth::new(1e8)))
        );
        assert_eq!(
            parse_quantity("8", "Mbit/s"),
            Ok(Quantity::Bandwidth(Bandwidth::new(1e6)))
        );
        assert_eq!(
            parse_quantity("1", "bps"),
            Ok(Quantity::Bandwidth(Bandwidth::new(0.125)))
        );
    }

    #[test]
    fn too_much_is_refused() {
        assert!(matches!(
            parse_quantity("600", "PB").map(Quantity::dimension),
            Ok(Dimension::Bytes)
        ));
        assert!(matches!(
            parse_quantity("1e6", "PB"),
            Err(UnitError::TooLarge { .. })
        ));
        assert!(matches!(
            parse_quantity("1e6", "d"),
            Err(UnitError::TooLarge { .. })
        ));
        assert!(matches!(
            parse_quantity("1e400", "flop"),
            Err(UnitError::TooLarge { .. })
        ));
        assert!(matches!(
            parse_quantity("0.3333333333333333333333333333333333333", "PiB"),
            Err(UnitError::TooManyDigits { .. })
        ));
    }

    #[test]
    fn a_frequency_is_not_a_speed() {
        let error = parse_quantity("2", "GHz").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown unit `GHz`; did you mean `Gflop/s`?"
        );
    }

    #[test]
    fn a_unit_like_no_other_is_answered_with_the_list() {
        let error = parse_quantity("2", "parsec").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown unit `parsec` (units: ns, us, ms, s, min, h, d, B, kB,"),
            "{error}"
        );
        assert!(error.ends_with("mW, W, kW, MW, %)"), "{error}");
    }
}
