//! Values of parameters, as reports and the help of the command line show them.

use std::fmt::{self, Display, Write};

use serde::{Deserialize, Serialize};

/// How no value is written.
pub(super) const NONE: &str = "none";

/// A value of a parameter, as reports show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParameterValue {
    /// Yes or no.
    Flag(bool),
    /// A natural number.
    Natural(u64),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Anything else, quantities with their unit among them.
    Text(String),
    /// Several values, one after the other.
    List(Vec<ParameterValue>),
    /// No value, where there may be one.
    Nothing,
}

impl Display for ParameterValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(value) => value.fmt(formatter),
            Self::Natural(value) => value.fmt(formatter),
            Self::Integer(value) => value.fmt(formatter),
            Self::Real(value) => value.fmt(formatter),
            Self::Text(value) => value.fmt(formatter),
            Self::List(values) => write(values, formatter),
            Self::Nothing => formatter.write_str(NONE),
        }
    }
}

/// Writes a list so that it reads back.
fn write(values: &[ParameterValue], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_char('[')?;
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            formatter.write_char(',')?;
        }
        match value {
            ParameterValue::Text(text) if is_ambiguous(text) => {
                write!(formatter, "{}", serde_json::Value::from(text.as_str()))?;
            }
            value => value.fmt(formatter)?,
        }
    }
    formatter.write_char(']')
}

fn is_ambiguous(text: &str) -> bool {
    text.trim() != text
        || text.is_empty()
        || text.contains([',', '"', '[', ']', '{', '}', '(', ')'])
}
