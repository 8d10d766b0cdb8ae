//! What takes more than one run: studies of what several values of quantities make of figures, how much it takes to keep promises, and
//! which parameters observations have come from.
//!
//! This layer changes scenarios and the parameters of simulations, runs them and compares their reports. It must not know what a command line is, nor how
//! anything happened in a run.
//!
//! * [`vary`]: a quantity of a scenario, and the values that it takes;
//! * [`objective`]: what is promised of a run; [`replication`]: runs of one scenario with several seeds;
//! * [`capacity`]: the smallest value of a quantity with which promises are kept, and its bill;
//! * [`statistics`]: what replications say of a figure; [`study`]: several points, each with several replications;
//! * [`calibration`]: a scenario that behaves as observed invocations did;
//! * `aligned`: tables as text.

mod aligned;
pub mod calibration;
pub mod capacity;
pub mod objective;
pub mod replication;
pub mod statistics;
pub mod study;
pub mod vary;

use crate::scenario::load::ScenarioError;

/// Why an experiment cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// What is asked for makes no sense.
    #[error("{0}")]
    Asked(String),
    /// The scenario with a value of the quantity is none.
    #[error("with {what}: {error}")]
    Scenario {
        /// The quantity and its value.
        what: String,
        /// What is wrong then.
        error: ScenarioError,
    },
}
