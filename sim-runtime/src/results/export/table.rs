//! What a table is, whatever the form in which it is written.

use std::fmt;
use std::io;

use super::tables;
use crate::results::Report;
use crate::units::{Bytes, SimDuration, SimTime};

/// The type and the unit of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Yes or no.
    Flag,
    /// A natural number; sizes are in bytes.
    Natural,
    /// A real number.
    Real,
    /// A date or a duration \[s\]. As text it is exact to the nanosecond; as a floating-point number it is up to 2^53 ns,
    /// which are 104 days.
    Seconds,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: that of the report's field.
    pub name: &'static str,
    /// Its type and unit.
    pub kind: Kind,
}

/// A value in a column of the corresponding [`Kind`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// For [`Kind::Text`].
    Text(&'a str),
    /// For [`Kind::Flag`].
    Flag(bool),
    /// For [`Kind::Natural`].
    Natural(u64),
    /// For [`Kind::Real`].
    Real(f64),
    /// For [`Kind::Seconds`], in nanoseconds.
    Nanos(u64),
    /// Nothing is known, or there is nothing to know.
    Missing,
}

/// The text that CSV files use; nothing for what is missing.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Flag(flag) => flag.fmt(formatter),
            Self::Natural(number) => number.fmt(formatter),
            Self::Real(number) => number.fmt(formatter),
            Self::Nanos(nanos) => {
                write!(
                    formatter,
                    "{}.{:09}",
                    nanos / 1_000_000_000,
                    nanos % 1_000_000_000
                )
            }
            Self::Missing => Ok(()),
        }
    }
}

/// Takes the rows of a table, one after the other.
pub type Sink<'a> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'a;

/// A table of a report.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name, which its file has too.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    pub(super) rows: fn(&Report, &mut Sink<'_>) -> io::Result<()>,
}

impl Table {
    /// All tables.
    pub const ALL: &'static [Self] = &[
        tables::INVOCATIONS,
        tables::CONTAINERS,
        tables::TRANSFERS,
        tables::FUNCTIONS,
        tables::NODES,
        tables::LINKS,
    ];

    /// Hands over the rows of a report, in order.
    ///
    /// # Errors
    ///
    /// Those of whoever takes them.
    pub fn rows(&self, report: &Report, sink: &mut Sink<'_>) -> io::Result<()> {
        (self.rows)(report, sink)
    }
}

pub(super) const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

pub(super) const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
}

pub(super) const fn natural(name: &'static str) -> Column {
    column(name, Kind::Natural)
}

pub(super) const fn real(name: &'static str) -> Column {
    column(name, Kind::Real)
}

pub(super) const fn seconds(name: &'static str) -> Column {
    column(name, Kind::Seconds)
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a std::sync::Arc<str>> for Cell<'a> {
    fn from(text: &'a std::sync::Arc<str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Natural(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Natural(number.into())
    }
}

impl From<Bytes> for Cell<'_> {
    fn from(size: Bytes) -> Self {
        Self::Natural(size.get())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<SimTime> for Cell<'_> {
    fn from(date: SimTime) -> Self {
        Self::Nanos(date.as_nanos())
    }
}

impl From<SimDuration> for Cell<'_> {
    fn from(duration: SimDuration) -> Self {
        Self::Nanos(duration.as_nanos())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}
