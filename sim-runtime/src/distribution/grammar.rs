//! How a distribution is read: a call, with lists and tuples in brackets.

use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::amount::{Amount, Measure};
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
    fn distribution(&mut self) -> Result<Distribution, Fault> {
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
        let mut arguments = Arguments {
            family,
            text: self,
            count: 0,
        };
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

/// The arguments of a call, one after the other.
struct Arguments<'f, 't> {
    family: &'static Family,
    text: &'f mut Text<'t>,
    count: usize,
}

impl<'t> Arguments<'_, 't> {
    fn amount(&mut self) -> Result<Amount, Fault> {
        self.begin()?;
        self.text.amount()
    }

    fn number(&mut self) -> Result<f64, Fault> {
        self.begin()?;
        let at = self.text.at;
        let amount = self.text.amount()?;
        let parameter = self.family.parameters[self.count - 1];
        match amount.measure() {
            None => Ok(amount.value()),
            Some(Measure::Time | Measure::Size) => Err(Fault {
                at,
                reason: format!("`{parameter}` is a number without a unit, not `{amount}`"),
            }),
        }
    }

    fn list<T>(
        &mut self,
        read: impl Fn(&mut Text<'t>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.begin()?;
        let what = format!("as in `{}`", self.family.call());
        self.text.expect('[', &what)?;
        let mut list = Vec::new();
        while !self.text.take(']') {
            if !list.is_empty() {
                self.text.expect(',', "between the entries of the list")?;
                if self.text.take(']') {
                    break;
                }
            }
            list.push(read(self.text)?);
        }
        Ok(list)
    }

    /// Goes on to the next argument.
    fn begin(&mut self) -> Result<(), Fault> {
        let is_first = self.count == 0;
        let comes = is_first || self.text.take(',');
        self.text.skip_space();
        let ends = self.text.rest().starts_with(')') || self.text.rest().is_empty();
        self.count += 1;
        if comes && !ends {
            return Ok(());
        }
        if !ends {
            let reason = format!("expected `,` or `)`, not {}", self.text.next());
            return self.text.fault(reason);
        }
        self.text.fault(self.needs())
    }

    /// The call is over.
    fn end(&mut self) -> Result<(), Fault> {
        let comma = self.text.take(',');
        if self.text.take(')') {
            return Ok(());
        }
        if comma {
            return self
                .text
                .fault(format!("there is more than it takes: {}", self.needs()));
        }
        self.text
            .expect(')', &format!("at the end of `{}`", self.family.call()))
    }

    fn needs(&self) -> String {
        let Family {
            name, parameters, ..
        } = self.family;
        let needed = match parameters {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        };
        format!("`{name}` needs {needed}: write `{}`", self.family.call())
    }
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
