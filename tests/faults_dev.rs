//! Dev.
#![allow(dead_code, unused_imports, missing_docs)]
#[path = "it/chaos.rs"]
mod chaos;
#[path = "it/faults/mod.rs"]
mod faults;
#[path = "it/support/mod.rs"]
mod support;
