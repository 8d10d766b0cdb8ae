//! The serialisable form of a whole simulation, and its runner.
//!
//! * [`schema`]: the contents of a scenario file;
//! * `nodes`: the same scenario with another number of nodes;
//! * `json_schema`: what editors know of a scenario file, with the feature `schema`;
//! * [`load`]: from a file to a checked scenario;
//! * [`mod@declare`]: from a scenario to a simulation, for a recorder of one's own;
//! * [`mod@run`]: from a scenario to its result.

pub mod declare;
#[cfg(feature = "schema")]
pub mod json_schema;
pub mod load;
mod nodes;
mod result;
pub mod run;
pub mod schema;
