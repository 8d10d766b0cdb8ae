#![allow(dead_code, unused_imports)]
#[path = "it/faults/mod.rs"]
mod faults;
#[path = "it/support/mod.rs"]
mod support;
