//! How a distribution is read: a call, with lists and tuples in brackets.

use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::arguments::Arguments;
use super::constructors as make;
use super::error::DistributionError;
use super::families::Distribution;
use super::scanner::{Fault, Text};
use crate::units::spelling::{choices, cut};

/// A family of distributions, as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, by name.
    pub parameters: &'static [&'static str],
    read: fn(&mut Arguments<'_, '_>) -> Result<Distribution, Fault>,
}

/// All families.
pub const FAMILIES: &[Family] = &[
    family("Constant", &["value"], |read| {
        Ok(make::Constant(read.amount()?))
    }),
    family("Uniform", &["low", "high"], |read| {
        Ok(make::Uniform(read.amount()?, read.amount()?))
    }),
    family("Exponential", &["mean"], |read| {
        Ok(make::Exponential(read.amount()?))
    }),
    family("Normal", &["mean", "deviation"], |read| {
        Ok(make::Normal(read.amount()?, read.amount()?))
    }),
    family("LogNormal", &["mu", "sigma"], |read| {
        Ok(make::LogNormal(read.number()?, read.number()?))
    }),
    family("Gamma", &["shape", "scale"], |read| {
        Ok(make::Gamma(read.number()?, read.amount()?))
    }),
    family("Weibull", &["shape", "scale"], |read| {
        Ok(make::Weibull(read.number()?, read.amount()?))
    }),
    family("Pareto", &["shape", "scale"], |read| {
        Ok(make::Pareto(read.number()?, read.amount()?))
    }),
    family("BurrXII", &["c", "k", "scale"], |read| {
        Ok(make::BurrXII(
            read.number()?,
            read.number()?,
            read.amount()?,
        ))
    }),
    family("Quantiles", &["[(probability, value), ..]"], |read| {
        Ok(make::Quantiles(read.list(|text| text.pair(Text::amount))?))
    }),
    family("Samples", &["[value, ..]"], |read| {
        Ok(make::Samples(read.list(Text::amount)?))
    }),
    family("Mixture", &["[(weight, distribution), ..]"], |read| {
        Ok(make::Mixture(
            read.list(|text| text.pair(Text::distribution))?,
        ))
    }),
];

const fn family(
    name: &'static str,
    parameters: &'static [&'static str],
    read: fn(&mut Arguments<'_, '_>) -> Result<Distribution, Fault>,
) -> Family {
    Family {
        name,
        parameters,
        read,
    }
}

impl Family {
    /// How it is written: `LogNormal(mu, sigma)`.
    pub fn call(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}

/// How deep distributions may be mixed.
const DEEPEST: usize = 16;

impl Text<'_> {
    pub(crate) fn distribution(&mut self) -> Result<Distribution, Fault> {
        self.skip_space();
        if self.depth == DEEPEST {
            return self.fault(format!("distributions are mixed more than {DEEPEST} deep"));
        }
        let start = self.at;
        let name = self
            .span(|letter| letter.is_alphanumeric() || letter == '_')
            .to_owned();
        let fault = |reason| Err(Fault { at: start, reason });
        let Some(family) = FAMILIES.iter().find(|family| family.name == name) else {
            return fault(unknown(&name, self.whole[start..].trim()));
        };
        if !self.take('(') {
            return fault(format!(
                "`{name}` lacks its parameters; write `{}`",
                family.call()
            ));
        }
        self.depth += 1;
        let mut arguments = Arguments::new(family.name, family.parameters, self);
        let distribution = (family.read)(&mut arguments)?;
        arguments.end()?;
        self.depth -= 1;
        match distribution.check() {
            Ok(()) => Ok(distribution),
            Err(error) => fault(error.reason()),
        }
    }
}

/// There is no family of this name.
fn unknown(name: &str, rest: &str) -> String {
    let families: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    if name.is_empty() && rest.is_empty() {
        return format!(
            "a distribution is missing (distributions: {})",
            families.join(", ")
        );
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) || name.is_empty() {
        let value = rest.split([',', ')', ']']).next().unwrap_or(rest).trim();
        return format!(
            "`{}` is no distribution; write `Constant({})` for a value that does not vary (distributions: {})",
            cut(value),
            cut(value),
            families.join(", ")
        );
    }
    format!(
        "unknown distribution `{}`{}",
        cut(name),
        choices(name, "distributions", &families)
    )
}

/// Reads a call such as `LogNormal(0, 1)`; the parameters are checked.
impl FromStr for Distribution {
    type Err = DistributionError;

    fn from_str(whole: &str) -> Result<Self, DistributionError> {
        let mut text = Text {
            whole,
            at: 0,
            depth: 0,
        };
        let read = text.distribution().and_then(|distribution| {
            text.skip_space();
            match text.rest() {
                "" => Ok(distribution),
                _ => text.fault(format!(
                    "nothing comes after a distribution, not even {}",
                    text.next()
                )),
            }
        });
        read.map_err(|Fault { at, reason }| DistributionError::Unreadable {
            text: whole.to_owned(),
            character: whole[..at].chars().count() + 1,
            reason,
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Distribution {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Distribution".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
        let calls: Vec<String> = FAMILIES.iter().map(Family::call).collect();
        schemars::json_schema!({
            "description": format!("A distribution: {}.", calls.join(", ")),
            "type": "string",
            "pattern": format!(r"^\s*({})\s*\(", names.join("|")),
            "examples": ["Constant(500ms)", "Exponential(1s)", "LogNormal(0, 1)"],
        })
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Distribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = Distribution;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter
                    .write_str("a distribution such as \"Constant(500ms)\" or \"LogNormal(0, 1)\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Distribution, E> {
                text.parse().map_err(E::custom)
            }
        }

        // Any, so that a number is told with what it should have been.
        deserializer.deserialize_any(TextVisitor)
    }
}
