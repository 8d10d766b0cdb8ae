//! What a user relies on: a module a behaviour, in one program.
//!
//! `cargo test --test it` runs all of it, `cargo test --test it policies` one module. What several modules need to set up a
//! test is in [`support`].

mod support;

mod basic;
mod command;
mod concurrency;
mod examples;
mod exports;
mod house_rules;
mod ideal_network;
mod invariants;
mod outcomes;
mod outputs;
mod payloads;
mod platform_xml;
mod policies;
mod processes;
mod reference;
mod regressions;
mod reports;
mod unfit_nodes;
