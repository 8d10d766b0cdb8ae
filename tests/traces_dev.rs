//! Being written.
#[path = "it/traces/real.rs"]
mod real;
