//! The one table of units, and nothing else: the macros, the loader of scenario files, `FromStr`
//! and `Display` all read it.
//!
//! To add a unit, add a row. Two rules bind a row, because a literal such as `60s` must survive the
//! Rust lexer: no symbol begins with `e` or `E` (an exponent), and none is `b` (a binary literal
//! after a zero).

mod several;
mod suggestion;

use std::fmt;

pub use crate::error::UnitError;
pub use crate::quantity::{Quantity, parse_quantity};
pub(crate) use several::several_units;
pub use suggestion::{suggest, suggest_in};

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Dates and durations; the base unit is the second, held as nanoseconds.
    Time,
    /// Sizes; the base unit is the byte.
    Bytes,
    /// Amounts of computation; the base unit is the flop.
    Work,
    /// Computation per second; the base unit is the flop/s.
    Speed,
    /// Bytes per second; the base unit is the B/s.
    Bandwidth,
    /// Energy per second; the base unit is the W.
    Power,
    /// Parts of a whole; without a unit, or in percent.
    Ratio,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Dimension; 7] = [
        Dimension::Time,
        Dimension::Bytes,
        Dimension::Work,
        Dimension::Speed,
        Dimension::Bandwidth,
        Dimension::Power,
        Dimension::Ratio,
    ];

    /// The unit of a number written without one.
    ///
    /// ```
    /// use sim_units::Dimension;
    ///
    /// assert_eq!(Dimension::Time.base(), "s");
    /// assert_eq!(Dimension::Ratio.base(), "");
    /// ```
    pub const fn base(self) -> &'static str {
        match self {
            Dimension::Time => "s",
            Dimension::Bytes => "B",
            Dimension::Work => "flop",
            Dimension::Speed => "flop/s",
            Dimension::Bandwidth => "B/s",
            Dimension::Power => "W",
            Dimension::Ratio => "",
        }
    }

    /// What may be written for a quantity of this dimension, for messages.
    ///
    /// ```
    /// use sim_units::Dimension;
    ///
    /// assert_eq!(Dimension::Time.expectation(), r#"seconds (a number) or a text such as "60s""#);
    /// ```
    pub const fn expectation(self) -> &'static str {
        match self {
            Dimension::Time => r#"seconds (a number) or a text such as "60s""#,
            Dimension::Bytes => r#"bytes (a whole number) or a text such as "250MB""#,
            Dimension::Work => r#"flop (a number) or a text such as "2Gflop""#,
            Dimension::Speed => r#"flop/s (a number) or a text such as "10Gflop/s""#,
            Dimension::Bandwidth => r#"bytes per second (a number) or a text such as "100MB/s""#,
            Dimension::Power => r#"watts (a number) or a text such as "200W""#,
            Dimension::Ratio => r#"a number or a text such as "50%""#,
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dimension::Time => "time",
            Dimension::Bytes => "size",
            Dimension::Work => "amount of work",
            Dimension::Speed => "speed",
            Dimension::Bandwidth => "bandwidth",
            Dimension::Power => "power",
            Dimension::Ratio => "ratio",
        })
    }
}

/// How much of the held unit (ns, B, flop, flop/s, B/s, W, 1) one of a unit is: `coefficient ×
/// 10^exponent`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Factor {
    /// The whole part of the factor.
    pub coefficient: u64,
    /// The power of ten of the factor.
    pub exponent: i32,
}

impl Factor {
    /// The factor as a whole number, if it is one.
    ///
    /// ```
    /// use sim_units::table::unit;
    ///
    /// assert_eq!(unit("min").unwrap().factor.as_u64(), Some(60_000_000_000)); // ns
    /// assert_eq!(unit("KiB").unwrap().factor.as_u64(), Some(1024));
    /// assert_eq!(unit("bit/s").unwrap().factor.as_u64(), None); // an eighth of a B/s
    /// ```
    pub const fn as_u64(self) -> Option<u64> {
        if self.exponent < 0 {
            return None;
        }
        match 10_u64.checked_pow(self.exponent as u32) {
            Some(power) => self.coefficient.checked_mul(power),
            None => None,
        }
    }
}

/// One way to write a quantity: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// What is written after the number, e.g. `MB` or `Gflop/s`.
    pub symbol: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// How much one of it is.
    pub factor: Factor,
}

