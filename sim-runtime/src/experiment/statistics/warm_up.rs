//! What is left out at the beginning of a run, in which a platform is emptier and colder than it is later.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::results::Report;
use crate::units::SimTime;
use crate::units::spelling::cut;

/// Which invocations of a run are left out.
///
/// ```
/// use sim_runtime::experiment::statistics::warm_up::WarmUp;
///
/// assert_eq!("mser-5".parse(), Ok(WarmUp::Mser5));
/// assert_eq!("10min".parse::<WarmUp>().map(|one| one.to_string()), Ok("600s".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum WarmUp {
    /// None.
    #[default]
    Nothing,
    /// Those that are requested before a date.
    Until(SimTime),
    /// As many as make the standard error of the mean response time least, by the rule MSER-5 (White, Cobb and Spratt 2000): the
    /// response times in order of request, in batches of five, of which at most the first half is left out.
    Mser5,
}

impl WarmUp {
    /// The date from which on the invocations of a run count.
    pub fn end(self, report: &Report) -> SimTime {
        match self {
            Self::Nothing => SimTime::ZERO,
            Self::Until(date) => date,
            Self::Mser5 => {
                let rows = report.invocations.iter();
                let rows = rows.filter_map(|row| Some((row.requested, row.response()?)));
                let rows: Vec<_> = rows.collect();
                let times: Vec<f64> = rows.iter().map(|(_, time)| time.as_secs_f64()).collect();
                let first = rows.get(mser_5(&times));
                first.map_or(SimTime::ZERO, |(requested, _)| *requested)
            }
        }
    }
}

/// How many values a batch has.
const BATCH: usize = 5;

/// How many of some values are left out by MSER-5.
pub fn mser_5(values: &[f64]) -> usize {
    let batches: Vec<f64> = values
        .chunks_exact(BATCH)
        .map(|batch| batch.iter().sum::<f64>() / BATCH as f64)
        .collect();
    // From the last batch on, the mean of those that are left and the sum of the squares about it (Welford 1962).
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut least = (f64::INFINITY, 0);
    for (number, batch) in batches.iter().enumerate().rev() {
        let left = (batches.len() - number) as f64;
        let step = batch - mean;
        mean += step / left;
        squares += step * (batch - mean);
        let error = squares / (left * left);
        // Of several that are equal the one that leaves out least.
        if number <= batches.len() / 2 && error <= least.0 {
            least = (error, number);
        }
    }
    least.1 * BATCH
}

impl fmt::Display for WarmUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => formatter.pad("none"),
            Self::Until(date) => formatter.pad(&format!("{}s", date.as_secs_f64())),
            Self::Mser5 => formatter.pad("mser-5"),
        }
    }
}

impl FromStr for WarmUp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => return Ok(Self::Nothing),
            "mser-5" => return Ok(Self::Mser5),
            _ => {}
        }
        let has_unit = text.ends_with(|last: char| last.is_alphabetic());
        let date = text.parse().ok().filter(|_| has_unit);
        date.map(Self::Until).ok_or_else(|| {
            format!(
                "`{}` is no warm-up; write a time such as 10min, `mser-5` or `none`",
                cut(text)
            )
        })
    }
}

impl From<WarmUp> for String {
    fn from(warm_up: WarmUp) -> Self {
        warm_up.to_string()
    }
}

impl TryFrom<String> for WarmUp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_change_is_kept_whole() {
        assert_eq!(mser_5(&[1.0; 100]), 0);
        assert_eq!(mser_5(&[]), 0);
        assert_eq!(mser_5(&[1.0, 2.0, 3.0]), 0);
    }

    #[test]
    fn a_beginning_that_differs_is_left_out() {
        // Thirty values far off, then 170 that go up and down; by hand, batches of five of them have the means 0.2 and -0.2.
        let values = (0..200).map(|number| match number {
            0..30 => 50.0,
            _ if number % 2 == 0 => 1.0,
            _ => -1.0,
        });
        assert_eq!(mser_5(&values.collect::<Vec<_>>()), 30);
    }

    #[test]
    fn no_more_than_half_is_left_out() {
        let falling: Vec<f64> = (0..100).map(|number| f64::from(100 - number)).collect();
        assert_eq!(mser_5(&falling), 50);
    }

    #[test]
    fn a_number_alone_is_no_time() {
        assert!("60".parse::<WarmUp>().is_err());
        assert!("mser".parse::<WarmUp>().is_err());
    }
}
