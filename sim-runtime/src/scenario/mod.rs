//! The serialisable form of a whole simulation, and its runner.
//!
//! * [`schema`]: what a scenario file says;
//! * [`load`]: from a file to a checked scenario;
//! * [`mod@run`]: from a scenario to its result.

pub mod load;
pub mod run;
pub mod schema;
