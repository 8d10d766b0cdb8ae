//! What a finished tree gets wrong, as far as the compiler would not say it or not say it well. Everything is reported.
//!
//! It knows names, fields and relations. It leaves to the compiler what becomes of a `let`, an assignment or a call:
//! unknown names, wrong types, unused entities.

mod amounts;
pub(crate) mod bodies;
mod calls;
mod deployments;
mod derives;
pub(crate) mod entries;
mod faults;
mod indices;
mod kinds;
mod names;
mod nesting;
mod parameters;
mod positions;
mod resources;
mod routes;
pub(crate) mod symbols;
pub(crate) mod values;

use crate::ast::Simulation;
use crate::diagnostics::Diagnostics;

/// Checks a simulation, and marks what cannot be lowered as it is written.
pub(crate) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    derives::check(simulation, diagnostics);
    names::check(simulation, diagnostics);
    parameters::check(simulation, diagnostics);
    calls::check(simulation, diagnostics);
    nesting::check(simulation, diagnostics);
    values::check(simulation, diagnostics);
    entries::check(simulation, diagnostics);
    amounts::check(simulation, diagnostics);
    faults::check(simulation, diagnostics);
    kinds::check(simulation, diagnostics);
    positions::check(simulation, diagnostics);
    indices::check(simulation, diagnostics);
    routes::check(simulation, diagnostics);
    deployments::check(simulation, diagnostics);
    resources::check(simulation, diagnostics);
}
