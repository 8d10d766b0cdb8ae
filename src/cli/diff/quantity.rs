//! What a number means: only quantities change by a percentage, and may differ by a tolerance.

use std::fmt;
use std::str::FromStr;

use serde_json::{Number, Value};

/// Keys whose numbers are dates \[s\].
const DATES: [&str; 14] = [
    "requested",
    "accepted",
    "submit",
    "dispatch",
    "start",
    "end",
    "completion",
    "created",
    "ended",
    "date",
    "final_date",
    "first_request",
    "first_start",
    "last_end",
];

/// Keys whose numbers are names.
const NAMES: [&str; 6] = [
    "id",
    "seed",
    "replication",
    "container",
    "invocation",
    "format_version",
];

/// What a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// So much of something.
    Quantity,
    /// When something happened.
    Date,
    /// Which one it is.
    Name,
}

impl Meaning {
    /// What the number of a key means.
    pub(super) fn of(key: &str) -> Self {
        if DATES.contains(&key) {
            Self::Date
        } else if NAMES.contains(&key) {
            Self::Name
        } else {
            Self::Quantity
        }
    }

    /// What is said about a change beside the two values, with a space before.
    pub(super) fn note(self, before: &Value, after: &Value) -> String {
        let (Some(before), Some(after)) = (before.as_f64(), after.as_f64()) else {
            return String::new();
        };
        let change = after - before;
        match self {
            Self::Quantity if before != 0.0 => match change / before.abs() * 100.0 {
                percent if percent.abs() < 0.005 => format!(" ({percent:+.1e} %)"),
                percent if percent.abs() >= 1e6 => format!(" ({percent:+.2e} %)"),
                percent => format!(" ({percent:+.2} %)"),
            },
            Self::Date => {
                // Dates are exact to the nanosecond.
                let text = format!("{change:+.9}");
                format!(" ({} s)", text.trim_end_matches('0').trim_end_matches('.'))
            }
            _ => String::new(),
        }
    }
}

/// By how much of the greater one two quantities may differ that count as equal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tolerance(f64);

/// A text that is no tolerance.
#[derive(Debug, PartialEq, Eq)]
pub struct NoTolerance;

impl fmt::Display for NoTolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a share from 0 to 1, such as 1e-6, or a percentage, such as 0.1%")
    }
}

impl std::error::Error for NoTolerance {}

impl FromStr for Tolerance {
    type Err = NoTolerance;

    fn from_str(text: &str) -> Result<Self, NoTolerance> {
        let (digits, whole) = match text.trim().strip_suffix('%') {
            Some(digits) => (digits.trim_end(), 100.0),
            None => (text.trim(), 1.0),
        };
        match digits.parse::<f64>() {
            Ok(share) if (0.0..=whole).contains(&share) => Ok(Self(share / whole)),
            _ => Err(NoTolerance),
        }
    }
}

impl Tolerance {
    pub(super) fn is_none(self) -> bool {
        self.0 == 0.0
    }

    /// Whether two numbers count as equal.
    pub(super) fn allows(self, meaning: Meaning, before: &Number, after: &Number) -> bool {
        if before == after {
            return true;
        }
        let (Some(one), Some(other)) = (before.as_f64(), after.as_f64()) else {
            return false;
        };
        // Whole numbers beyond 2^53 may differ and be the same here.
        let are_whole = !before.is_f64() && !after.is_f64();
        if one == other {
            return !are_whole;
        }
        meaning != Meaning::Name && (one - other).abs() <= self.0 * one.abs().max(other.abs())
    }
}

/// As a percentage.
impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the last digits, which come from the multiplication.
        let percent = self.0 * 100.0;
        let rounded = format!("{percent:.12e}").parse().unwrap_or(percent);
        write!(f, "{rounded} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn note(key: &str, before: Value, after: Value) -> String {
        Meaning::of(key).note(&before, &after)
    }

    #[test]
    fn only_quantities_change_by_a_percentage() {
        assert_eq!(note("cold_starts", json!(4), json!(3)), " (-25.00 %)");
        assert_eq!(note("cold_starts", json!(0), json!(3)), "");
        assert_eq!(
            note("utilisation", json!(1.0), json!(1.000_001)),
            " (+1.0e-4 %)"
        );
        assert_eq!(note("seed", json!(42), json!(43)), "");
        assert_eq!(note("id", json!(1), json!(2)), "");
        assert_eq!(note("start", json!(1.5), json!(3)), " (+1.5 s)");
        assert_eq!(
            note("end", json!(3), json!(2.999_999_999)),
            " (-0.000000001 s)"
        );
        assert_eq!(note("end", json!(3), json!(null)), "");
    }

    #[test]
    fn a_tolerance_is_a_share_of_the_greater_one() {
        let tolerance: Tolerance = "10%".parse().unwrap();
        let allows = |key: &str, before: Value, after: Value| match (before, after) {
            (Value::Number(before), Value::Number(after)) => {
                tolerance.allows(Meaning::of(key), &before, &after)
            }
            _ => unreachable!(),
        };
        assert!(allows("queue", json!(9), json!(10)));
        assert!(allows("queue", json!(10), json!(9)));
        assert!(!allows("queue", json!(8.9), json!(10)));
        assert!(!allows("seed", json!(100), json!(101)));
        assert!(allows("seed", json!(100), json!(100.0)));
        assert!(allows("start", json!(100), json!(101)));
    }

    #[test]
    fn tolerances_are_shares_or_percentages() {
        assert_eq!(
            "0.1%".parse::<Tolerance>().unwrap(),
            "0.001".parse().unwrap()
        );
        assert_eq!("1e-6".parse::<Tolerance>().unwrap().to_string(), "0.0001 %");
        for wrong in ["", "x", "-1", "2", "101%", "NaN", "inf", "%"] {
            assert_eq!(wrong.parse::<Tolerance>(), Err(NoTolerance), "{wrong}");
        }
    }
}
