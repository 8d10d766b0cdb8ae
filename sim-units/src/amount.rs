//! From a number and a unit to an amount of what a quantity is held in.

use crate::decimal::{Decimal, NotWhole};
use crate::error::UnitError;
use crate::table::{Dimension, Unit};

/// An amount of base units as a quantity holds it: times and sizes are whole, the others real numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    /// Nanoseconds or bytes.
    Whole(u64),
    /// Anything else.
    Real(f64),
}

impl Amount {
    /// This number of this unit.
    pub(crate) fn of(digits: &str, unit: &Unit) -> Result<Self, UnitError> {
        let amount = Decimal::parse(digits)?;
        let amount = amount
            .times(unit.factor)
            .ok_or_else(|| UnitError::TooManyDigits {
                digits: digits.to_owned(),
            })?;
        let written = || format!("{digits}{}", unit.symbol);
        let dimension = unit.dimension;
        let too_large = || UnitError::TooLarge {
            written: written(),
            dimension,
        };
        if matches!(dimension, Dimension::Time | Dimension::Bytes) {
            let whole = amount.to_u64().map_err(|problem| match problem {
                NotWhole::Fraction => UnitError::TooFine {
                    written: written(),
                    dimension,
                },
                NotWhole::TooLarge => too_large(),
            });
            return whole.map(Self::Whole);
        }
        Some(amount.to_f64())
            .filter(|value| value.is_finite())
            .map(Self::Real)
            .ok_or_else(too_large)
    }

    /// The same as a real number, which may be a part of what is else held whole.
    pub(crate) fn real_of(digits: &str, unit: &Unit) -> Result<Self, UnitError> {
        let amount = Decimal::parse(digits)?.times(unit.factor);
        let amount = amount.map(Decimal::to_f64);
        match amount.filter(|value| value.is_finite()) {
            Some(value) => Ok(Self::Real(value)),
            None => Err(UnitError::TooLarge {
                written: format!("{digits}{}", unit.symbol),
                dimension: unit.dimension,
            }),
        }
    }

    /// The number, to the nearest integer.
    pub(crate) const fn whole(self) -> u64 {
        match self {
            Self::Whole(number) => number,
            Self::Real(number) => number as u64,
        }
    }

    /// The number, to the nearest `f64`.
    pub(crate) const fn real(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Real(number) => number,
        }
    }
}
