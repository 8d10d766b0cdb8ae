//! What is to be run, as a value: it is stored beside the rows, so that those of another study are not taken for its own.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::factor::Factor;
use super::figures::FigureFacts;
use super::precision::Precision;
use super::subject::option;
use crate::experiment::ExperimentError;
use crate::experiment::replication::MOST;
use crate::experiment::statistics::warm_up::WarmUp;
use crate::experiment::vary::shown;
use crate::kernel::Seed;
use crate::results::Recording;
use crate::units::SimTime;
use crate::units::spelling::{closest, cut};

/// The most points of a study.
const MOST_POINTS: usize = 1_000_000;

/// The most runs of a study: a row of each is kept until all are summed up.
const MOST_RUNS: usize = 10_000_000;

/// What is to be run, and what is to be made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of the format of stored studies.
    pub format_version: u32,
    /// The version of the simulator.
    pub version: String,
    /// The name of the simulation or of the scenario.
    pub study: String,
    /// What else makes a run what it is: a number that stands for the whole scenario; empty for a declared simulation.
    pub source: String,
    /// The parameters that are not varied, and their values.
    pub fixed: IndexMap<String, Value>,
    /// What is varied; all values are combined with each other. Without any, there is one point.
    pub factors: Vec<Factor>,
    /// The seed that the streams of all replications derive from.
    pub seed: Seed,
    /// The command that makes one run, as far as all have it in common: the program if it is known, and its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// What is measured of each run.
    pub figures: Vec<FigureFacts>,
    /// What is left out at the beginning of each run.
    pub warm_up: WarmUp,
    /// How much of each run is recorded before it is measured.
    pub recording: Recording,
    /// When runs are over, whatever is left to happen.
    pub horizon: Option<SimTime>,
    /// How many replications each point has; with a precision, how many at least.
    pub replications: u64,
    /// How precise a figure is to be.
    pub precision: Option<Precision>,
    /// How many replications a point has at most, however imprecise it is then.
    pub most: u64,
    /// How often intervals are to cover the truth, from 0 to 1.
    pub confidence: f64,
    /// The factor whose values are compared, each with the first one.
    pub compare: Option<String>,
}

impl Plan {
    /// The version of the format of stored studies now.
    pub const FORMAT_VERSION: u32 = 1;

    /// How many points there are.
    pub fn points(&self) -> usize {
        let counts = self.factors.iter().map(|factor| factor.values.len());
        counts.fold(1, usize::saturating_mul)
    }

    /// The values of all factors at a point, in their order; those of the last factor change first.
    pub fn settings(&self, point: usize) -> Vec<(&str, &Value)> {
        let indices = self.indices(point);
        let factors = self.factors.iter().zip(indices);
        factors
            .map(|(factor, index)| (factor.name.as_str(), &factor.values[index]))
            .collect()
    }

    /// Which value of each factor a point has.
    pub(super) fn indices(&self, point: usize) -> Vec<usize> {
        let mut rest = point;
        let mut indices: Vec<usize> = self
            .factors
            .iter()
            .rev()
            .map(|factor| {
                let index = rest % factor.values.len();
                rest /= factor.values.len();
                index
            })
            .collect();
        indices.reverse();
        indices
    }

    /// A point in words: `nodes = 4, scheduler = fcfs`.
    pub fn described(&self, point: usize) -> String {
        let settings = self.settings(point);
        let settings: Vec<String> = settings
            .iter()
            .map(|(name, value)| format!("{name} = {}", cut(&shown(value))))
            .collect();
        match settings.is_empty() {
            true => self.study.clone(),
            false => settings.join(", "),
        }
    }

    /// The words of the command that makes the runs of a point by themselves, each with its `--replication`.
    pub fn repeated(&self, point: usize) -> Vec<String> {
        let mut words = self.command.clone();
        for (name, value) in self.settings(point) {
            // A scenario has a number, and a declared simulation has options.
            words.extend(match self.source.is_empty() {
                true => [option(name), shown(value)],
                false => ["--set".to_owned(), format!("{name}={}", shown(value))],
            });
        }
        if let Some(date) = self.horizon {
            let nanos = date.as_nanos();
            words.push("--horizon".to_owned());
            words.push(match nanos % 1_000_000_000 {
                0 => format!("{}s", nanos / 1_000_000_000),
                _ => format!("{nanos}ns"),
            });
        }
        if !self.recording.is_full() {
            words.extend(["--record".to_owned(), self.recording.to_string()]);
        }
        words
    }

