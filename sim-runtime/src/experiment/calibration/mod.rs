//! A scenario that behaves as observed invocations did: its keep-alive, its concurrency and its start-up are fitted to them.
//!
//! * `replay`: the scenario with the observed invocations in the place of its timeline;
//! * `reuse`: which keep-alive and which concurrency tell cold from hot starts as they were observed;
//! * `start_up`: how long starts take, by maximum likelihood; `density`: the likelihood of a start-up;
//! * `comparison`: what was predicted beside what was measured; `outcome`: all of it, as a value and as a text.

mod comparison;
mod density;
mod outcome;
mod replay;
mod reuse;
mod start_up;
#[cfg(test)]
mod tests;

pub use comparison::{Compared, Comparison};
pub use outcome::{Calibration, FittedConcurrency, FittedKeepAlive};
pub use start_up::FittedStartUp;

use super::ExperimentError;
use crate::kernel::Seed;
use crate::results::observed::{Observation, Observed};
use crate::scenario::schema::{PolicyChoice, Scenario};
use crate::units::spelling::{closest, cut};
use replay::{Bodies, Replay};
use reuse::{Reused, fit};
use start_up::Delays;

/// How many observations it takes to fit anything, and how many to compare it with.
const LEAST_FITTED: usize = 20;
const LEAST_HELD_OUT: usize = 5;

/// A calibration of a scenario by observations.
///
/// The earlier observations are fitted, the later ones, which are held out, are predicted:
///
/// 1. *Keep-alive and concurrency.* The observed invocations are replayed in the scenario (its nodes, its policies, its reuse of
///    containers), each for as long as it took, and starts and images take no time. A keep-alive makes of each a cold or a hot
///    start. If each was observed wrongly with some small probability, the most likely keep-alive, and the most likely
///    concurrency, are those with the fewest starts that differ. They are searched on a grid that becomes finer three times; all are
///    run with the same random numbers.
/// 2. *Start-up.* What cold starts took longer than hot ones, without what the scenario moves images for: a constant, the difference
///    of the means, if the cold durations vary no more than the hot ones (three standard errors of the variances); otherwise the
///    log-normal distribution which makes the cold durations most likely as sums of it and of a hot duration.
/// 3. *Prediction.* The scenario with all of that is run with all observed dates. Durations that were held out are not looked at: those
///    of bodies are drawn from the hot ones that were fitted.
///
/// What the scenario says beyond that stays as it is: nodes, images, network, limits, timeline.
///
/// ```no_run
/// use sim_runtime::experiment::calibration::Calibrate;
/// use sim_runtime::results::observed::Observed;
/// use sim_runtime::scenario::load::load;
///
/// let observed = Observed::load("observed.csv".as_ref())?;
/// let calibration = Calibrate::new(load("my.json".as_ref())?, observed).fit()?;
/// println!("{calibration}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calibrate {
    /// What is calibrated.
    pub scenario: Scenario,
    /// What was observed.
    pub observed: Observed,
    /// The share of the observations, the latest ones, that is held out.
    pub held_out: f64,
    /// The seed of the runs, unless the scenario has its own.
    pub seed: Seed,
}

impl Calibrate {
    /// With the last 30 % held out.
    pub fn new(scenario: Scenario, observed: Observed) -> Self {
        Self {
            scenario,
            observed,
            held_out: 0.3,
            seed: Seed(42),
        }
    }

    /// Fits, and predicts what was held out.
    ///
    /// # Errors
    ///
    /// If there are too few observations, or one is of a function that the scenario has not, or the scenario cannot be run.
    pub fn fit(&self) -> Result<Calibration, ExperimentError> {
        let rows = self.observed.rows();
        let fitted = self.split()?;
        self.know_functions()?;
        let seed = self.scenario.seed.map_or(self.seed, Seed);
        let (known, held_out) = rows.split_at(fitted);
        let replay = Replay {
            scenario: &self.scenario,
            seed,
        };
        let reused = fit(&replay, known)?;
        let mut scenario = self.scenario.clone();
        apply_reuse(&mut scenario, &reused);
        let delays = Delays::of(&scenario, seed, known)?;
        let start_up = delays.fit();
        if let Some(start_up) = &start_up {
            apply_start_up(&mut scenario, start_up);
        }
        let bodies = Bodies::drawn(known, seed, delays.overhead);
        let replay = Replay {
            scenario: &scenario,
            seed,
        };
        let predicted = replay.run(rows, &bodies)?;
        Ok(Calibration {
            replaced: self.replaced(&reused, start_up.as_ref()),
            keep_alive: reused.keep_alive,
            concurrency: reused.concurrency,
            start_up,
            fitted: Comparison::new(known, &predicted[..fitted]),
            held_out: Comparison::new(held_out, &predicted[fitted..]),
            seed,
            scenario,
        })
    }

