#[path = "it/retries/mod.rs"]
mod retries;
#[path = "it/support/mod.rs"]
#[allow(dead_code, unused)]
mod support;
