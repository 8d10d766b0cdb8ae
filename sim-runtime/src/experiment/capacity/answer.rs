//! What was found, as a value and as a table.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use crate::experiment::aligned::write_table;
use crate::experiment::objective::{Across, Measured, Objective};
use crate::experiment::vary::Level;
use crate::kernel::Seed;
use crate::results::Recording;
use crate::results::verdict::{LoadState, LoadVerdict};
use crate::units::SimDuration;
use crate::units::spelling::visible;

/// What a search for a capacity has found. Its text is a table of what was tried, and the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The scenario.
    pub scenario: String,
    /// The quantity that was varied.
    pub vary: String,
    /// The least and the greatest value.
    pub values: [Level; 2],
    /// How many values there are.
    pub count: usize,
    /// What was promised.
    pub objectives: Vec<Objective>,
    /// The seeds of the replications.
    pub seeds: Vec<Seed>,
    /// What counts of the replications.
    pub across: Across,
    /// How much of each run was kept.
    pub recording: Recording,
    /// The smallest value that was tried with which all objectives are kept; `None` if there is none.
    pub answer: Option<Level>,
    /// The value below it, which was tried and does not do; `None` if the answer is the least value.
    pub below: Option<Level>,
    /// Whether all larger values that were tried do, too. If not, there may be smaller ones between those that were tried.
    pub is_monotone: bool,
    /// Whether all values were tried.
    pub is_complete: bool,
    /// What was tried, in order of value.
    pub tried: Vec<Tried>,
}

/// A value that was tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// The value.
    pub value: Level,
    /// Whether all objectives are kept, and all runs count as a success.
    pub holds: bool,
    /// What was measured of each objective.
    pub objectives: Vec<Measured>,
    /// Whether the platform kept up with its load, in the worst replication; `None` if it could not be run.
    pub verdict: Option<LoadVerdict>,
    /// 99 % of the cold starts took no longer from the request to the start of the body, in the worst replication \[s\]; `None` if
    /// nothing started cold.
    pub cold_start_p99: Option<f64>,
    /// What callers pay, by currency; the mean of the replications.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub revenue: IndexMap<String, f64>,
    /// What the nodes cost, by currency; the mean of the replications.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub node_cost: IndexMap<String, f64>,
    /// Why a run does not count as a success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Why it could not be run at all.
    #[serde(skip)]
    pub(super) impossible: Option<String>,
}

impl Tried {
    /// What cold starts took, in words.
    fn cold_starts(&self) -> String {
        match self.cold_start_p99 {
            Some(seconds) => format!("cold-start p99: {:.6}", SimDuration::from_secs_f64(seconds)),
            None => "no cold start".to_owned(),
        }
    }

    /// The bill in words: what callers pay, and what nodes cost.
    fn bill(&self) -> String {
        let amounts = |of: &IndexMap<String, f64>| {
            let amounts = of
                .iter()
                .map(|(currency, amount)| format!("{amount:.4} {currency}"));
            amounts.collect::<Vec<_>>().join(" + ")
        };
        // Who runs the nodes may sell nothing.
        let sells = self.revenue.values().any(|amount| *amount > 0.0);
        match (
            self.revenue.is_empty() || !(sells || self.node_cost.is_empty()),
            self.node_cost.is_empty(),
        ) {
            (true, true) => "no tariff".to_owned(),
            (false, true) => amounts(&self.revenue),
            (true, false) => format!("nodes {}", amounts(&self.node_cost)),
            (false, false) => format!(
                "{}, nodes {}",
                amounts(&self.revenue),
                amounts(&self.node_cost)
            ),
        }
    }
}

impl Answer {
    /// The version of the format in which answers are stored now.
    pub const FORMAT_VERSION: u32 = 1;

    /// What was tried with the value of the answer.
    pub fn best(&self) -> Option<&Tried> {
        let answer = self.answer.as_ref()?;
        self.tried.iter().find(|tried| tried.value == *answer)
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let mut titles = vec![self.vary.clone(), "holds".to_owned()];
        titles.extend(self.objectives.iter().map(ToString::to_string));
        titles.extend(["verdict".to_owned(), "bill".to_owned()]);
        let tried = self.tried.iter().map(|tried| {
            let mut row = vec![tried.value.to_string()];
            row.push(if tried.holds { "yes" } else { "no" }.to_owned());
            row.extend(tried.objectives.iter().map(|one| match one.figure {
                Some(_) => format!("{}{}", one.shown, if one.kept { "" } else { " !" }),
                None => "-".to_owned(),
            }));
            let state = tried.verdict.as_ref().map(|verdict| verdict.state.name());
            row.push(state.unwrap_or("not run").to_owned());
            row.push(tried.bill());
            row
        });
        std::iter::once(titles).chain(tried).collect()
    }

    /// How far the answer may be trusted.
    fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        if !self.is_monotone {
            doubts.push(if self.is_complete {
                "more is not always better: a larger value does not do".to_owned()
            } else {
                "more is not always better: a larger value does not do, so that a smaller one which was not tried may do; \
                 try all of them to be sure"
                    .to_owned()
            });
        }
        if let Some(best) = self.best()
            && let Some(verdict) = &best.verdict
            && matches!(verdict.state, LoadState::Backlogged | LoadState::Overloaded)
        {
            doubts.push(format!(
                "with it the service is {}, and a longer run may not keep the promise",
                verdict.state
            ));
        }
        doubts
    }

    fn write_failures(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The first line of a failure says enough.
        let failed = self.tried.iter().filter_map(|tried| {
            let reason = tried.failure.as_ref()?.lines().next()?;
            Some((&tried.value, reason))
        });
        failed.into_iter().try_for_each(|(value, reason)| {
            writeln!(
                formatter,
                "with {} = {value}: {}",
                self.vary,
                visible(reason)
            )
        })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_table(formatter, &self.rows())?;
        self.write_failures(formatter)?;
        writeln!(formatter)?;
        let objectives: Vec<String> = self.objectives.iter().map(ToString::to_string).collect();
        let promise = visible(&objectives.join(" and ")).into_owned();
        let of_runs = match self.seeds.len() {
            1 => "in one run".to_owned(),
            runs if self.across == Across::Worst => format!("in each of {runs} runs"),
            runs => format!("in the mean of {runs} runs"),
        };
        let vary = visible(&self.vary);
        match (self.best(), &self.below) {
            (Some(best), below) => {
                let below = match below {
                    Some(below) => format!("{below} does not do"),
                    None => "it is the least value".to_owned(),
                };
                write!(
                    formatter,
                    "answer: {vary} = {} keeps {promise} {of_runs}; {below}; {}; bill: {}",
                    best.value,
                    best.cold_starts(),
                    visible(&best.bill())
                )?;
            }
            (None, _) => {
                let [least, most] = &self.values;
                let which = if self.is_complete {
                    "no value"
                } else {
                    "no value that was tried"
                };
                write!(
                    formatter,
                    "answer: {which} of {vary} from {least} to {most} keeps {promise} {of_runs}"
                )?;
            }
        }
        for doubt in self.doubts() {
            write!(formatter, "\nnote: {doubt}")?;
        }
        Ok(())
    }
}
