//! `#[serverless_function(..)]`: the stages in their order.
//!
//! It knows what a function may look like. It must not know where it is deployed.

mod expand;
mod signature;

pub(crate) use expand::image;

use crate::check::{entries, values};
use crate::diagnostics::Diagnostics;
use crate::unit::{self, Rates};
use crate::{annotated, debug, depth, facade, invisible, parse, runtime, schema};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The expansion of a serverless function, followed by the errors.
pub(crate) fn serverless_function(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if let Err(error) = depth::check(&options).and(depth::check(&item)) {
        diagnostics.push(error);
        return diagnostics.after(TokenStream::new());
    }
    let (called, options) = facade::take(invisible::open(options), &mut diagnostics);
    let item = invisible::open(item);
    runtime::called(called, || expansion(options, item, diagnostics))
}

fn expansion(options: TokenStream, item: TokenStream, mut diagnostics: Diagnostics) -> TokenStream {
    let options = unit::rewrite(options, Rates::Joined, &mut diagnostics);
    let mut options = parse::options(options, &mut diagnostics);
    let mut function = match annotated::read("serverless_function", item, &mut diagnostics) {
        Ok(function) => function,
        Err(item) => return diagnostics.after(item),
    };
    if function.is_method() {
        // Among the functions of a type there is no place for what a function becomes, nor for a constant.
        diagnostics.incomplete();
        function.check(signature::KIND, &mut diagnostics);
        return diagnostics.after(function.to_token_stream());
    }
    let name = function.signature.ident.clone();
    values::check_nameless(&schema::FUNCTION, &mut options, &mut diagnostics);
    entries::check_entries(&schema::FUNCTION, &name, &options, &mut diagnostics);
    values::check_untyped(&schema::FUNCTION, &mut options, &mut diagnostics);
    values::check_units(&schema::FUNCTION, &mut options, &mut diagnostics);
    values::check_image(&mut options, &mut diagnostics);
    let shape = signature::check(&mut function, &mut diagnostics);
    let expansion = diagnostics.after(expand::expand(&function, &shape, &options));
    debug::show(&name, &expansion);
    expansion
}
