//! What is measured of each run of a study.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::results::Report;
use crate::results::check::Figure;
use crate::units::SimTime;

/// What is known of a figure that is measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureFacts {
    /// Its name, such as `p99 of resize`.
    pub name: String,
    /// The unit of its values, if they have one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Whether it is a part of a whole, from 0 to 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_share: bool,
}

/// What the names of columns end with, by unit: as in the tables of runs.
const SUFFIXES: [(&str, &str); 3] = [("s", "_s"), ("J", "_joules"), ("g", "_grams")];

impl FigureFacts {
    /// Its name in tables, which ends with the unit.
    pub fn column(&self) -> String {
        let is_plain = |letter: char| letter.is_alphanumeric();
        let plain = self.name.replace(|letter| !is_plain(letter), "_");
        let suffix = SUFFIXES.iter().find(|(unit, _)| *unit == self.unit);
        match suffix {
            Some((_, suffix)) => plain + suffix,
            None => plain,
        }
    }
}

/// A figure of one's own: its value in a run, of the invocations that are requested from a date on, or nothing.
pub(super) type Own = dyn Fn(&Report, SimTime) -> Option<f64> + Send + Sync;

/// A figure, and how it is measured.
#[derive(Clone)]
pub(super) enum Measure {
    /// One of those that there are.
    Known(Figure),
    /// One of one's own, with its name and its unit.
    Own(String, String, Arc<Own>),
}

impl Measure {
    pub(super) fn facts(&self) -> FigureFacts {
        match self {
            Self::Known(figure) => FigureFacts {
                name: figure.to_string(),
                unit: figure.unit().to_owned(),
                is_share: figure.is_share(),
            },
            Self::Own(name, unit, _) => FigureFacts {
                name: name.clone(),
                unit: unit.clone(),
                is_share: false,
            },
        }
    }
}

impl fmt::Debug for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Measure({})", self.facts().name)
    }
}

/// The values of figures in a run, of the invocations that are requested from a date on.
pub(super) fn measured(measures: &[Measure], report: &Report, from: SimTime) -> Vec<Option<f64>> {
    let cut = (from > SimTime::ZERO).then(|| report.since(from)).flatten();
    let left = cut.as_ref().unwrap_or(report);
    let values = measures.iter().map(|measure| match measure {
        Measure::Known(figure) => figure.measured(left).ok(),
        Measure::Own(_, _, own) => own(report, from),
    });
    values
        .map(|value| value.filter(|value| value.is_finite()))
        .collect()
}

/// What is measured unless a study says otherwise.
pub(super) fn usual() -> Vec<Measure> {
    let names = ["mean", "p99", "cold_start_rate", "failure_rate"];
    let figures = names.iter().filter_map(|name| name.parse().ok());
    figures.map(Measure::Known).collect()
}
