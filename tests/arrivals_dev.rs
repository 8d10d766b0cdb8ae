//! While it is made.
#[path = "it/arrivals/mod.rs"]
mod arrivals;
#[allow(dead_code, unused)]
#[path = "it/support/mod.rs"]
mod support;
