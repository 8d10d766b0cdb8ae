//! What the quantity types have in common: one way to be read from a text, one way through serde.

use crate::amount::Amount;
use crate::decimal::Decimal;
use crate::error::{ParseError, UnitError, magnitude};
use crate::table::{self, Dimension};
use serde::de::{self, Deserializer, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A quantity of a known dimension.
pub(crate) trait Measured: Sized {
    const DIMENSION: Dimension;

    /// Whether it may be a fraction of a nanosecond.
    const HAS_FRACTIONS: bool = false;

    /// The words without figures that name quantities.
    #[cfg(feature = "schema")]
    const WORDS: &'static [&'static str] = &[];

    /// The quantity that a word without figures names, if it names one.
    fn from_word(_word: &str) -> Option<Self> {
        None
    }

    /// So much of this type's dimension.
    fn from_amount(amount: Amount) -> Self;

    /// A number of base units; the number is finite and not negative.
    fn from_number(number: f64) -> Result<Self, UnitError>;
}

/// Reads `250 MB`, `250MB`, or `250` (base units).
pub(crate) fn parse<T: Measured>(text: &str) -> Result<T, ParseError> {
    let dimension = T::DIMENSION;
    let failed = |cause| ParseError {
        written: text.to_owned(),
        dimension,
        cause,
    };
    if let Some(named) = T::from_word(text.trim()) {
        return Ok(named);
    }
    let (digits, symbol) = split(text.trim());
    let symbol = if symbol.is_empty() {
        dimension.base()
    } else {
        symbol
    };
    let unit = table::unit(symbol).ok_or_else(|| {
        let suggestion = table::suggest_in(symbol, dimension);
        let unknown = || UnitError::Unknown {
            unit: symbol.to_owned(),
            suggestion,
            dimension: Some(dimension),
        };
        failed(table::several_units(digits, symbol).unwrap_or_else(unknown))
    })?;
    let amount = match Amount::of(digits, unit) {
        Err(UnitError::TooFine { .. }) if T::HAS_FRACTIONS => Amount::real_of(digits, unit),
        amount => amount,
    };
    let amount = amount.map_err(failed)?;
    if unit.dimension != dimension {
        return Err(failed(UnitError::WrongDimension {
            unit: symbol.to_owned(),
            expected: dimension,
            found: unit.dimension,
        }));
    }
    Ok(T::from_amount(amount))
}

/// Reads a text of a file: a number in quotes was meant to have a unit, and nobody can tell which.
fn with_unit<T: Measured>(text: &str) -> Result<T, ParseError> {
    let (digits, symbol) = split(text.trim());
    if symbol.is_empty() && Decimal::parse(digits).is_ok() {
        return Err(ParseError {
            written: text.to_owned(),
            dimension: T::DIMENSION,
            cause: UnitError::NoUnit {
                digits: digits.to_owned(),
                dimension: T::DIMENSION,
            },
        });
    }
    parse(text)
}

/// The number and the unit of a text. As no unit begins with an `e`, one that a figure follows
/// belongs to the number.
fn split(text: &str) -> (&str, &str) {
    let mut end = 0;
    for (index, letter) in text.char_indices() {
        let rest = text[index + letter.len_utf8()..].trim_start_matches(['+', '-']);
        let exponent =
            matches!(letter, 'e' | 'E') && rest.starts_with(|next: char| next.is_ascii_digit());
        let sign =
            matches!(letter, '+' | '-') && (index == 0 || text[..index].ends_with(['e', 'E']));
        if !(letter.is_ascii_digit() || matches!(letter, '.' | '_') || exponent || sign) {
            break;
        }
        end = index + letter.len_utf8();
    }
    (&text[..end], text[end..].trim_start())
}

/// Deserializes a number of base units or a text with a unit.
pub(crate) fn deserialize<'de, T: Measured, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(MeasuredVisitor(PhantomData))
}

struct MeasuredVisitor<T>(PhantomData<T>);

impl<T: Measured> Visitor<'_> for MeasuredVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::DIMENSION.expectation())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        // Through the text, so that a whole number of bytes beyond 2^53 stays what it is.
        parse(&number.to_string()).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        parse(&number.to_string()).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        let written = number.to_string();
        let quantity = magnitude(number).and_then(T::from_number);
        quantity.map_err(|cause| {
            E::custom(ParseError {
                written,
                dimension: T::DIMENSION,
                cause,
            })
        })
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        with_unit(text).map_err(E::custom)
    }
}

