//! When there are enough replications.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::units::spelling::cut;

/// How precise a figure is to be at each point: the half-width of its interval as a share of its mean.
///
/// ```
/// use sim_runtime::experiment::study::Precision;
///
/// let precision: Precision = "2% of p99".parse()?;
/// assert_eq!((precision.relative, precision.figure.as_deref()), (0.02, Some("p99")));
/// assert!("0%".parse::<Precision>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The greatest half-width, as a share of the mean, above 0 and below 1.
    pub relative: f64,
    /// The figure; the first that is measured, unless it is said.
    pub figure: Option<String>,
}

impl fmt::Display for Precision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} %", rounded(self.relative * 100.0))?;
        match &self.figure {
            Some(figure) => write!(formatter, " of {figure}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (share, figure) = match text.split_once(" of ") {
            Some((share, figure)) => (share, Some(figure.trim().to_owned())),
            None => (text, None),
        };
        let relative = share_of(share).ok_or_else(|| {
            format!(
                "`{}` is no precision; write a share above 0 and below 1, such as 2% or `5% of p99`",
                cut(text)
            )
        })?;
        Ok(Self { relative, figure })
    }
}

/// Reads a share above 0 and below 1: with `%`, or as a number.
pub(super) fn share_of(text: &str) -> Option<f64> {
    let text = text.trim();
    let share = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    (share > 0.0 && share < 1.0).then_some(share)
}

/// Without the digits that come of binary fractions.
pub(super) fn rounded(number: f64) -> f64 {
    libm::round(number * 1e9) / 1e9
}

/// How many replications a point needs for a half-width, by what it has now: in proportion to the square of the half-width, at least a
/// tenth more and no more than twice as many, up to a limit.
pub(super) fn next_count(count: u64, half_width: f64, wanted: f64, most: u64) -> u64 {
    let ratio = half_width / wanted;
    let needed = libm::ceil(count as f64 * ratio * ratio);
    let least = count + (count / 10).max(1);
    let next = match needed < 1e15 {
        true => (needed as u64).clamp(least, count.saturating_mul(2).max(least)),
        false => count.saturating_mul(2),
    };
    next.min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_of_replications_goes_by_the_square() {
        assert_eq!(next_count(100, 1.2, 1.0, 1000), 144);
        assert_eq!(next_count(100, 1.001, 1.0, 1000), 110);
        assert_eq!(next_count(100, 9.0, 1.0, 1000), 200);
        assert_eq!(next_count(100, 9.0, 1.0, 150), 150);
        assert_eq!(next_count(2, f64::INFINITY, 1.0, 150), 4);
    }
}