    /// How many observations are fitted.
    fn split(&self) -> Result<usize, ExperimentError> {
        let asked = |message: String| Err(ExperimentError::Asked(message));
        if !(self.held_out > 0.0 && self.held_out < 1.0) {
            return asked(format!(
                "{} of the observations cannot be held out; take a share between 0 and 1, such as 0.3",
                self.held_out
            ));
        }
        let count = self.observed.rows().len();
        let held_out = libm::ceil(self.held_out * count as f64) as usize;
        let fitted = count.saturating_sub(held_out);
        if fitted < LEAST_FITTED || held_out < LEAST_HELD_OUT {
            let counted = match count {
                1 => "1 observation is".to_owned(),
                count => format!("{count} observations are"),
            };
            return asked(format!(
                "{counted} too few: {fitted} would be fitted and {held_out} held out, and it takes {LEAST_FITTED} \
                 and {LEAST_HELD_OUT}; observe more, or hold out another share"
            ));
        }
        let known = &self.observed.rows()[..fitted];
        let functions = self.scenario.functions.iter();
        for function in functions {
            let mut of_it = known
                .iter()
                .filter(|row| *row.function == *function.name)
                .peekable();
            if of_it.peek().is_some() && of_it.all(|row| row.cold) {
                return asked(format!(
                    "no hot start of `{}` is among the {fitted} observations that are fitted, so that it is not known how long \
                     its bodies take; observe more, or leave it out",
                    cut(&function.name)
                ));
            }
        }
        let unknown = self.observed.rows()[fitted..]
            .iter()
            .find(|late| known.iter().all(|row| row.function != late.function));
        match unknown {
            Some(Observation { function, .. }) => asked(format!(
                "`{}` is only among the observations that are held out; hold out fewer, or leave it out",
                cut(function)
            )),
            None => Ok(fitted),
        }
    }

    fn know_functions(&self) -> Result<(), ExperimentError> {
        let known: Vec<&str> = self
            .scenario
            .functions
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        let mut rows = self.observed.rows().iter();
        let Some(row) = rows.find(|row| !known.contains(&&*row.function)) else {
            return Ok(());
        };
        let meant = closest(&row.function, known.iter().copied());
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        Err(ExperimentError::Asked(format!(
            "the scenario has no function `{}`, which was observed{hint} (functions: {})",
            cut(&row.function),
            known.join(", ")
        )))
    }

    /// What the scenario said that is replaced by what was fitted.
    fn replaced(&self, reused: &Reused, start_up: Option<&FittedStartUp>) -> Vec<String> {
        let service = &self.scenario.service;
        let mut replaced = Vec::new();
        if let Some(policy) = service
            .keep_alive
            .as_ref()
            .filter(|_| reused.keep_alive.is_some())
        {
            replaced.push(format!("the keep-alive policy `{}`", policy.name));
        }
        if let Some(policy) = service.start_up.as_ref().filter(|_| start_up.is_some()) {
            replaced.push(format!("the start-up policy `{}`", policy.name));
        }
        replaced
    }
}

fn apply_reuse(scenario: &mut Scenario, reused: &Reused) {
    if let Some(keep_alive) = &reused.keep_alive {
        scenario.service.keep_alive = None;
        scenario.service.properties.container_idle_timeout = Some(keep_alive.timeout);
    }
    for fitted in &reused.concurrency {
        let mut functions = scenario.functions.iter_mut();
        if let Some(function) = functions.find(|function| *function.name == *fitted.function) {
            function.concurrency = fitted.slots;
        }
    }
}

fn apply_start_up(scenario: &mut Scenario, start_up: &FittedStartUp) {
    let service = &mut scenario.service;
    match *start_up {
        FittedStartUp::Constant { delay } => {
            service.start_up = None;
            service.properties.container_startup_overhead = Some(delay);
        }
        FittedStartUp::LogNormal { mu, sigma, .. } => {
            let delay = format!("LogNormal({mu}, {sigma})");
            service.start_up = Some(PolicyChoice::new("distribution").with("delay", delay));
            service.properties.container_startup_overhead = None;
        }
    }
}
