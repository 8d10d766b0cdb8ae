//! Thresholds: a figure of a run, and what it may be.
//!
//! * `threshold`: a check, and what it makes of a report; `grammar`: from a text to a check; `error`: why one is refused;
//! * `figure`: a figure by itself; `since`: the report of what came after a warm-up;
//! * `metric`: the figures that there are; `measure`: values of them, and how they are written; `comparison`: how they are
//!   compared; `subject`: the run or the function that is looked at.

mod comparison;
mod error;
mod figure;
mod grammar;
mod measure;
mod metric;
mod since;
mod subject;
#[cfg(test)]
mod tests;
mod threshold;

pub use comparison::Comparison;
pub use error::CheckError;
pub use figure::Figure;
pub use threshold::Check;
