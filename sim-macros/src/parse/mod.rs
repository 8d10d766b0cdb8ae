//! Tokens to tree. Parsing is total: what cannot be read is reported, what was read of it is kept, and parsing continues
//! at the next declaration.
//!
//! It knows the grammar. It must not know which fields a declaration has, nor whether a name is declared.

mod control;
mod declaration;
mod expression;
mod fault;
mod fields;
mod header;
mod item;
mod keyword;
mod reference;
mod sentence;
mod statement;

use crate::ast::{Fields, Simulation};
use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

/// Reads a simulation.
pub(crate) fn simulation(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Simulation {
    totally(tokens, diagnostics, |input, diagnostics| Simulation {
        header: header::header(input, diagnostics),
        items: item::items(input, diagnostics),
    })
}

/// Reads the options of an attribute: `image = IMAGE, memory = 200MB`.
pub(crate) fn options(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Fields {
    totally(tokens, diagnostics, |input, diagnostics| {
        fields::fields(input, fields::Separator::Equals, diagnostics)
    })
}

/// Runs a parser that has no failure, which reads all of its input.
fn totally<T: Default>(
    tokens: TokenStream,
    diagnostics: &mut Diagnostics,
    parse: impl FnOnce(ParseStream, &mut Diagnostics) -> T,
) -> T {
    let mut tree = T::default();
    let outcome = (|input: ParseStream| {
        tree = parse(input, diagnostics);
        Ok(())
    })
    .parse2(tokens);
    if let Err(error) = outcome {
        diagnostics.push(error);
    }
    tree
}
