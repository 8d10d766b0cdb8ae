//! What a user relies on: a module a behaviour, in one program.
//!
//! `cargo test --test it` runs all of it, `cargo test --test it policies` one module. What several modules need to set up a
//! test is in [`support`]. Without the feature `cli` the examples, which have command lines, are left out.

mod support;

mod admission;
#[cfg(feature = "validation")]
mod anchors;
mod arrivals;
mod bad_policies;
#[cfg(feature = "cli")]
mod basic;
mod buffers;
#[cfg(feature = "cli")]
mod calibrate;
mod cancellations;
#[cfg(feature = "cli")]
mod capacity;
mod chaos;
#[cfg(feature = "cli")]
mod checks;
#[cfg(feature = "cli")]
mod command;
mod concurrency;
mod context_table;
mod control_messages;
mod delays;
#[cfg(feature = "cli")]
mod differences;
mod disciplines;
mod energy;
#[cfg(feature = "cli")]
mod engines;
#[cfg(feature = "cli")]
mod examples;
#[cfg(feature = "cli")]
mod exports;
mod faults;
mod house_rules;
mod ideal_network;
mod instances;
mod invariants;
#[cfg(feature = "cli")]
mod keep_alive;
mod language_fields;
mod lasting;
#[cfg(feature = "cli")]
mod late_entries;
mod layers;
#[cfg(feature = "cli")]
mod manual_pages;
mod memory;
mod min_instances;
mod nested_processes;
mod nonsense;
mod outcomes;
#[cfg(feature = "cli")]
mod outputs;
mod own_policies;
mod panics;
mod payloads;
mod placement;
mod platform_features;
mod platform_xml;
mod policies;
mod pollers;
mod polling;
mod private_storage;
mod processes;
mod providers;
mod reference;
mod registrations;
mod registry;
mod regressions;
#[cfg(feature = "cli")]
mod reports;
mod retries;
mod reuse_policies;
mod rounds;
#[cfg(feature = "cli")]
mod rows;
mod scaling;
mod schemas;
mod start_ups;
#[cfg(feature = "cli")]
mod stored_results;
mod stuck;
#[cfg(feature = "cli")]
mod studies;
#[cfg(feature = "cli")]
mod study_pages;
mod tariffs;
mod trace_loads;
mod traces;
mod unfit_nodes;
#[cfg(feature = "cli")]
mod validate;
mod verdicts;
mod workflows;
