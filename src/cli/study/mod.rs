//! Studies on command lines: `--replications 30 --sweep nodes=1..16`.
//!
//! * `options`: the options, and the study that they make;
//! * `engine`: who launches its shards;
//! * `run`: its runs, with a line of progress, until they are done or a signal comes; `outputs`: what is written.

mod engine;
mod options;
mod outputs;
mod run;
#[cfg(test)]
mod tests;

pub use engine::launch::Invoked;
pub use options::{
    are_asked, asked, local_options, only_options, options, pages_option, without_results,
    without_runs,
};
pub use outputs::StudyOutputs;
pub use run::{found, run};
