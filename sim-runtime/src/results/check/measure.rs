//! Values of figures.

use std::cmp::Ordering;
use std::fmt;

use crate::units::SimDuration;

/// What a figure is a figure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Time,
    /// A part of a whole.
    Share,
    Number,
    Money,
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
}

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
            Kind::Share => share(text)
                .map(Self::Share)
                .ok_or_else(|| format!("`{text}` is no share; write one such as 5% or 0.05")),
            Kind::Number => number(text)
                .map(Self::Number)
                .ok_or_else(|| format!("`{text}` is no number; write one such as 100")),
            Kind::Money => money(text)
                .ok_or_else(|| format!("`{text}` is no amount; write one such as 0.5 or 0.5 USD")),
        }
    }

    /// A value of the kind of another one, from a plain number.
    pub(super) fn of(kind: &Self, number: f64) -> Self {
        match kind {
            Self::Time(_) => Self::Time(SimDuration::from_secs_f64(number.max(0.0))),
            Self::Share(_) => Self::Share(number),
            Self::Number(_) => Self::Number(number),
            Self::Money(_, currency) => Self::Money(number, currency.clone()),
        }
    }

    /// As a plain number: times in seconds.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Share(value) | Self::Number(value) | Self::Money(value, _) => *value,
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
