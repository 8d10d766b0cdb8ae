//! From a builder or a declaration to a report.

use super::Recording;
use super::record::Record;
use super::report::Report;
use crate::kernel::Seed;
use crate::simulation::{BuildError, Builder, Declaration, Halt};

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

/// Builds a declared simulation, runs it, and reports.
///
/// # Errors
///
/// All mistakes of the declaration, or why the run ended early.
pub fn run<D: Declaration>(declaration: &D, seed: Seed) -> Result<Report, RunError> {
    run_recording(declaration, seed, Recording::Full)
}

/// As [`run`], with a choice of how much is kept.
///
/// # Errors
///
/// As [`run`].
pub fn run_recording<D: Declaration>(
    declaration: &D,
    seed: Seed,
    recording: Recording,
) -> Result<Report, RunError> {
    let mut builder = Builder::new();
    builder.describe(D::NAME);
    for (info, value) in D::PARAMETERS.iter().zip(declaration.values()) {
        builder.parameter(info.name, value);
    }
    declaration.build(&mut builder);
    builder.run_recording(seed, recording)
}

impl Builder {
    /// Runs the simulation and reports.
    ///
    /// # Errors
    ///
    /// All mistakes of the declaration, or why the run ended early.
    pub fn run(self, seed: Seed) -> Result<Report, RunError> {
        self.run_recording(seed, Recording::Full)
    }

    /// Runs the simulation and reports, with a choice of how much is kept.
    ///
    /// # Errors
    ///
    /// As [`Builder::run`].
    pub fn run_recording(self, seed: Seed, recording: Recording) -> Result<Report, RunError> {
        let (name, parameters) = self.description();
        let conclusion = self.build()?.execute(seed, Record::new(recording));
        let halt = conclusion.halt.clone();
        let report = Report::new(name, parameters, seed, recording, conclusion);
        match halt {
            None => Ok(report),
            Some(halt) => Err(RunError::Halted {
                halt,
                report: Box::new(report),
            }),
        }
    }
}
