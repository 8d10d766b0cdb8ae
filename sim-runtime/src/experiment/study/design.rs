//! Studies in Rust: what is varied, what is measured, how often.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::factor::{Factor, Written};
use super::figures::{Measure, usual};
use super::plan::Plan;
use super::precision::Precision;
use super::subject::{Declared, OfScenario, Subject};
use crate::experiment::ExperimentError;
use crate::experiment::statistics::warm_up::WarmUp;
use crate::kernel::Seed;
use crate::results::check::Figure;
use crate::results::{Recording, Report};
use crate::scenario::schema::Scenario;
use crate::simulation::Declaration;
use crate::units::SimTime;

/// How many replications there are at most if there are to be enough for a precision.
const MOST: u64 = 1000;

/// How many replications there are at first, if there are to be enough for a precision.
const FIRST: u64 = 10;

/// A simulation or a scenario with several values of some quantities, each with several replications.
///
/// Replications have independent random numbers: replication `r` of seed `s` draws from streams that are named by both, and replication 0 is
/// the run of that seed. All points have the same ones (common random numbers), so that what two points differ in is what is varied.
///
/// ```
/// use sim_runtime::experiment::study::Study;
/// use sim_runtime::scenario::load::{Format, parse};
/// # let text = r#"
/// #     controller_host = "head"
/// #     network_model = "ideal"
/// #     storage = { host = "head" }
/// #     service = { head_host = "head", compute_hosts = ["worker"] }
/// #     images = [{ name = "image", disk_size = 0, ram_size = 0 }]
/// #     functions = [{ name = "f", image = "image", disk_limit = 0, ram_limit = 0 }]
/// #     workloads = [{ name = "load", function = "f", arrivals = "Poisson::per_second(1)", take = 50, sleep = "Exponential(1s)" }]
/// #     [platform]
/// #     hosts = [
/// #         { name = "head", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
/// #         { name = "worker", speed = "1Gflop/s", disk = { size = "1TB", read_bw = "1GB/s", write_bw = "1GB/s" } },
/// #     ]
/// #     links = [{ name = "lan", bandwidth = "1GB/s" }]
/// #     routes = [{ src = "head", dst = "worker", links = ["lan"] }]
/// # "#;
///
/// let scenario = parse(text, Format::Toml, "my.toml")?;
/// let result = Study::of_scenario(scenario)
///     .vary("nodes", [1_u64, 2])
///     .replications(5)
///     .compare("nodes")
///     .run()?;
/// let [one, two] = &result.points[..] else { panic!("two points") };
/// let mean = |point: &sim_runtime::experiment::study::result::Point| point.figures[0].expect("responses").mean;
/// assert!(mean(two) < mean(one));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Study {
    pub(super) subject: Arc<dyn Subject>,
    factors: Vec<Factor>,
    measures: Vec<Measure>,
    seed: Option<Seed>,
    replications: Option<u64>,
    most: Option<u64>,
    precision: Option<Precision>,
    confidence: f64,
    warm_up: WarmUp,
    compare: Option<String>,
    recording: Recording,
    horizon: Option<SimTime>,
    program: Vec<String>,
    mistakes: Vec<String>,
}

/// What can be studied: each declared simulation, as in `Basic::study().vary("nodes", [1, 2, 4]).replications(30).run()?`.
pub trait Studied {
    /// A study of the simulation with its default parameters.
    fn study() -> Study;
}

#[diagnostic::do_not_recommend]
impl<D: Declaration + 'static> Studied for D {
    fn study() -> Study {
        Study::of(Declared::<D>::new(Vec::new()))
    }
}

