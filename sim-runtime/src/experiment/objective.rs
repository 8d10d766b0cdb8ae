//! What is promised of a run: a service-level objective.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::results::Report;
use crate::results::check::{Check, CheckError};

/// What is promised of a run, such as `p99<500ms` or `cold<1%`.
///
/// It is written as a [`Check`] is, and these may be, too: `cold` is the `cold_start_rate`; `cold_starts` and `failed` with a
/// percentage are the shares of dispatches and of invocations, `cold_start_rate` and `failure_rate`.
///
/// ```
/// use sim_runtime::experiment::objective::Objective;
///
/// let objective: Objective = "cold<1%".parse()?;
/// assert_eq!(objective.to_string(), "cold_start_rate < 1%");
/// assert!("cold<500ms".parse::<Objective>().is_err());
/// # Ok::<(), sim_runtime::results::check::CheckError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Objective(Check);

/// What was measured of an objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// The objective.
    pub objective: String,
    /// The figure: times in seconds, shares from 0 to 1; `None` if there is nothing to measure.
    pub figure: Option<f64>,
    /// The same for people, or why there is none.
    pub shown: String,
    /// Whether it is as promised; not if that cannot be decided.
    pub kept: bool,
}

/// What counts if there are several replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Across {
    /// All replications keep the promise.
    #[default]
    Worst,
    /// The mean of their figures does.
    Mean,
}

impl Objective {
    /// The check that it is.
    pub fn check(&self) -> &Check {
        &self.0
    }

    /// What some replications make of it.
    pub fn measured(&self, reports: &[&Report], across: Across) -> Measured {
        let verdicts: Vec<_> = reports
            .iter()
            .map(|report| self.0.verdict(report))
            .collect();
        let objective = self.to_string();
        let undecided = verdicts
            .iter()
            .find(|one| one.value.is_none() || !one.passed);
        let figures: Option<Vec<f64>> = verdicts.iter().map(|one| one.value).collect();
        let figure = figures.and_then(|figures| match across {
            Across::Worst if self.0.is_from_above() => figures.into_iter().reduce(f64::max),
            Across::Worst => figures.into_iter().reduce(f64::min),
            Across::Mean if figures.is_empty() => None,
            Across::Mean => Some(figures.iter().sum::<f64>() / figures.len() as f64),
        });
        match (figure, undecided) {
            (Some(figure), _) => Measured {
                objective,
                figure: Some(figure),
                shown: self.0.shown(figure),
                kept: match across {
                    Across::Worst => undecided.is_none(),
                    Across::Mean => self.0.holds(figure),
                },
            },
            (None, reason) => Measured {
                objective,
                figure: None,
                shown: reason.map_or_else(String::new, |one| one.explanation.clone()),
                kept: false,
            },
        }
    }
}

impl FromStr for Objective {
    type Err = CheckError;

    fn from_str(text: &str) -> Result<Self, CheckError> {
        let Some(at) = text.rfind(['<', '>']) else {
            return text.parse().map(Self);
        };
        let (what, limit) = text.split_at(at);
        let end = what.find(" of ").unwrap_or(what.len());
        let (name, of) = what.split_at(end);
        let name = match (name.trim(), text.trim_end().ends_with('%')) {
            ("cold", _) | ("cold_starts", true) => "cold_start_rate",
            ("failed", true) => "failure_rate",
            (name, _) => name,
        };
        format!("{name}{of}{limit}").parse().map(Self)
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Serialize for Objective {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Across {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Worst => "worst",
            Self::Mean => "mean",
        }
    }
}

impl FromStr for Across {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "worst" => Ok(Self::Worst),
            "mean" => Ok(Self::Mean),
            _ => Err("write `worst` or `mean`".to_owned()),
        }
    }
}
