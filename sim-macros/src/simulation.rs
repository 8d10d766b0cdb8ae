//! `simulation! { … }`: the stages in their order.

use crate::diagnostics::Diagnostics;
use crate::unit::{self, Rates};
use crate::{check, debug, depth, expand, facade, invisible, parse, runtime};
use proc_macro2::TokenStream;

/// The expansion of a simulation, followed by the errors.
pub(crate) fn simulation(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if let Err(error) = depth::check(&input) {
        diagnostics.push(error);
        return diagnostics.after(TokenStream::new());
    }
    let (called, input) = facade::take_attribute(invisible::open(input), &mut diagnostics);
    runtime::called(called, || expansion(input, diagnostics))
}

fn expansion(input: TokenStream, mut diagnostics: Diagnostics) -> TokenStream {
    let input = unit::rewrite(input, Rates::Joined, &mut diagnostics);
    let mut simulation = parse::simulation(input, &mut diagnostics);
    check::check(&mut simulation, &mut diagnostics);
    let code = expand::expand(&simulation, diagnostics.has_errors());
    let expansion = diagnostics.after(code);
    if let Some(header) = &simulation.header {
        debug::show(&header.name, &expansion);
    }
    expansion
}
