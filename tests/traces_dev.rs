//! Being written.
#[path = "it/support/mod.rs"]
#[allow(dead_code, unused_imports)]
mod support;
#[path = "it/traces/mod.rs"]
mod traces;