    /// The number of the figure that is to be precise.
    pub(super) fn precise_figure(&self) -> Option<usize> {
        let precision = self.precision.as_ref()?;
        match &precision.figure {
            None => Some(0),
            Some(name) => self.figures.iter().position(|figure| figure.name == *name),
        }
    }

    /// Checks that it makes sense.
    pub(super) fn check(&self) -> Result<(), ExperimentError> {
        self.checked().map_err(ExperimentError::Asked)
    }

    fn checked(&self) -> Result<(), String> {
        self.check_replications()?;
        self.check_size()?;
        self.check_factors()?;
        self.check_figures()?;
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(format!(
                "a confidence of {} is none; write one above 0 and below 1, such as 95%",
                self.confidence
            ));
        }
        if self.warm_up != WarmUp::Nothing && !self.recording.is_full() {
            return Err(format!(
                "what is left out as a warm-up is known of full recordings only, and not of `{}`; record all",
                self.recording
            ));
        }
        Ok(())
    }

    /// That it ends some day. This comes before all that looks at each value.
    fn check_size(&self) -> Result<(), String> {
        let points = self.points();
        if points > MOST_POINTS {
            return Err(format!(
                "these are {points} points, and a study has {MOST_POINTS} at most; take fewer values"
            ));
        }
        // Those that a precision may add are not counted: they may never be needed.
        let replications = usize::try_from(self.replications).unwrap_or(usize::MAX);
        let runs = points.saturating_mul(replications);
        if runs > MOST_RUNS {
            return Err(format!(
                "{points} points with {} replications each are {runs} runs, and a study has {MOST_RUNS} at most; take fewer \
                 values or fewer replications, or divide it into several studies",
                self.replications
            ));
        }
        Ok(())
    }

    fn check_factors(&self) -> Result<(), String> {
        for (index, factor) in self.factors.iter().enumerate() {
            factor.check()?;
            let name = &factor.name;
            if self.factors[..index].iter().any(|one| one.name == *name) {
                return Err(format!(
                    "`{}` is varied twice; give all its values at once",
                    cut(name)
                ));
            }
        }
        let Some(compare) = &self.compare else {
            return Ok(());
        };
        let found = self.factors.iter().find(|one| one.name == *compare);
        let names = self.factors.iter().map(|one| one.name.as_str());
        match found {
            Some(factor) if factor.values.len() > 1 => Ok(()),
            Some(_) => Err(format!(
                "`{}` is to be compared and has one value; give it two or more",
                cut(compare)
            )),
            None => Err(format!(
                "`{}` is to be compared and is not varied{}",
                cut(compare),
                hint(compare, names)
            )),
        }
    }

    fn check_figures(&self) -> Result<(), String> {
        if self.figures.is_empty() {
            return Err("nothing is measured; name a figure such as `mean`".to_owned());
        }
        for (index, figure) in self.figures.iter().enumerate() {
            let name = &figure.name;
            if self.figures[..index].iter().any(|one| one.name == *name) {
                return Err(format!("`{}` is measured twice; leave one out", cut(name)));
            }
        }
        if let Some(precision) = &self.precision
            && self.precise_figure().is_none()
        {
            let name = precision.figure.as_deref().unwrap_or_default();
            let names = self.figures.iter().map(|one| one.name.as_str());
            return Err(format!(
                "`{}` is to be precise and is not measured{}",
                cut(name),
                hint(name, names)
            ));
        }
        Ok(())
    }

    fn check_replications(&self) -> Result<(), String> {
        let most = u64::from(MOST);
        let Self { replications, .. } = self;
        if !(1..=most).contains(replications) {
            return Err(format!(
                "{replications} is no number of replications; take one from 1 to {most}"
            ));
        }
        if self.precision.is_none() {
            return match self.most == *replications {
                true => Ok(()),
                false => Err(format!(
                    "at most {} replications without a precision is not possible if there are {replications}; take {replications}",
                    self.most
                )),
            };
        }
        if *replications < 2 {
            return Err(
                "one replication does not tell how precise it is; begin with 2 or more".to_owned(),
            );
        }
        if !(*replications..=most).contains(&self.most) {
            return Err(format!(
                "at most {} replications is not possible if there are {replications} at least; take a number from {replications} to {most}",
                self.most
            ));
        }
        Ok(())
    }
}

/// What may have been meant, and what there is.
fn hint<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let meant = closest(name, names.clone());
    let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
    let names: Vec<&str> = names.collect();
    match names.is_empty() {
        true => format!("{meant} (nothing is)"),
        false => format!("{meant} (there are: {})", names.join(", ")),
    }
}
