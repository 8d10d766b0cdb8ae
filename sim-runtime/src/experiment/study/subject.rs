//! What a study runs: a declared simulation, or a scenario.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use serde_json::Value;

use crate::experiment::ExperimentError;
use crate::experiment::vary::{Find, Place, change, shown};
use crate::kernel::Seed;
use crate::results::{self, Options, Report, RunError};
use crate::scenario::declare::declare;
use crate::scenario::run::run_with;
use crate::scenario::schema::Scenario;
use crate::simulation::{Declaration, ParameterError};
use crate::units::spelling::{closest, cut};

/// The values of what is varied.
pub type Settings<'a> = [(&'a str, &'a Value)];

/// What a study runs.
pub trait Subject: Send + Sync {
    /// Its name.
    fn name(&self) -> String;

    /// What makes a run what it is, beside the parameters: two different subjects of one name differ in it.
    fn source(&self) -> String;

    /// The parameters that are not among those varied, and their values.
    fn fixed(&self, varied: &[&str]) -> IndexMap<String, Value>;

    /// The seed that it asks for, if it does.
    fn seed(&self) -> Option<Seed>;

    /// What a command line says after the program to run it with this seed, beside the parameters that are varied. Nothing if that is
    /// not known.
    fn arguments(&self, varied: &[&str], seed: Seed) -> Vec<String> {
        let _ = (varied, seed);
        Vec::new()
    }

