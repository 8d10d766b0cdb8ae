//! Runs of one scenario with several seeds.

use serde::Serialize;

use crate::kernel::Seed;
use crate::results::{Options, Recording, Report};
use crate::scenario::run::run_with;
use crate::scenario::schema::Scenario;
use crate::simulation::BuildError;

/// How often a scenario is run, and with which random numbers: with this seed and those that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Replications {
    /// The first seed.
    pub seed: Seed,
    /// How many runs there are; at least one.
    pub count: u32,
}

/// The most replications that there can be.
pub const MOST: u32 = 10_000;

impl Replications {
    /// One run.
    pub fn once(seed: Seed) -> Self {
        Self { seed, count: 1 }
    }

    /// The same, but beginning with the seed of a scenario, if it has one.
    #[must_use]
    pub fn of(self, scenario: &Scenario) -> Self {
        Self {
            seed: scenario.seed.map_or(self.seed, Seed),
            ..self
        }
    }

    /// The seeds.
    pub fn seeds(self) -> impl Iterator<Item = Seed> {
        (0..u64::from(self.count)).map(move |number| Seed(self.seed.0.wrapping_add(number)))
    }

    /// Runs a scenario with each of the seeds, whatever its own is.
    ///
    /// # Errors
    ///
    /// Mistakes that only the whole scenario shows, such as a function that fits on no node.
    pub fn run(self, scenario: &Scenario, recording: Recording) -> Result<Runs, BuildError> {
        let mut scenario = scenario.clone();
        let mut runs = Runs::default();
        for seed in self.seeds() {
            scenario.seed = Some(seed.0);
            let run = run_with(&scenario, seed, Options::new(seed).recording(recording))?;
            if runs.failure.is_none() {
                runs.failure = run.failure();
            }
            runs.reports.push(run.report);
        }
        Ok(runs)
    }
}

/// What came of the replications.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// Their reports, in order of seed.
    pub reports: Vec<Report>,
    /// Why the first of those that failed did.
    pub failure: Option<String>,
}
