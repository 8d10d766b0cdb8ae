//! What can be wrong with a written quantity, said so that it can be corrected.

use crate::spelling::cut;
use crate::table::{self, Dimension};
use std::fmt;

/// Why a number and a unit are not a quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The unit is not in the table.
    #[error("unknown unit `{}`{}", cut(unit), Hint { suggestion: *suggestion, dimension: *dimension })]
    Unknown {
        /// What was written.
        unit: String,
        /// The unit that was probably meant.
        suggestion: Option<&'static str>,
        /// What was to be measured, where that is known.
        dimension: Option<Dimension>,
    },
    /// Several numbers with units in a row, such as `1min30s`.
    #[error("`{}` has {} units; write `{digits}{unit}`", cut(written), count(sum))]
    SeveralUnits {
        /// What was written.
        written: String,
        /// The same as a sum: `1min + 30s`.
        sum: String,
        /// The number of the same in one unit.
        digits: String,
        /// That unit.
        unit: &'static str,
    },
    /// What stands before the unit is not a decimal number.
    #[error(
        "`{}` is not a number such as `250`, `1.5`, `1_000` or `5e12`",
        cut(digits)
    )]
    NotANumber {
        /// What was written.
        digits: String,
    },
    /// The number is below zero.
    #[error("`{}` is negative, but no quantity is below zero", cut(digits))]
    Negative {
        /// What was written.
        digits: String,
    },
    /// A fraction of a nanosecond or of a byte.
    #[error("`{}` is not a whole number of {}", cut(written), whole(*dimension))]
    TooFine {
        /// What was written.
        written: String,
        /// What is measured.
        dimension: Dimension,
    },
    /// More than the type can hold.
    #[error("`{}` is too large; the largest {dimension} is {}", cut(written), largest(*dimension))]
    TooLarge {
        /// What was written.
        written: String,
        /// What is measured.
        dimension: Dimension,
    },
    /// More digits than exact arithmetic keeps.
    #[error("`{}` has too many digits; about twenty are kept exactly", cut(digits))]
    TooManyDigits {
        /// What was written.
        digits: String,
    },
    /// A number in quotes, without a unit.
    #[error(
        "`{0}` has no unit; write `{0}{1}` (units: {2}), or the number without quotes",
        cut(digits), usual(*dimension), symbols(*dimension)
    )]
    NoUnit {
        /// What was written.
        digits: String,
        /// What is measured.
        dimension: Dimension,
    },
    /// A unit of something else.
    #[error(
        "`{}` is a unit of {}, not of {}{}",
        cut(unit), measure(*found), measure(*expected), rate(unit, *expected)
    )]
    WrongDimension {
        /// The unit that was written.
        unit: String,
        /// What was to be measured.
        expected: Dimension,
        /// What the unit measures.
        found: Dimension,
    },
}

/// Why a text is not a quantity of the wanted kind.
///
/// ```
/// use sim_units::SimDuration;
///
/// let error = "60 sec".parse::<SimDuration>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "invalid time `60 sec`: unknown unit `sec`; did you mean `s`? (units: ns, us, ms, s, min, h, d); \
///      expected seconds (a number) or a text such as \"60s\"",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid {dimension} `{}`: {cause}; expected {}", cut(written), dimension.expectation())]
pub struct ParseError {
    /// What was written.
    pub written: String,
    /// What was to be measured.
    pub dimension: Dimension,
    /// What is wrong with it.
    #[source]
    pub cause: UnitError,
}

/// How to mend an unknown unit: the one that was meant, and the ones there are.
struct Hint {
    suggestion: Option<&'static str>,
    dimension: Option<Dimension>,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(suggestion) = self.suggestion {
            write!(f, "; did you mean `{suggestion}`?")?;
        }
        let dimensions = match (&self.dimension, self.suggestion) {
            (Some(dimension), _) => std::slice::from_ref(dimension),
            (None, None) => &Dimension::ALL,
            (None, Some(_)) => return Ok(()),
        };
        let symbols: Vec<&str> = dimensions
            .iter()
            .copied()
            .flat_map(table::symbols)
            .collect();
        write!(f, " (units: {})", symbols.join(", "))
    }
}

/// The number itself, if it can be that of a quantity: finite and not negative. -0 is 0.
pub(crate) fn magnitude(number: f64) -> Result<f64, UnitError> {
    let digits = || number.to_string();
    if !number.is_finite() {
        Err(UnitError::NotANumber { digits: digits() })
    } else if number < 0.0 {
        Err(UnitError::Negative { digits: digits() })
    } else {
        Ok(number + 0.0)
    }
}

/// How many parts a sum has.
fn count(sum: &str) -> &'static str {
    match sum.matches('+').count() {
        1 => "two",
        2 => "three",
        _ => "several",
    }
}

/// The unit that is proposed where there is none.
const fn usual(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Time => "s",
        Dimension::Bytes => "MB",
        Dimension::Work => "Gflop",
        Dimension::Speed => "Gflop/s",
        Dimension::Bandwidth => "MB/s",
        Dimension::Power => "W",
        Dimension::Ratio => "%",
    }
}

fn symbols(dimension: Dimension) -> String {
    table::symbols(dimension).collect::<Vec<_>>().join(", ")
}

const fn whole(dimension: Dimension) -> &'static str {
    if matches!(dimension, Dimension::Time) {
        "nanoseconds"
    } else {
        "bytes"
    }
}

const fn largest(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Time => "about 584 years (18446744073 s)",
        Dimension::Bytes => "about 18446 PB",
        _ => "about 1.8e308",
    }
}

/// What a unit is of.
fn measure(dimension: Dimension) -> String {
    match dimension {
        Dimension::Work => "work".to_owned(),
        other => other.to_string(),
    }
}

/// An amount where its rate is expected, such as `MB` for `MB/s`, is the likeliest slip.
fn rate(unit: &str, expected: Dimension) -> String {
    match table::rate(unit, "s") {
        Some(rate) if rate.dimension == expected => format!("; did you mean `{}`?", rate.symbol),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Bandwidth, Bytes, Speed};

    #[test]
    fn an_amount_where_a_rate_is_expected_is_told() {
        let error = "1Gf".parse::<Speed>().unwrap_err().cause.to_string();
        assert_eq!(
            error,
            "`Gf` is a unit of work, not of speed; did you mean `Gf/s`?"
        );
        let error = "10 MB".parse::<Bandwidth>().unwrap_err().cause.to_string();
        assert_eq!(
            error,
            "`MB` is a unit of size, not of bandwidth; did you mean `MB/s`?"
        );
        let error = "10 MB/s".parse::<Bytes>().unwrap_err().cause.to_string();
        assert_eq!(error, "`MB/s` is a unit of bandwidth, not of size");
    }
}
