#![allow(dead_code, unused_imports)]
#[path = "it/support/mod.rs"]
mod support;
#[path = "it/workflows.rs"]
mod workflows;
