//! What is wrong with a declaration, found when the simulation is built.

use std::fmt;
use std::panic::Location;

use crate::units::spelling::{echo, visible};

/// One mistake in a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is declared wrongly, such as ``host `worker[3]` ``.
    pub declaration: String,
    /// What is wrong with it and how to mend it.
    pub message: String,
    /// Where it is declared.
    pub location: &'static Location<'static>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (declaration, message) = (echo(&self.declaration), echo(&self.message));
        write!(
            formatter,
            "{}: {}",
            visible(&declaration),
            visible(&message)
        )
    }
}

/// How many problems are told.
const TOLD: usize = 50;

/// A simulation that cannot be built: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct BuildError {
    /// All problems, in order of declaration.
    pub problems: Vec<Problem>,
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().take(TOLD).enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            let place = problem.location;
            write!(
                formatter,
                "{}:{}:{}: {problem}",
                place.file(),
                place.line(),
                place.column()
            )?;
        }
        match self.problems.len().saturating_sub(TOLD) {
            0 => Ok(()),
            more => write!(formatter, "\nand {more} problems more"),
        }
    }
}
