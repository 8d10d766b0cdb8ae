//! From a builder or a declaration to a report.

use std::panic::Location;

use super::record::{Progress, Record};
use super::recording::Recording;
use super::schema::report::Report;
use crate::kernel::{Seed, guard::guarded};
use crate::simulation::{BuildError, Builder, Declaration, Halt, Problem};
use crate::units::SimTime;

/// Why there is no complete report.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The declaration is wrong; nothing was run.
    #[error("{0}")]
    Build(#[from] BuildError),
    /// The run ended early.
    #[error("{halt}")]
    Halted {
        /// Why.
        halt: Halt,
        /// What had happened until then.
        report: Box<Report>,
    },
}

/// How to run: with which random numbers, and how much to keep.
///
/// ```
/// use sim_runtime::prelude::*;
/// use sim_runtime::results::{Options, Recording};
///
/// let mut sim = Builder::new();
/// let user = sim.host("user", HostSpec { speed: gflop_per_sec(1), ..HostSpec::default() });
/// sim.controller("client", user, async |ctx: &mut Ctx| ctx.sleep(secs(1)).await);
/// let report = sim.run_with(Options::new(Seed(42)).recording(Recording::Summary))?;
/// assert_eq!(report.recording, Recording::Summary);
/// # Ok::<(), RunError>(())
/// ```
pub struct Options {
    seed: Seed,
    replication: u64,
    recording: Recording,
    horizon: Option<SimTime>,
    watch: Option<Box<dyn FnMut(Progress)>>,
}

impl Options {
    /// With this seed, keeping everything.
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            replication: 0,
            recording: Recording::Full,
            horizon: None,
            watch: None,
        }
    }

    /// With another seed.
    pub fn seed(self, seed: Seed) -> Self {
        Self { seed, ..self }
    }

    /// As the replication of this number: with the same seed, all random numbers are others, independent of those of each other
    /// replication. That of number 0 is the run without one.
    pub fn replication(self, replication: u64) -> Self {
        Self {
            replication,
            ..self
        }
    }

    /// Keeping as much as this.
    pub fn recording(self, recording: Recording) -> Self {
        Self { recording, ..self }
    }

    /// Until this date, whatever the declaration says; see [`Builder::horizon`].
    pub fn horizon(self, date: SimTime) -> Self {
        Self {
            horizon: Some(date),
            ..self
        }
    }

    /// Telling every now and then how far the run has come. Watching changes nothing.
    pub fn watch(self, watch: impl FnMut(Progress) + 'static) -> Self {
        Self {
            watch: Some(Box::new(watch)),
            ..self
        }
    }
}

/// Builds a declared simulation, runs it, and reports everything.
///
/// # Errors
///
/// All mistakes of the declaration, a panic of one of its expressions among them, or why the run ended early.
#[track_caller]
pub fn run<D: Declaration>(declaration: &D, seed: Seed) -> Result<Report, RunError> {
    run_with(declaration, Options::new(seed))
}

/// As [`run`], with a choice of how much is kept.
///
/// # Errors
///
/// As [`run`].
#[track_caller]
pub fn run_with<D: Declaration>(declaration: &D, options: Options) -> Result<Report, RunError> {
    declared(declaration)?.run_with(options)
}

/// Declares a simulation, which is then [run](Builder::run_with).
///
/// # Errors
///
/// One of its expressions has panicked.
#[track_caller]
pub fn declared<D: Declaration>(declaration: &D) -> Result<Builder, BuildError> {
    let place = D::PLACE.unwrap_or(Location::caller());
    let values = declaration.values();
    let build = || {
        let mut builder = Builder::new();
        builder.describe(D::NAME);
        builder.declared_at(place);
        for (info, value) in D::PARAMETERS.iter().zip(values.iter().cloned()) {
            builder.parameter(info.name, value);
        }
        declaration.build(&mut builder);
        builder
    };
    guarded(build).map_err(|message| panicked(D::NAME, place, &message))
}

/// An expression of a declaration has panicked, such as the rate of an arrival process that a parameter makes negative.
fn panicked(name: &str, place: &'static Location<'static>, message: &str) -> BuildError {
    let problem = Problem {
        declaration: format!("the declaration of `{name}`"),
        message: format!("{message}; what it declares depends on its parameters, so look at these"),
        location: place,
    };
    BuildError {
        problems: vec![problem],
    }
}

impl Builder {
    /// Runs the simulation and reports everything.
    ///
    /// # Errors
    ///
    /// All mistakes of the declaration, or why the run ended early.
    pub fn run(self, seed: Seed) -> Result<Report, RunError> {
        self.run_with(Options::new(seed))
    }

    /// Runs the simulation and reports, with a choice of how much is kept.
    ///
    /// # Errors
    ///
    /// As [`Builder::run`].
    pub fn run_with(mut self, options: Options) -> Result<Report, RunError> {
        let Options {
            seed,
            replication,
            recording,
            horizon,
            watch,
        } = options;
        if let Some(date) = horizon {
            self.override_horizon(date);
        }
        let (name, parameters) = self.description();
        let mut record = Record::new(recording);
        if let Some(watch) = watch {
            record = record.watched_by(watch);
        }
        let prepared = self.build()?;
        let conclusion = prepared.execute_replication(seed, replication, record);
        let halt = conclusion.halt.clone();
        let mut report = Report::new(name, parameters, seed, recording, conclusion);
        report.replication = replication;
        match halt {
            None => Ok(report),
            Some(halt) => Err(RunError::Halted {
                halt,
                report: Box::new(report),
            }),
        }
    }
}
