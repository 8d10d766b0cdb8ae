//! While it is made.
#[path = "it/arrivals/mod.rs"]
mod arrivals;
#[path = "it/nonsense/fields.rs"]
mod fields;
#[allow(dead_code, unused)]
#[path = "it/support/mod.rs"]
mod support;
