//! What a parameter may be: its name, and how its values are shown and read.

use std::fmt::Display;
use std::str::FromStr;

use super::value::ParameterValue;
use crate::distribution::{Distribution, DistributionError};
use crate::units::spelling::cut;
use crate::units::{Bandwidth, Bytes, Flops, SimDuration, SimTime, Speed, Watts};

/// A parameter of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterInfo {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A text that is not a value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// There is no such parameter.
    #[error("unknown parameter `{}`", cut(name))]
    Unknown {
        /// The name given.
        name: String,
    },
    /// The text does not read as a value.
    #[error("`{}` is not {expected}: {reason}", cut(text))]
    Unreadable {
        /// The text given.
        text: String,
        /// What it should have been.
        expected: &'static str,
        /// Why it is not.
        reason: String,
    },
}

impl ParameterError {
    /// There is no parameter of this name.
    pub fn unknown(name: &str) -> Self {
        Self::Unknown {
            name: name.to_owned(),
        }
    }
}

/// A type that a parameter may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a simulation",
    note = "parameters are numbers, `bool`, `String`, quantities such as `SimDuration` and `Bytes`, `Distribution`, a `Vec` or an `Option` of them, and types that implement serde's `Serialize` and `Deserialize`"
)]
pub trait Parameter: Sized {
    /// The value, for reports and for the help of the command line.
    fn value(&self) -> ParameterValue;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Unreadable`].
    fn parse(text: &str) -> Result<Self, ParameterError>;
}

fn read<T: FromStr<Err: Display>>(text: &str, expected: &'static str) -> Result<T, ParameterError> {
    text.parse()
        .map_err(|error: T::Err| ParameterError::Unreadable {
            text: text.to_owned(),
            expected,
            reason: error.to_string(),
        })
}

/// Reads a number, which is finite: `nan` and `inf` are words of Rust, and no values of anything.
fn read_finite<T: FromStr<Err: Display> + Into<f64> + Copy>(
    text: &str,
    expected: &'static str,
) -> Result<T, ParameterError> {
    let number: T = read(text, expected)?;
    if number.into().is_finite() {
        return Ok(number);
    }
    Err(ParameterError::Unreadable {
        text: text.to_owned(),
        expected,
        reason: "it is not finite".to_owned(),
    })
}

/// Reads a distribution, whose error would else repeat the text.
fn read_distribution(text: &str, expected: &'static str) -> Result<Distribution, ParameterError> {
    text.parse()
        .map_err(|error: DistributionError| ParameterError::Unreadable {
            text: text.to_owned(),
            expected,
            reason: error.reason(),
        })
}

macro_rules! parameters {
    ($($read:ident: $type:ty, $expected:literal, $value:expr;)*) => {$(
        impl Parameter for $type {
            fn value(&self) -> ParameterValue {
                let value: fn(&$type) -> ParameterValue = $value;
                value(self)
            }

            fn parse(text: &str) -> Result<Self, ParameterError> {
                $read(text, $expected)
            }
        }
    )*};
}

parameters! {
    read: bool, "`true` or `false`", |value| ParameterValue::Flag(*value);
    read: u8, "a natural number", |value| ParameterValue::Natural(u64::from(*value));
    read: u16, "a natural number", |value| ParameterValue::Natural(u64::from(*value));
    read: u32, "a natural number", |value| ParameterValue::Natural(u64::from(*value));
    read: u64, "a natural number", |value| ParameterValue::Natural(*value);
    read: usize, "a natural number", |value| ParameterValue::Natural(*value as u64);
    read: i32, "a whole number", |value| ParameterValue::Integer(i64::from(*value));
    read: i64, "a whole number", |value| ParameterValue::Integer(*value);
    read_finite: f32, "a number", |value| ParameterValue::Real(f64::from(*value));
    read_finite: f64, "a number", |value| ParameterValue::Real(*value);
    read: String, "a text", |value| ParameterValue::Text(value.clone());
    read: SimTime, "a date such as 60s", |value| ParameterValue::Text(value.to_string());
    read: SimDuration, "a duration such as 60s", |value| ParameterValue::Text(value.to_string());
    read: Bytes, "a size such as 250MB", |value| ParameterValue::Text(value.to_string());
    read: Bandwidth, "a bandwidth such as 100MB/s", |value| ParameterValue::Text(value.to_string());
    read: Flops, "an amount of work such as 10Gflop", |value| ParameterValue::Text(value.to_string());
    read_distribution: Distribution, "a distribution such as LogNormal(0, 1)", |value| ParameterValue::Text(value.to_string());
    read: Speed, "a speed such as 10Gflop/s", |value| ParameterValue::Text(value.to_string());
    read: Watts, "a power such as 200W", |value| ParameterValue::Text(value.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_shown_and_read_with_its_unit() {
        let value = SimDuration::from_millis(1500);
        assert_eq!(value.value(), ParameterValue::Text("1.5s".to_owned()));
        assert_eq!(SimDuration::parse("1500ms"), Ok(value));
    }

    #[test]
    fn a_wrong_text_is_told_with_what_was_expected() {
        let error = u64::parse("many").unwrap_err().to_string();
        assert!(
            error.starts_with("`many` is not a natural number"),
            "{error}"
        );
    }

    #[test]
    fn a_distribution_is_read_as_it_is_written() {
        let text = "Mixture([(0.9, Constant(50ms)), (0.1, LogNormal(0, 1))])";
        let distribution = Distribution::parse(text).expect("it is one");
        assert_eq!(distribution.value(), ParameterValue::Text(text.to_owned()));
        let error = Distribution::parse("LogNormal(0)").unwrap_err().to_string();
        let expected = "`LogNormal(0)` is not a distribution such as LogNormal(0, 1): at character 12, `LogNormal` needs mu and \
                        sigma: write `LogNormal(mu, sigma)`";
        assert_eq!(error, expected);
        let list = Vec::<Distribution>::parse("Constant(1),Uniform(1s, 2s)").expect("two");
        assert_eq!(list.len(), 2);
        assert_eq!(
            Vec::<Distribution>::parse(&list.value().to_string()),
            Ok(list)
        );
    }

    #[test]
    fn a_number_is_finite() {
        for text in ["nan", "inf", "-inf", "infinity", "1e999"] {
            let error = f64::parse(text).unwrap_err().to_string();
            assert_eq!(error, format!("`{text}` is not a number: it is not finite"));
        }
        assert!(f32::parse("1e300").is_err());
        assert_eq!(f64::parse("-1.5e3"), Ok(-1500.0));
    }
}
