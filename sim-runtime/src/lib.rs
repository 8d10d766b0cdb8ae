//! Everything that runs.
pub use sim_units as units;
pub mod fluid;
pub mod kernel;
pub mod platform;
pub mod storage;
pub mod serverless;
