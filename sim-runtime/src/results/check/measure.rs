//! Values of figures.

use std::cmp::Ordering;
use std::fmt;

use crate::results::analysis::amounts::{self, in_thousands};
use crate::units::SimDuration;

/// What a figure is a figure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Time,
    /// A part of a whole.
    Share,
    Number,
    Money,
    Energy,
    /// Of what is emitted.
    Mass,
}

/// A value of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measure {
    Time(SimDuration),
    /// A part of a whole.
    Share(f64),
    Number(f64),
    /// An amount of a currency; `None` if none is said.
    Money(f64, Option<String>),
    /// An energy \[J\].
    Energy(f64),
    /// A mass \[g\].
    Mass(f64),
}

/// The units of energies, and how many joules each has.
const ENERGIES: &[(&str, f64)] = &[
    ("J", 1.0),
    ("kJ", 1e3),
    ("MJ", 1e6),
    ("GJ", 1e9),
    ("Wh", 3.6e3),
    ("kWh", 3.6e6),
    ("MWh", 3.6e9),
];

/// The units of masses, and how many grams each has.
const MASSES: &[(&str, f64)] = &[("g", 1.0), ("kg", 1e3), ("t", 1e6)];

impl Measure {
    /// Reads a value of a kind.
    pub(super) fn read(kind: Kind, text: &str) -> Result<Self, String> {
        match kind {
            Kind::Time if text.ends_with(|last: char| last.is_ascii_digit() || last == '.') => Err(
                format!("`{text}` has no unit; write a time such as {text}ms or {text}s"),
            ),
            Kind::Time => match text.parse() {
                Ok(time) => Ok(Self::Time(time)),
                Err(error) => Err(error.to_string()),
            },
            Kind::Share => match share(text) {
                Some(share) if share <= 1.0 => Ok(Self::Share(share)),
                Some(_) => Err(format!(
                    "`{text}` is more than the whole; write a share up to 100% or 1, such as 5% or 0.05"
                )),
                None => Err(format!(
                    "`{text}` is no share; write one such as 5% or 0.05"
                )),
            },
            Kind::Number => number(text)
                .map(Self::Number)
                .ok_or_else(|| format!("`{text}` is no number; write one such as 100")),
            Kind::Money => money(text)
                .ok_or_else(|| format!("`{text}` is no amount; write one such as 0.5 or 0.5 USD")),
            Kind::Energy => {
                with_unit(text, ENERGIES, ("an energy", "energy", "kJ")).map(Self::Energy)
            }
            Kind::Mass => with_unit(text, MASSES, ("a mass", "mass", "g")).map(Self::Mass),
        }
    }

    /// A value of the kind of another one, from a plain number.
    pub(super) fn of(kind: &Self, number: f64) -> Self {
        match kind {
            Self::Time(_) => Self::Time(SimDuration::from_secs_f64(number.max(0.0))),
            Self::Share(_) => Self::Share(number),
            Self::Number(_) => Self::Number(number),
            Self::Money(_, currency) => Self::Money(number, currency.clone()),
            Self::Energy(_) => Self::Energy(number),
            Self::Mass(_) => Self::Mass(number),
        }
    }

    /// A value of a kind, from a plain number.
    pub(super) fn of_kind(kind: Kind, number: f64) -> Self {
        match kind {
            Kind::Time => Self::Time(SimDuration::from_secs_f64(number.max(0.0))),
            Kind::Share => Self::Share(number),
            Kind::Number => Self::Number(number),
            Kind::Money => Self::Money(number, None),
            Kind::Energy => Self::Energy(number),
            Kind::Mass => Self::Mass(number),
        }
    }

    /// As a plain number: times in seconds.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Share(value) | Self::Number(value) | Self::Money(value, _) => *value,
            Self::Energy(joules) => *joules,
            Self::Mass(grams) => *grams,
        }
    }

    /// Less or more than another of its kind; the reason if the two cannot be compared.
    pub(super) fn compared_with(&self, limit: &Self) -> Result<Ordering, String> {
        match (self, limit) {
            (Self::Time(one), Self::Time(other)) => Ok(one.cmp(other)),
            (Self::Money(_, Some(one)), Self::Money(_, Some(other))) if one != other => {
                Err(format!("the bill is in {one}, not in {other}"))
            }
            _ => Ok(self.number().total_cmp(&limit.number())),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write!(formatter, "{time:.6}"),
            Self::Share(share) => write!(formatter, "{} %", decimals(share * 100.0, 4)),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Energy(joules) => formatter.write_str(&in_thousands(*joules, amounts::ENERGIES)),
            Self::Mass(grams) => formatter.write_str(&in_thousands(*grams, amounts::MASSES)),
            Self::Money(amount, None) => formatter.write_str(&decimals(*amount, 6)),
            Self::Money(amount, Some(currency)) => {
                write!(formatter, "{} {currency}", decimals(*amount, 6))
            }
        }
    }
}

/// A number with at most so many decimals.
fn decimals(number: f64, most: usize) -> String {
    let text = format!("{number:.most$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// A number that is not negative.
fn number(text: &str) -> Option<f64> {
    let is_plain = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let number = text.replace('_', "").parse::<f64>().ok();
    number.filter(|number| is_plain && number.is_finite())
}

/// A number with one of these units, in the first of them.
fn with_unit(
    text: &str,
    units: &[(&str, f64)],
    (one, what, example): (&str, &str, &str),
) -> Result<f64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_alphabetic());
    let known: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
    let known = known.join(", ");
    let unit = units
        .iter()
        .find(|(unit, _)| *unit == &text[digits.len()..]);
    match (number(digits.trim_end()), unit) {
        (Some(number), Some((_, factor))) => Ok(number * factor),
        (Some(_), None) if digits.len() == text.len() => Err(format!(
            "`{text}` has no unit; write {one} such as {text}{example} (units: {known})"
        )),
        _ => Err(format!(
            "`{text}` is no {what}; write one such as {EXAMPLE}{example} (units: {known})"
        )),
    }
}

/// The number of an example.
const EXAMPLE: u32 = 500;

/// A share: with `%`, or from 0 to 1.
fn share(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => Some(number(percent.trim_end())? / 100.0),
        None => number(text).filter(|share| *share <= 1.0),
    }
}

fn money(text: &str) -> Option<Measure> {
    let amount = text.trim_end_matches(|letter: char| letter.is_alphabetic());
    let currency = &text[amount.len()..];
    let currency = (!currency.is_empty()).then(|| currency.to_owned());
    Some(Measure::Money(number(amount.trim_end())?, currency))
}
