//! What several units in a row were meant to be: `1min30s` is a time in two units, and a quantity has one.

use super::{Dimension, Unit, suggest_in, unit};
use crate::amount::Amount;
use crate::error::UnitError;

/// The parts of a sum that was written without its plus signs.
struct Sum {
    parts: Vec<(String, &'static Unit)>,
}

/// What is wrong with a unit that is none, if it is one with more figures and units after it.
pub(crate) fn several_units(digits: &str, units: &str) -> Option<UnitError> {
    let sum = Sum::read(digits, units)?;
    let (digits, unit) = sum.in_one_unit()?;
    Some(UnitError::SeveralUnits {
        written: format!("{digits}{units}", digits = sum.parts[0].0),
        sum: sum.to_string(),
        digits,
        unit,
    })
}

impl Sum {
    /// Reads `1` and `min30s`. Times and sizes only: they are whole numbers, so that a sum is exact.
    fn read(digits: &str, units: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut digits = digits;
        let mut rest = units;
        loop {
            let end = rest.find(|c: char| c.is_ascii_digit());
            let (symbol, after) = rest.split_at(end.unwrap_or(rest.len()));
            parts.push((digits.to_owned(), found(symbol)?));
            if after.is_empty() {
                break;
            }
            let end = after.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_');
            (digits, rest) = after.split_at(end.unwrap_or(after.len()));
            if rest.is_empty() {
                // The next finer unit of time: minutes after hours.
                let (_, before) = parts.last()?;
                rest = match before.symbol {
                    "d" => "h",
                    "h" => "min",
                    "min" => "s",
                    _ => return None,
                };
            }
        }
        let dimension = parts[0].1.dimension;
        let agree = parts.iter().all(|(_, unit)| unit.dimension == dimension);
        (agree && parts.len() > 1).then_some(Self { parts })
    }

    /// The sum in the coarsest of its units in which it is a whole number.
    fn in_one_unit(&self) -> Option<(String, &'static str)> {
        let total = self.parts.iter().try_fold(0u64, |total, (digits, unit)| {
            let amount = Amount::of(digits, unit).ok()?;
            total.checked_add(amount.whole())
        })?;
        let mut units: Vec<_> = self.parts.iter().map(|(_, unit)| *unit).collect();
        units.sort_by_key(|unit| std::cmp::Reverse(unit.factor.as_u64()));
        units.into_iter().find_map(|unit| {
            let factor = unit.factor.as_u64()?;
            let number = total.is_multiple_of(factor).then_some(total / factor)?;
            Some((number.to_string(), unit.symbol))
        })
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = self.parts.iter();
        let parts: Vec<_> = parts
            .map(|(digits, unit)| format!("{digits}{}", unit.symbol))
            .collect();
        f.write_str(&parts.join(" + "))
    }
}

/// The unit of this symbol, or of another name that it has: `m` for `min`.
fn found(symbol: &str) -> Option<&'static Unit> {
    let meant = || suggest_in(symbol, Dimension::Time);
    let is_whole = |unit: &&Unit| matches!(unit.dimension, Dimension::Time | Dimension::Bytes);
    unit(symbol)
        .or_else(|| meant().and_then(unit))
        .filter(is_whole)
}

#[cfg(test)]
mod tests {
    use crate::{SimDuration, parse_quantity};

    fn error(digits: &str, units: &str) -> String {
        parse_quantity(digits, units).unwrap_err().to_string()
    }

    #[test]
    fn two_units_are_told_in_one() {
        assert_eq!(error("1", "min30s"), "`1min30s` has two units; write `90s`");
        assert_eq!(error("1", "m30s"), "`1m30s` has two units; write `90s`");
        assert_eq!(error("1", "h30"), "`1h30` has two units; write `90min`");
        assert_eq!(
            error("2", "h30min"),
            "`2h30min` has two units; write `150min`"
        );
        assert_eq!(error("1", "h60min"), "`1h60min` has two units; write `2h`");
        assert_eq!(
            error("1", "GB500MB"),
            "`1GB500MB` has two units; write `1500MB`"
        );
        assert_eq!(
            error("1", "d2h3s"),
            "`1d2h3s` has three units; write `93603s`"
        );
    }

    #[test]
    fn a_text_is_told_the_same() {
        let error = "1min30s".parse::<SimDuration>().unwrap_err().cause;
        assert_eq!(error.to_string(), "`1min30s` has two units; write `90s`");
    }

    #[test]
    fn units_of_two_dimensions_and_sums_that_are_too_large_are_no_sum() {
        for (digits, units) in [
            ("1", "min30MB"),
            ("1", "s30"),
            ("1", "min30parsec"),
            ("1", "Gflop5Mflop"),
            // More than there can be, together.
            ("18446744073", "s18446744073s"),
        ] {
            assert!(error(digits, units).starts_with("unknown unit"), "{units}");
        }
    }
}
