//! Tree to code: items for the header, one call of the builder for each declaration. Infallible: what is missing in the tree
//! becomes something inert, because its error was reported.
//!
//! Two rules keep errors and editors at the right place. A name is a `let` binding with the user's span. A method of the
//! builder has the span of its keyword. Everything else has a span of ours.

mod builder;
mod call;
mod clone;
mod controller;
mod deploy;
mod fault;
mod function;
mod header;
mod horizon;
mod mailbox;
mod platform;
mod resource;
mod route;
mod scope;
mod serverless;
pub(crate) mod spec;
mod statements;
mod storage;
mod trace;
mod workload;

use crate::ast::Simulation;
use proc_macro2::TokenStream;

/// The code of a simulation; nothing without a header, for there is no name to give it. Where something was dropped because it is
/// wrong, the compiler does not warn of what is unused then.
pub(crate) fn expand(simulation: &Simulation, is_wrong: bool) -> TokenStream {
    let Some(header) = &simulation.header else {
        return TokenStream::new();
    };
    let build = builder::build(header, &simulation.items, is_wrong);
    header::expand(header, build)
}
