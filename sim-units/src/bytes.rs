//! Sizes: of files, images, disks and memories.

use crate::amount::Amount;
use crate::decimal::{Decimal, NotWhole};
use crate::error::UnitError;
use crate::measured::{Measured, readable};
use crate::notation;
use crate::number::{Number, Scalar, scaled};
use crate::table::Dimension;
use serde::Serialize;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub, SubAssign};

/// A whole number of bytes. Sums and differences stay within what there is: from [`Bytes::ZERO`] to
/// [`Bytes::MAX`].
///
/// ```
/// use sim_units::Bytes;
/// use sim_units::short::mb;
///
/// let image: Bytes = "250 MB".parse()?;
/// assert_eq!(image, mb(250));
/// assert_eq!((image + mb(1250)).to_string(), "1.5GB");
/// assert_eq!(mb(1) - mb(2), Bytes::ZERO);
/// # Ok::<(), sim_units::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Bytes(u64);

impl Bytes {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// More than any disk or memory has: no limit.
    pub const MAX: Self = Self(u64::MAX);

    /// A number of bytes.
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The number of bytes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number of bytes, to the nearest `f64`: exact up to 9 PB.
    pub const fn as_f64(self) -> f64 {
        self.0 as f64
    }

    /// Whether there is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The difference, or `None` if there is not so much to take away.
    ///
    /// ```
    /// use sim_units::short::mb;
    ///
    /// assert_eq!(mb(3).checked_sub(mb(1)), Some(mb(2)));
    /// assert_eq!(mb(1).checked_sub(mb(3)), None);
    /// ```
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// The sum, or [`Bytes::MAX`] if that is less.
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or [`Bytes::ZERO`] if there is not so much to take away.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// How [`Bytes::MAX`] is written.
const UNLIMITED: &str = "unlimited";

impl Measured for Bytes {
    const DIMENSION: Dimension = Dimension::Bytes;
    #[cfg(feature = "schema")]
    const WORDS: &'static [&'static str] = &[UNLIMITED];

    fn from_word(word: &str) -> Option<Self> {
        (word == UNLIMITED).then_some(Self::MAX)
    }

    fn from_amount(amount: Amount) -> Self {
        Self(amount.whole())
    }

    fn from_number(number: f64) -> Result<Self, UnitError> {
        let written = || format!("{number}B");
        Decimal::shortest(number)
            .to_u64()
            .map(Self)
            .map_err(|problem| match problem {
                NotWhole::Fraction => UnitError::TooFine {
                    written: written(),
                    dimension: Dimension::Bytes,
                },
                NotWhole::TooLarge => UnitError::TooLarge {
                    written: written(),
                    dimension: Dimension::Bytes,
                },
            })
    }
}

readable!(Bytes);

/// In decimal units, exactly; with a precision (`{:.3}`), rounded to that number of decimals.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::MAX {
            return notation::pad(f, UNLIMITED);
        }
        notation::write(f, Decimal::whole(self.0), Dimension::Bytes)
    }
}

impl Add for Bytes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Bytes {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl SubAssign for Bytes {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// To the nearest byte; at most [`Bytes::MAX`].
///
/// # Panics
///
/// If the factor is negative or not a number.
impl<N: Number> Mul<N> for Bytes {
    type Output = Self;

    #[track_caller]
    fn mul(self, times: N) -> Self {
        Self(Scalar::of(times).times(self.0, SCALED))
    }
}

/// In a whole number of parts, rounded down to a byte; by a floating-point number, to the nearest one.
///
/// # Panics
///
/// If there are no parts, or if their number is negative or not a number.
impl<N: Number> Div<N> for Bytes {
    type Output = Self;

    #[track_caller]
    fn div(self, parts: N) -> Self {
        Self(Scalar::of(parts).parts_of(self.0, SCALED))
    }
}

/// How many times the other fits in; infinite or not a number if the other is nothing.
impl Div for Bytes {
    type Output = f64;

    fn div(self, other: Self) -> f64 {
        self.as_f64() / other.as_f64()
    }
}

/// Why a product or a quotient is refused.
const SCALED: &str = "a size is scaled by a number that is not negative and not NaN";

scaled!(Bytes);

impl Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::ZERO, Self::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{bytes, gb, gib, kb, mb, tb};
    use proptest::prelude::*;

    #[test]
    fn sizes_stay_within_what_there_is() {
        assert_eq!(mb(1) - mb(2), Bytes::ZERO);
        assert_eq!(Bytes::MAX + mb(1), Bytes::MAX);
        assert_eq!(mb(1).checked_sub(mb(2)), None);
        assert_eq!([kb(1), kb(2), kb(3)].into_iter().sum::<Bytes>(), kb(6));
        assert_eq!(tb(1) * u64::MAX, Bytes::MAX);
    }

    #[test]
    fn sizes_are_written_in_decimal_units() {
        assert_eq!(mb(250).to_string(), "250MB");
        assert_eq!(mb(1500).to_string(), "1.5GB");
        assert_eq!(bytes(999).to_string(), "999B");
        assert_eq!(bytes(0).to_string(), "0B");
        assert_eq!(gib(64).to_string(), "68.719476736GB");
        assert_eq!(gb(5_000).to_string(), "5TB");
    }

    #[test]
    fn no_limit_is_a_word() {
        assert_eq!(Bytes::MAX.to_string(), "unlimited");
        assert_eq!("unlimited".parse(), Ok(Bytes::MAX));
    }

    #[test]
    fn sizes_go_through_serde_as_numbers() {
        assert_eq!(serde_json::to_string(&mb(250)).unwrap(), "250000000");
    }

    proptest! {
        #[test]
        fn a_written_size_reads_back(size in any::<u64>()) {
            let size = Bytes::new(size);
            prop_assert_eq!(size.to_string().parse(), Ok(size));
            let json = serde_json::to_string(&size).unwrap();
            prop_assert_eq!(serde_json::from_str::<Bytes>(&json).unwrap(), size);
        }

        #[test]
        fn a_difference_undoes_a_sum(left in 0..u64::MAX / 2, right in 0..u64::MAX / 2) {
            prop_assert_eq!(Bytes::new(left) + Bytes::new(right) - Bytes::new(right), Bytes::new(left));
        }
    }
}