/// `FromStr` and `Deserialize` for a type that is [`Measured`].
macro_rules! readable {
    ($type:ident) => {
        impl std::str::FromStr for $type {
            type Err = $crate::ParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::measured::parse(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::measured::deserialize(deserializer)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $crate::json_schema::name(<Self as $crate::measured::Measured>::DIMENSION)
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::json_schema::schema(
                    <Self as $crate::measured::Measured>::DIMENSION,
                    <Self as $crate::measured::Measured>::WORDS,
                )
            }
        }
    };
}
pub(crate) use readable;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::short::{gflop_per_sec, mb, secs};
    use crate::{Bytes, SimDuration, Speed};

    #[test]
    fn a_number_and_its_unit_are_told_apart() {
        assert_eq!(split("250MB"), ("250", "MB"));
        assert_eq!(split("250 MB"), ("250", "MB"));
        assert_eq!(split("5e12"), ("5e12", ""));
        assert_eq!(split("5e-3s"), ("5e-3", "s"));
        assert_eq!(split("1_000.5 µs"), ("1_000.5", "µs"));
        assert_eq!(split("-1s"), ("-1", "s"));
        assert_eq!(split("MB"), ("", "MB"));
        assert_eq!(split("2EB"), ("2", "EB"));
    }

    #[test]
    fn texts_are_read() {
        assert_eq!("250 MB".parse(), Ok(mb(250)));
        assert_eq!("250000000".parse(), Ok(mb(250)));
        assert_eq!("10Gflop/s".parse(), Ok(gflop_per_sec(10)));
        assert_eq!(" 60 ".parse(), Ok(secs(60)));
    }

    #[test]
    fn json_numbers_are_base_units() {
        let read = |json: &str| serde_json::from_str::<Bytes>(json);
        assert_eq!(read("250000000").unwrap(), mb(250));
        assert_eq!(read("5e12").unwrap(), mb(5_000_000));
        assert_eq!(read("250000000.0").unwrap(), mb(250));
        assert_eq!(read("18446744073709551615").unwrap(), Bytes::MAX);
        assert_eq!(
            serde_json::from_str::<SimDuration>("2e-06").unwrap(),
            SimDuration::from_micros(2)
        );
        assert_eq!(
            serde_json::from_str::<Speed>("10000000000").unwrap(),
            gflop_per_sec(10)
        );
    }

    #[test]
    fn json_texts_carry_a_unit() {
        assert_eq!(
            serde_json::from_str::<Bytes>("\"250 MB\"").unwrap(),
            mb(250)
        );
    }

    #[test]
    fn a_json_text_without_a_unit_is_refused_with_the_units_there_are() {
        assert_eq!(
            serde_json::from_str::<Bytes>("\"64\"")
                .unwrap_err()
                .to_string(),
            "invalid size `64`: `64` has no unit; write `64MB` (units: B, kB, MB, GB, TB, PB, KiB, MiB, GiB, TiB, PiB), \
             or the number without quotes; expected bytes (a whole number) or a text such as \"250MB\" at line 1 column 4",
        );
        let refused = |json| {
            serde_json::from_str::<SimDuration>(json)
                .unwrap_err()
                .to_string()
        };
        assert!(
            refused("\"60\"")
                .contains("`60` has no unit; write `60s` (units: ns, us, ms, s, min, h, d)")
        );
        assert!(refused("\"0\"").contains("`0` has no unit"));
        assert!(refused("\"sixty\"").contains("unknown unit `sixty`"));
    }

    #[test]
    fn minus_zero_is_zero() {
        assert_eq!(serde_json::from_str::<Bytes>("-0").unwrap(), Bytes::ZERO);
        assert_eq!(serde_json::from_str::<Bytes>("-0.0").unwrap(), Bytes::ZERO);
        assert_eq!(
            serde_json::from_str::<Speed>("-0").unwrap().to_string(),
            "0flop/s"
        );
        assert_eq!(
            serde_json::from_str::<SimDuration>("-0").unwrap(),
            SimDuration::ZERO
        );
    }

    #[test]
    fn a_long_text_is_not_echoed() {
        let long = format!("\"{}\"", "9a".repeat(1 << 20));
        let error = serde_json::from_str::<Bytes>(&long)
            .unwrap_err()
            .to_string();
        assert!(error.len() < 500, "{}", error.len());
    }

    #[test]
    fn what_is_wrong_in_json_is_said_with_what_is_expected() {
        let bytes = |json: &str| serde_json::from_str::<Bytes>(json).unwrap_err().to_string();
        let expected = "expected bytes (a whole number) or a text such as \"250MB\"";
        assert!(bytes("-1").starts_with(&format!(
            "invalid size `-1`: `-1` is negative, but no quantity is below zero; {expected}"
        )));
        assert!(bytes("0.5").starts_with(&format!(
            "invalid size `0.5`: `0.5B` is not a whole number of bytes; {expected}"
        )));
        assert!(bytes("true").starts_with(&format!("invalid type: boolean `true`, {expected}")));
        assert!(bytes("1e30").contains("is too large"));
        assert!(bytes("\"3 s\"").contains("`s` is a unit of time, not of size"));
        assert!(
            bytes("\"3 megabytes\"").contains("unknown unit `megabytes` (units: B, kB, MB, GB,")
        );
        assert!(bytes("\"\"").contains("`` is not a number"));
    }
}