const fn row(symbol: &'static str, dimension: Dimension, coefficient: u64, exponent: i32) -> Unit {
    Unit {
        symbol,
        dimension,
        factor: Factor {
            coefficient,
            exponent,
        },
    }
}

use Dimension::{Bandwidth, Bytes, Power, Ratio, Speed, Time, Work};

/// The units that messages list and `Display` writes, in ascending order within a dimension.
#[rustfmt::skip]
static UNITS: &[Unit] = &[
    row("ns", Time, 1, 0),  row("us", Time, 1, 3),  row("ms", Time, 1, 6),  row("s", Time, 1, 9),
    row("min", Time, 60, 9),  row("h", Time, 3600, 9),  row("d", Time, 86_400, 9),

    row("B", Bytes, 1, 0),  row("kB", Bytes, 1, 3),  row("MB", Bytes, 1, 6),  row("GB", Bytes, 1, 9),
    row("TB", Bytes, 1, 12),  row("PB", Bytes, 1, 15),
    row("KiB", Bytes, 1 << 10, 0),  row("MiB", Bytes, 1 << 20, 0),  row("GiB", Bytes, 1 << 30, 0),
    row("TiB", Bytes, 1 << 40, 0),  row("PiB", Bytes, 1 << 50, 0),

    row("flop", Work, 1, 0),  row("kflop", Work, 1, 3),  row("Mflop", Work, 1, 6),  row("Gflop", Work, 1, 9),
    row("Tflop", Work, 1, 12),  row("Pflop", Work, 1, 15),

    row("flop/s", Speed, 1, 0),  row("kflop/s", Speed, 1, 3),  row("Mflop/s", Speed, 1, 6),
    row("Gflop/s", Speed, 1, 9),  row("Tflop/s", Speed, 1, 12),  row("Pflop/s", Speed, 1, 15),

    row("B/s", Bandwidth, 1, 0),  row("kB/s", Bandwidth, 1, 3),  row("MB/s", Bandwidth, 1, 6),
    row("GB/s", Bandwidth, 1, 9),  row("TB/s", Bandwidth, 1, 12),  row("PB/s", Bandwidth, 1, 15),
    row("KiB/s", Bandwidth, 1 << 10, 0),  row("MiB/s", Bandwidth, 1 << 20, 0),
    row("GiB/s", Bandwidth, 1 << 30, 0),  row("TiB/s", Bandwidth, 1 << 40, 0),  row("PiB/s", Bandwidth, 1 << 50, 0),
    row("bit/s", Bandwidth, 125, -3),  row("kbit/s", Bandwidth, 125, 0),  row("Mbit/s", Bandwidth, 125, 3),
    row("Gbit/s", Bandwidth, 125, 6),  row("Tbit/s", Bandwidth, 125, 9),

    row("mW", Power, 1, -3),  row("W", Power, 1, 0),  row("kW", Power, 1, 3),  row("MW", Power, 1, 6),

    row("%", Ratio, 1, -2),
];

/// Other spellings of the same units: understood, never written.
#[rustfmt::skip]
static ALIASES: &[Unit] = &[
    row("µs", Time, 1, 3),  row("μs", Time, 1, 3),  row("day", Time, 86_400, 9),  // the micro sign and the Greek letter
    row("KB", Bytes, 1, 3),

    row("kf", Work, 1, 3),  row("Mf", Work, 1, 6),  row("Gf", Work, 1, 9),  row("Tf", Work, 1, 12),  row("Pf", Work, 1, 15),
    row("kf/s", Speed, 1, 3),  row("Mf/s", Speed, 1, 6),  row("Gf/s", Speed, 1, 9),  row("Tf/s", Speed, 1, 12),
    row("Pf/s", Speed, 1, 15),

    row("KB/s", Bandwidth, 1, 3),
    row("Bps", Bandwidth, 1, 0),  row("kBps", Bandwidth, 1, 3),  row("KBps", Bandwidth, 1, 3),  row("MBps", Bandwidth, 1, 6),
    row("GBps", Bandwidth, 1, 9),  row("TBps", Bandwidth, 1, 12),  row("PBps", Bandwidth, 1, 15),
    row("KiBps", Bandwidth, 1 << 10, 0),  row("MiBps", Bandwidth, 1 << 20, 0),  row("GiBps", Bandwidth, 1 << 30, 0),
    row("TiBps", Bandwidth, 1 << 40, 0),  row("PiBps", Bandwidth, 1 << 50, 0),
    row("bps", Bandwidth, 125, -3),  row("kbps", Bandwidth, 125, 0),  row("Mbps", Bandwidth, 125, 3),
    row("Gbps", Bandwidth, 125, 6),  row("Tbps", Bandwidth, 125, 9),
];

