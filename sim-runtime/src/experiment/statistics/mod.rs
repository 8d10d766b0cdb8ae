//! What independent replications say of a figure.
//!
//! * [`estimate`]: its mean, with an interval; [`difference`]: how much two points differ, with an interval; `student`: the
//!   distribution that intervals come from;
//! * [`warm_up`]: what is left out at the beginning of a run.

pub mod difference;
pub mod estimate;
mod student;
pub mod warm_up;