impl Study {
    /// Of this.
    pub fn of(subject: impl Subject + 'static) -> Self {
        Self {
            seed: subject.seed(),
            subject: Arc::new(subject),
            factors: Vec::new(),
            measures: Vec::new(),
            replications: None,
            most: None,
            precision: None,
            confidence: 0.95,
            warm_up: WarmUp::Nothing,
            compare: None,
            recording: Recording::Full,
            horizon: None,
            program: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// Of a scenario.
    pub fn of_scenario(scenario: Scenario) -> Self {
        Self::of(OfScenario::new(scenario))
    }

    /// Varies a parameter, or a quantity of a scenario. All values are combined with those of the others that are varied.
    #[must_use]
    pub fn vary<V: Written>(self, name: &str, values: impl IntoIterator<Item = V>) -> Self {
        let values: Vec<Value> = values.into_iter().map(|value| value.written()).collect();
        self.factor(Factor {
            name: name.to_owned(),
            values,
        })
    }

    /// Varies something; if it is varied already, it takes these values in their place.
    #[must_use]
    pub fn factor(mut self, factor: Factor) -> Self {
        let mut factors = self.factors.iter_mut();
        match factors.find(|one| one.name == factor.name) {
            Some(there) => *there = factor,
            None => self.factors.push(factor),
        }
        self
    }

    /// Measures a figure, such as `p99` or `cold_start_rate of resize`, in the place of those that are usual. The first is the one that a
    /// precision is of.
    #[must_use]
    pub fn measure(mut self, figure: &str) -> Self {
        match figure.parse::<Figure>() {
            Ok(figure) => self.measures.push(Measure::Known(figure)),
            Err(error) => self.mistakes.push(error.to_string()),
        }
        self
    }

    /// Measures these figures in the place of all that were named before; with none, those stay.
    #[must_use]
    pub fn figures(mut self, figures: impl IntoIterator<Item = Figure>) -> Self {
        let figures: Vec<Measure> = figures.into_iter().map(Measure::Known).collect();
        if !figures.is_empty() {
            self.measures = figures;
        }
        self
    }

    /// Measures a figure of one's own, with a name and a unit, which may be empty. It is given the report of a run and the date at which
    /// the warm-up ends; that is the start if there is none.
    #[must_use]
    pub fn measure_own(
        mut self,
        name: &str,
        unit: &str,
        own: impl Fn(&Report, SimTime) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let measure = Measure::Own(name.to_owned(), unit.to_owned(), Arc::new(own));
        self.measures.push(measure);
        self
    }

    /// With this seed; otherwise with that of the scenario, or with 42.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// With so many replications of each point; with a precision, at least so many.
    #[must_use]
    pub fn replications(mut self, count: u64) -> Self {
        self.replications = Some(count);
        self
    }

    /// With as many replications as each point needs for a precision, such as `2%` or `5% of p99`: the half-width of the interval as a share
    /// of the mean. There are ten at first, and a thousand at most, unless something else is said.
    #[must_use]
    pub fn precision(mut self, precision: &str) -> Self {
        match precision.parse() {
            Ok(precision) => self.precision = Some(precision),
            Err(error) => self.mistakes.push(error),
        }
        self
    }

    /// With no more replications of a point than this, however imprecise it is then.
    #[must_use]
    pub fn most(mut self, count: u64) -> Self {
        self.most = Some(count);
        self
    }

    /// With intervals that cover the truth this often, from 0 to 1; otherwise 0.95.
    #[must_use]
    pub fn confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }

    /// Without the invocations of a warm-up.
    #[must_use]
    pub fn warm_up(mut self, warm_up: WarmUp) -> Self {
        self.warm_up = warm_up;
        self
    }

    /// Compares the values of something that is varied, each with the first one.
    #[must_use]
    pub fn compare(mut self, name: &str) -> Self {
        self.compare = Some(name.to_owned());
        self
    }

    /// With so much of each run recorded; otherwise all. With less, quantiles are up to 1 % too high.
    #[must_use]
    pub fn recording(mut self, recording: Recording) -> Self {
        self.recording = recording;
        self
    }

    /// With runs that are over at this date, whatever is left to happen.
    #[must_use]
    pub fn horizon(mut self, date: SimTime) -> Self {
        self.horizon = Some(date);
        self
    }

    /// The words with which a command begins that makes one run of it, such as `coldstart run shop.json`; what is found says the rest.
    #[must_use]
    pub fn program<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.program = words.into_iter().map(Into::into).collect();
        self
    }

    /// What would be run.
    ///
    /// # Errors
    ///
    /// If it makes no sense: there is no such parameter or figure, or a value is none of its type, or there are no values.
    pub fn plan(&self) -> Result<Plan, ExperimentError> {
        if let Some(mistake) = self.mistakes.first() {
            return Err(ExperimentError::Asked(mistake.clone()));
        }
        let varied: Vec<&str> = self.factors.iter().map(|one| one.name.as_str()).collect();
        let measures = self.measures();
        let first = if self.precision.is_some() { FIRST } else { 1 };
        let replications = self.replications.unwrap_or(first);
        let seed = self.seed.unwrap_or(Seed(42));
        let arguments = self.subject.arguments(&varied, seed);
        let plan = Plan {
            format_version: Plan::FORMAT_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            study: self.subject.name(),
            source: self.subject.source(),
            fixed: IndexMap::new(),
            factors: self.factors.clone(),
            seed,
            command: self.program.iter().cloned().chain(arguments).collect(),
            figures: measures.iter().map(Measure::facts).collect(),
            warm_up: self.warm_up,
            recording: self.recording,
            horizon: self.horizon,
            replications,
            precision: self.precision.clone(),
            most: match self.precision {
                Some(_) => self.most.unwrap_or(MOST.max(replications)),
                None => replications,
            },
            confidence: self.confidence,
            compare: self.compare.clone(),
        };
        plan.check()?;
        self.check_values(&plan)?;
        self.check_measures(&plan, &measures)?;
        Ok(Plan {
            fixed: self.subject.fixed(&varied),
            ..plan
        })
    }

    pub(super) fn measures(&self) -> Vec<Measure> {
        match self.measures.is_empty() {
            true => usual(),
            false => self.measures.clone(),
        }
    }

    /// Each value by itself, with the first ones of the others.
    fn check_values(&self, plan: &Plan) -> Result<(), ExperimentError> {
        let first = plan.settings(0);
        self.subject.check(&first)?;
        for (place, factor) in plan.factors.iter().enumerate() {
            for value in factor.telling().skip(1) {
                let mut settings = first.clone();
                settings[place].1 = value;
                self.subject.check(&settings)?;
            }
        }
        Ok(())
    }

    fn check_measures(&self, plan: &Plan, measures: &[Measure]) -> Result<(), ExperimentError> {
        let figures = measures.iter().filter_map(|measure| match measure {
            Measure::Known(figure) => Some(figure),
            Measure::Own(..) => None,
        });
        let asked = |figure: &Figure, message: &dyn std::fmt::Display| {
            ExperimentError::Asked(format!("`{figure}`: {message}"))
        };
        if plan.warm_up != WarmUp::Nothing {
            let of_run = figures.clone().find(|figure| !figure.is_of_invocations());
            if let Some(figure) = of_run {
                let message = "it is a figure of the whole run, of which no warm-up can be left out; measure it without one";
                return Err(asked(figure, &message));
            }
        }
        let mut of_functions = figures
            .filter(|figure| figure.function().is_some())
            .peekable();
        if of_functions.peek().is_none() {
            return Ok(());
        }
        let names = self.subject.functions(&plan.settings(0))?;
        for figure in of_functions {
            let known = figure.knows(names.iter().map(String::as_str));
            known.map_err(|error| asked(figure, &error))?;
        }
        Ok(())
    }
}
