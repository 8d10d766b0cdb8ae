//! Everything that runs.
pub use sim_units as units;
pub mod kernel;
pub mod fluid;
pub mod platform;
pub mod storage;
pub mod serverless;
pub mod simulation;
pub mod results;
pub mod scenario;
pub mod prelude;
