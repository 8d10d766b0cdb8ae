//! `#[controller]`: the same function, checked, with the units in its body replaced.

use crate::diagnostics::Diagnostics;
use crate::{annotated, debug, depth, facade, invisible, runtime};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The expansion of a controller, followed by the errors.
pub(crate) fn controller(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if let Err(error) = depth::check(&item) {
        diagnostics.push(error);
        return diagnostics.after(TokenStream::new());
    }
    let (called, options) = facade::take(invisible::open(options), &mut diagnostics);
    if !options.is_empty() {
        diagnostics.over(
            options,
            "`#[controller]` has no options; what it needs are the parameters of its function",
        );
    }
    runtime::called(called, || expansion(invisible::open(item), diagnostics))
}

fn expansion(item: TokenStream, mut diagnostics: Diagnostics) -> TokenStream {
    let mut function = match annotated::read("controller", item, &mut diagnostics) {
        Ok(function) => function,
        Err(item) => return diagnostics.after(item),
    };
    function.check("controller", &mut diagnostics);
    let expansion = diagnostics.after(function.to_token_stream());
    debug::show(&function.signature.ident, &expansion);
    expansion
}