/// Every row of the table: the units that are listed, then their other spellings.
pub fn units() -> impl Iterator<Item = &'static Unit> {
    UNITS.iter().chain(ALIASES)
}

/// The unit with this symbol, which is case-sensitive: `MB` is a unit, `mb` is not.
///
/// ```
/// use sim_units::Dimension;
/// use sim_units::table::unit;
///
/// assert_eq!(unit("Gflop/s").unwrap().dimension, Dimension::Speed);
/// assert!(unit("GHz").is_none());
/// ```
pub fn unit(symbol: &str) -> Option<&'static Unit> {
    units().find(|unit| unit.symbol == symbol)
}

/// The rate of an amount per a time, as the tokens of `20MB/s` give them.
///
/// ```
/// use sim_units::table::rate;
///
/// assert_eq!(rate("MB", "s").unwrap().symbol, "MB/s");
/// assert!(rate("MB", "h").is_none());
/// ```
pub fn rate(amount: &str, per: &str) -> Option<&'static Unit> {
    units().find(|unit| unit.symbol.split_once('/') == Some((amount, per)))
}

/// The symbols of a dimension, without their other spellings, for messages.
///
/// ```
/// use sim_units::Dimension;
/// use sim_units::table::symbols;
///
/// let time: Vec<_> = symbols(Dimension::Time).collect();
/// assert_eq!(time, ["ns", "us", "ms", "s", "min", "h", "d"]);
/// ```
pub fn symbols(dimension: Dimension) -> impl Iterator<Item = &'static str> {
    listed(dimension).map(|unit| unit.symbol)
}

/// The rows of a dimension that `Display` may write, in ascending order.
pub(crate) fn listed(dimension: Dimension) -> impl DoubleEndedIterator<Item = &'static Unit> {
    UNITS.iter().filter(move |unit| unit.dimension == dimension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_names_one_unit() {
        for (index, unit) in units().enumerate() {
            assert!(
                units()
                    .skip(index + 1)
                    .all(|other| other.symbol != unit.symbol),
                "{} is twice in the table",
                unit.symbol
            );
        }
    }

    #[test]
    fn every_symbol_survives_the_rust_lexer() {
        for unit in units() {
            assert!(
                !unit.symbol.starts_with(['e', 'E']),
                "{} would be an exponent",
                unit.symbol
            );
            assert_ne!(unit.symbol, "b");
        }
    }

    #[test]
    fn times_and_sizes_have_whole_factors() {
        for unit in units().filter(|unit| matches!(unit.dimension, Time | Bytes)) {
            assert!(
                unit.factor.as_u64().is_some(),
                "{} is not whole",
                unit.symbol
            );
        }
    }

    #[test]
    fn every_base_unit_is_in_the_table() {
        for dimension in [Time, Bytes, Work, Speed, Bandwidth, Power] {
            assert_eq!(
                unit(dimension.base()).map(|unit| unit.dimension),
                Some(dimension)
            );
        }
    }

    #[test]
    fn every_rate_has_the_factor_of_its_amount() {
        for rate in units().filter(|unit| matches!(unit.dimension, Speed | Bandwidth)) {
            let amount = rate
                .symbol
                .strip_suffix("/s")
                .or(rate.symbol.strip_suffix("ps"))
                .expect("a rate is per second");
            if let Some(amount) = unit(amount) {
                assert_eq!(amount.factor, rate.factor, "{}", rate.symbol);
            }
        }
    }

    #[test]
    fn units_are_listed_in_ascending_order() {
        for dimension in [Time, Work, Speed] {
            assert!(
                listed(dimension)
                    .map(|unit| unit.factor.as_u64())
                    .is_sorted()
            );
        }
    }
}
