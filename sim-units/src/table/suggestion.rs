//! The unit that was probably meant by a symbol that is not in the table.

use super::{Dimension, rate, unit, units};
use crate::spelling::closest;

/// Names that no slip of a letter turns into a symbol.
const NAMES: &[(&str, &str)] = &[
    ("nanosecond", "ns"),
    ("microsecond", "us"),
    ("millisecond", "ms"),
    ("msec", "ms"),
    ("second", "s"),
    ("sec", "s"),
    ("m", "min"),
    ("minute", "min"),
    ("hour", "h"),
    ("hr", "h"),
    ("byte", "B"),
    ("b", "B"),
    ("k", "kB"),
    ("ki", "KiB"),
    ("mi", "MiB"),
    ("g", "GB"),
    ("gi", "GiB"),
    ("t", "TB"),
    ("ti", "TiB"),
    ("flops", "flop/s"),
    ("kflops", "kflop/s"),
    ("mflops", "Mflop/s"),
    ("gflops", "Gflop/s"),
    ("tflops", "Tflop/s"),
    ("mhz", "Mflop/s"),
    ("ghz", "Gflop/s"),
    ("percent", "%"),
];

/// The unit that was probably meant: the same letters in another case, a spelled-out name, or a
/// slip of a letter.
///
/// ```
/// use sim_units::table::suggest;
///
/// assert_eq!(suggest("GFlop"), Some("Gflop"));
/// assert_eq!(suggest("seconds"), Some("s"));
/// assert_eq!(suggest("GHz"), Some("Gflop/s"));
/// assert_eq!(suggest("parsec"), None);
/// ```
pub fn suggest(written: &str) -> Option<&'static str> {
    unit_meant(written, None)
}

/// As [`suggest`], among the units of one dimension.
///
/// ```
/// use sim_units::Dimension;
/// use sim_units::table::suggest_in;
///
/// assert_eq!(suggest_in("mb", Dimension::Bandwidth), None);
/// assert_eq!(suggest_in("mb/s", Dimension::Bandwidth), Some("MB/s"));
/// ```
pub fn suggest_in(written: &str, dimension: Dimension) -> Option<&'static str> {
    unit_meant(written, Some(dimension))
}

/// The unit that was probably meant, among those of a dimension if one is given.
fn unit_meant(written: &str, dimension: Option<Dimension>) -> Option<&'static str> {
    let fits = |symbol: &&'static str| {
        dimension.is_none_or(|wanted| unit(symbol).is_some_and(|unit| unit.dimension == wanted))
    };
    let lower = written.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    let named = NAMES
        .iter()
        .find(|(name, _)| *name == lower || *name == singular)
        .map(|(_, symbol)| *symbol);
    // An amount per something else than a second: only seconds divide here.
    let per_second = || {
        written
            .split_once('/')
            .and_then(|(amount, _)| rate(amount, "s"))
            .map(|unit| unit.symbol)
    };
    let units = || units().map(|unit| unit.symbol).filter(fits);

    (units().find(|symbol| symbol.to_lowercase() == lower))
        .or(named.filter(fits))
        .or_else(|| per_second().filter(fits))
        .or_else(|| closest(written, units()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_meant_whatever_its_case() {
        assert_eq!(unit_meant("GFlop", None), Some("Gflop"));
        assert_eq!(unit_meant("mib", None), Some("MiB"));
        assert_eq!(unit_meant("gbit/s", None), Some("Gbit/s"));
    }

    #[test]
    fn a_unit_is_meant_by_its_name() {
        assert_eq!(unit_meant("sec", None), Some("s"));
        assert_eq!(unit_meant("Minutes", None), Some("min"));
        assert_eq!(unit_meant("flops", Some(Dimension::Speed)), Some("flop/s"));
        assert_eq!(unit_meant("m", None), Some("min"));
    }

    #[test]
    fn a_rate_per_minute_means_one_per_second() {
        assert_eq!(unit_meant("MB/min", None), Some("MB/s"));
    }
}
