//! One value of a table: its kind, and the value itself.

use std::fmt;

/// The type of a column.
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
            // Always with a point: readers that guess types from the first rows must not guess whole numbers.
            Self::Real(number) if number.fract() == 0.0 => write!(formatter, "{number:.1}"),
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
