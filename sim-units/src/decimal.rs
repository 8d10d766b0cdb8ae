//! Exact decimal numbers, for the way from a written quantity to a held one and back. It knows no
//! units.

use crate::error::UnitError;
use crate::table::Factor;
use std::fmt;

/// `coefficient × 10^exponent`, without trailing zeros in the coefficient; zero is `0 × 10^0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    coefficient: u128,
    exponent: i32,
}

/// Why a decimal is not a `u64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotWhole {
    Fraction,
    TooLarge,
}

impl Decimal {
    fn new(mut coefficient: u128, mut exponent: i32) -> Self {
        if coefficient == 0 {
            return Self {
                coefficient: 0,
                exponent: 0,
            };
        }
        while coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        Self {
            coefficient,
            exponent,
        }
    }

    /// Reads `1_000`, `1.5`, `.5`, `5e12`; what a Rust literal may look like before its suffix.
    pub(crate) fn parse(digits: &str) -> Result<Self, UnitError> {
        let not_a_number = || UnitError::NotANumber {
            digits: digits.to_owned(),
        };
        if let Some(positive) = digits.strip_prefix('-') {
            Self::parse(positive).map_err(|_| not_a_number())?;
            return Err(UnitError::Negative {
                digits: digits.to_owned(),
            });
        }
        let (mantissa, power) = match digits.split_once(['e', 'E']) {
            Some((mantissa, power)) => (
                mantissa,
                power
                    .replace('_', "")
                    .parse::<i16>()
                    .map_err(|_| not_a_number())?,
            ),
            None => (digits, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let figures: String = whole
            .chars()
            .chain(fraction.chars())
            .filter(|figure| *figure != '_')
            .collect();
        if figures.is_empty()
            || mantissa.starts_with('_')
            || !figures.bytes().all(|figure| figure.is_ascii_digit())
        {
            return Err(not_a_number());
        }
        let decimals = fraction.chars().filter(|figure| *figure != '_').count();
        let significant = figures.trim_end_matches('0');
        let too_many = || UnitError::TooManyDigits {
            digits: digits.to_owned(),
        };
        let coefficient = if significant.is_empty() {
            0
        } else {
            significant.parse().map_err(|_| too_many())?
        };
        let trimmed = figures.len() - significant.len();
        let shift = i32::try_from(trimmed as i64 - decimals as i64).map_err(|_| too_many())?;
        Ok(Self::new(
            coefficient,
            shift.saturating_add(i32::from(power)),
        ))
    }

    /// A whole number of something.
    pub(crate) fn whole(value: u64) -> Self {
        Self::new(u128::from(value), 0)
    }

    /// The shortest decimal that reads back as this number, which must be finite and not negative.
    pub(crate) fn shortest(value: f64) -> Self {
        Self::parse(&format!("{value:e}")).expect("a finite number is written in decimals")
    }

    /// This many of a unit; `None` if there are too many digits to stay exact.
    pub(crate) fn times(self, factor: Factor) -> Option<Self> {
        let coefficient = self
            .coefficient
            .checked_mul(u128::from(factor.coefficient))?;
        Some(Self::new(coefficient, self.exponent + factor.exponent))
    }

    /// Divided by a power of ten.
    pub(crate) fn shifted_down(self, power: i32) -> Self {
        Self::new(self.coefficient, self.exponent - power)
    }

    pub(crate) fn to_u64(self) -> Result<u64, NotWhole> {
        let power = u32::try_from(self.exponent).map_err(|_| NotWhole::Fraction)?;
        let scale = 10_u128.checked_pow(power).ok_or(NotWhole::TooLarge)?;
        let value = self
            .coefficient
            .checked_mul(scale)
            .ok_or(NotWhole::TooLarge)?;
        u64::try_from(value).map_err(|_| NotWhole::TooLarge)
    }

    /// The nearest `f64`; infinite if too large.
    pub(crate) fn to_f64(self) -> f64 {
        format!("{}e{}", self.coefficient, self.exponent)
            .parse()
            .expect("an integer and an exponent are a number")
    }

    /// The power of ten of the first figure: 2 for 250, -1 for 0.5. Zero has none.
    pub(crate) fn magnitude(self) -> Option<i32> {
        self.coefficient
            .checked_ilog10()
            .map(|figures| figures as i32 + self.exponent)
    }

    /// Rounded to a number of decimals, halves away from zero.
    pub(crate) fn rounded(self, decimals: usize) -> Self {
        let excess = -i64::from(self.exponent) - decimals as i64;
        if excess <= 0 {
            return self;
        }
        match 10_u128.checked_pow(excess as u32) {
            Some(step) => Self::new((self.coefficient + step / 2) / step, -(decimals as i32)),
            None => Self::new(0, 0),
        }
    }
}

/// In full, or with an exponent where that would be many zeros.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            coefficient,
            exponent,
        } = *self;
        if !(-18..=18).contains(&exponent) {
            return write!(f, "{coefficient}e{exponent}");
        }
        if exponent >= 0 {
            return write!(f, "{}", coefficient * 10_u128.pow(exponent.unsigned_abs()));
        }
        let scale = 10_u128.pow(exponent.unsigned_abs());
        let decimals = exponent.unsigned_abs() as usize;
        write!(
            f,
            "{}.{:0decimals$}",
            coefficient / scale,
            coefficient % scale
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(digits: &str) -> String {
        Decimal::parse(digits).unwrap().to_string()
    }

    #[test]
    fn numbers_are_read_as_rust_writes_them() {
        assert_eq!(parsed("250"), "250");
        assert_eq!(parsed("1_000.50"), "1000.5");
        assert_eq!(parsed("5e3"), "5000");
        assert_eq!(parsed("1.25E-2"), "0.0125");
        assert_eq!(parsed("0"), "0");
        assert_eq!(parsed("0.000"), "0");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for digits in [
            "", ".", "_", "1.2.3", "e5", "1e", "ten", "0x10", "+1", "--1", "_1", "1e99999",
        ] {
            assert!(
                matches!(Decimal::parse(digits), Err(UnitError::NotANumber { .. })),
                "{digits}"
            );
        }
    }

    #[test]
    fn a_negative_number_is_told_from_nonsense() {
        assert!(matches!(
            Decimal::parse("-1"),
            Err(UnitError::Negative { .. })
        ));
        assert!(matches!(
            Decimal::parse("-x"),
            Err(UnitError::NotANumber { .. })
        ));
    }

    #[test]
    fn only_whole_numbers_that_fit_are_whole() {
        assert_eq!(Decimal::parse("1.5e1").unwrap().to_u64(), Ok(15));
        assert_eq!(
            Decimal::parse("1.5").unwrap().to_u64(),
            Err(NotWhole::Fraction)
        );
        assert_eq!(
            Decimal::parse("18446744073709551615").unwrap().to_u64(),
            Ok(u64::MAX)
        );
        assert_eq!(
            Decimal::parse("18446744073709551616").unwrap().to_u64(),
            Err(NotWhole::TooLarge)
        );
        assert_eq!(
            Decimal::parse("1e300").unwrap().to_u64(),
            Err(NotWhole::TooLarge)
        );
    }

    #[test]
    fn rounding_goes_to_the_nearest() {
        let number = Decimal::parse("1.2355").unwrap();
        assert_eq!(number.rounded(3).to_string(), "1.236");
        assert_eq!(number.rounded(0).to_string(), "1");
        assert_eq!(number.rounded(9).to_string(), "1.2355");
        assert_eq!(
            Decimal::parse("1e-300").unwrap().rounded(3).to_string(),
            "0"
        );
    }

    #[test]
    fn the_shortest_decimal_reads_back() {
        for value in [0.0, 0.1, 1e9, 92_380_952.38, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(Decimal::shortest(value).to_f64(), value);
        }
    }
}