    /// The names of the functions, and `FUNCTION on SERVICE` for those on several, with these values.
    ///
    /// # Errors
    ///
    /// If they make no sense.
    fn functions(&self, settings: &Settings<'_>) -> Result<Vec<String>, ExperimentError>;

    /// Checks that these parameters exist and can have these values, without a run.
    ///
    /// # Errors
    ///
    /// If not: which one, and what it may be.
    fn check(&self, settings: &Settings<'_>) -> Result<(), ExperimentError>;

    /// Runs it with these values; the report, and why the run does not count as a success, if it does not.
    ///
    /// # Errors
    ///
    /// If it makes no sense with them.
    fn run(
        &self,
        settings: &Settings<'_>,
        options: Options,
        seed: Seed,
    ) -> Result<(Report, Option<String>), ExperimentError>;
}

/// A declared simulation, with values for some of its parameters.
#[derive(Debug)]
pub struct Declared<D> {
    given: Vec<(String, Value)>,
    declaration: PhantomData<fn() -> D>,
}

impl<D: Declaration> Declared<D> {
    /// With these values, as on a command line, in the place of the defaults.
    pub fn new(given: Vec<(String, Value)>) -> Self {
        Self {
            given,
            declaration: PhantomData,
        }
    }

    fn with(&self, settings: &Settings<'_>) -> Result<D, ExperimentError> {
        let mut declaration = D::default();
        let given = self.given.iter();
        let given = given.map(|(name, value)| (name.as_str(), value));
        for (name, value) in given.chain(settings.iter().copied()) {
            let set = declaration.set(&own::<D>(name), &shown(value));
            set.map_err(|error| mistake::<D>(name, &error))?;
        }
        Ok(declaration)
    }
}

/// The name of a parameter, which may be written as its option is: `idle-timeout` for `idle_timeout`.
fn own<D: Declaration>(name: &str) -> Cow<'_, str> {
    let option = name.replace('-', "_");
    let is_known = |name: &str| D::PARAMETERS.iter().any(|one| one.name == name);
    match !is_known(name) && is_known(&option) {
        true => Cow::Owned(option),
        false => Cow::Borrowed(name),
    }
}

/// The option of a parameter.
pub(super) fn option(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

fn mistake<D: Declaration>(name: &str, error: &ParameterError) -> ExperimentError {
    let ParameterError::Unknown { .. } = error else {
        return ExperimentError::Asked(format!("`{}`: {error}", cut(name)));
    };
    let names: Vec<&str> = D::PARAMETERS.iter().map(|one| one.name).collect();
    let meant = closest(name, names.iter().copied());
    let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
    ExperimentError::Asked(format!(
        "`{}` has no parameter `{}`{meant} (there are: {})",
        D::NAME,
        cut(name),
        names.join(", ")
    ))
}

/// The settings in words, before what is wrong with them.
fn wrong(settings: &Settings<'_>, error: &dyn std::fmt::Display) -> ExperimentError {
    let settings: Vec<String> = settings
        .iter()
        .map(|(name, value)| format!("{name} = {}", cut(&shown(value))))
        .collect();
    ExperimentError::Asked(match settings.is_empty() {
        true => error.to_string(),
        false => format!("with {}: {error}", settings.join(", ")),
    })
}

impl<D: Declaration> Subject for Declared<D> {
    fn name(&self) -> String {
        D::NAME.to_owned()
    }

    fn source(&self) -> String {
        String::new()
    }

    fn fixed(&self, varied: &[&str]) -> IndexMap<String, Value> {
        let values = self.with(&[]).unwrap_or_default().values();
        let parameters = D::PARAMETERS.iter().zip(values);
        let varied: Vec<Cow<'_, str>> = varied.iter().map(|name| own::<D>(name)).collect();
        let fixed = parameters.filter(|(info, _)| !varied.iter().any(|one| one == info.name));
        fixed
            .map(|(info, value)| {
                let value = serde_json::to_value(&value).unwrap_or_default();
                (info.name.to_owned(), value)
            })
            .collect()
    }

    fn seed(&self) -> Option<Seed> {
        None
    }

    fn arguments(&self, varied: &[&str], seed: Seed) -> Vec<String> {
        let varied: Vec<Cow<'_, str>> = varied.iter().map(|name| own::<D>(name)).collect();
        let defaults = D::default().values();
        let mut arguments = Vec::new();
        for (name, value) in &self.given {
            let name = own::<D>(name);
            let mut parameters = D::PARAMETERS.iter().zip(&defaults);
            let default = parameters.find(|(info, _)| info.name == name);
            let is_default = default.is_some_and(|(_, one)| one.to_string() == shown(value));
            if !is_default && !varied.contains(&name) {
                arguments.extend([option(&name), shown(value)]);
            }
        }
        arguments.extend(["--seed".to_owned(), seed.to_string()]);
        arguments
    }

    fn functions(&self, settings: &Settings<'_>) -> Result<Vec<String>, ExperimentError> {
        let builder = results::declared(&self.with(settings)?);
        let builder = builder.map_err(|error| wrong(settings, &error))?;
        let deployed = builder.deployment_names();
        let deployed = deployed.map(|(function, service)| format!("{function} on {service}"));
        let names = builder.function_names().map(str::to_owned);
        Ok(names.chain(deployed).collect())
    }

    fn check(&self, settings: &Settings<'_>) -> Result<(), ExperimentError> {
        self.with(settings).map(drop)
    }

    fn run(
        &self,
        settings: &Settings<'_>,
        options: Options,
        seed: Seed,
    ) -> Result<(Report, Option<String>), ExperimentError> {
        match results::run_with(&self.with(settings)?, options.seed(seed)) {
            Ok(report) => Ok((report, None)),
            Err(RunError::Halted { halt, report }) => Ok((*report, Some(halt.to_string()))),
            Err(RunError::Build(error)) => Err(wrong(settings, &error)),
        }
    }
}

/// A scenario.
#[derive(Debug)]
pub struct OfScenario {
    scenario: Scenario,
    /// Those that have been made of it lately: all replications of a point have the same.
    made: Mutex<VecDeque<Made>>,
}

/// A scenario with some values.
#[derive(Debug)]
struct Made {
    settings: Vec<(String, Value)>,
    scenario: Arc<Scenario>,
}

/// How many scenarios are kept: more than there are threads on most machines.
const KEPT: usize = 64;

impl OfScenario {
    /// This one.
    pub fn new(scenario: Scenario) -> Self {
        Self {
            scenario,
            made: Mutex::default(),
        }
    }

    fn with(&self, settings: &Settings<'_>) -> Result<Scenario, ExperimentError> {
        let mut scenario = self.scenario.clone();
        for (name, value) in settings {
            let place = name.parse::<Place>().map_err(ExperimentError::Asked)?;
            scenario = change(&scenario, (name, &place), value, Find::Any)?;
        }
        Ok(scenario)
    }

    /// With a seed, which is that of the whole study, and these values.
    fn made(&self, settings: &Settings<'_>, seed: Seed) -> Result<Arc<Scenario>, ExperimentError> {
        let is_it = |made: &Made| {
            let there = made.settings.iter();
            made.scenario.seed == Some(seed.0)
                && there
                    .map(|(name, value)| (name.as_str(), value))
                    .eq(settings.iter().copied())
        };
        // Nothing that panics is done with the lock.
        let lock = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = lock().iter().find(|made| is_it(made)) {
            return Ok(there.scenario.clone());
        }
        let mut scenario = self.with(settings)?;
        scenario.seed = Some(seed.0);
        let scenario = Arc::new(scenario);
        let mut made = lock();
        made.truncate(KEPT - 1);
        let settings = settings.iter();
        made.push_front(Made {
            settings: settings
                .map(|(name, value)| ((*name).to_owned(), (*value).clone()))
                .collect(),
            scenario: scenario.clone(),
        });
        Ok(scenario)
    }
}

impl Subject for OfScenario {
    fn name(&self) -> String {
        self.scenario.name.clone()
    }

    fn source(&self) -> String {
        let text = serde_json::to_string(&self.scenario).unwrap_or_default();
        format!("{:016x}", Seed::digest(&text))
    }

    fn fixed(&self, _: &[&str]) -> IndexMap<String, Value> {
        IndexMap::new()
    }

    fn seed(&self) -> Option<Seed> {
        self.scenario.seed.map(Seed)
    }

    fn arguments(&self, _: &[&str], seed: Seed) -> Vec<String> {
        // Its own seed comes before the option.
        match self.scenario.seed {
            Some(_) => vec!["--set".to_owned(), format!("seed={seed}")],
            None => vec!["--seed".to_owned(), seed.to_string()],
        }
    }

    fn functions(&self, settings: &Settings<'_>) -> Result<Vec<String>, ExperimentError> {
        // With those of traces, which only the declaration knows.
        let declared = declare(&self.with(settings)?, Seed::default());
        Ok(declared.sim.function_names().map(str::to_owned).collect())
    }

    fn check(&self, settings: &Settings<'_>) -> Result<(), ExperimentError> {
        self.with(settings).map(drop)
    }

    fn run(
        &self,
        settings: &Settings<'_>,
        options: Options,
        seed: Seed,
    ) -> Result<(Report, Option<String>), ExperimentError> {
        let scenario = self.made(settings, seed)?;
        let run = run_with(&scenario, seed, options).map_err(|error| wrong(settings, &error))?;
        let failure = run.failure();
        Ok((run.report, failure))
    }
}
