//! Where expansions find the runtime, and the spans of what the user did not write.
//!
//! It must not know what the runtime does: it names one module of the facade.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::LitStr;

/// The module that holds everything an expansion may name.
pub(crate) fn path(span: Span) -> TokenStream {
    quote_spanned!(span=> ::coldstart::__private)
}

/// The span of generated code that belongs to no particular token.
pub(crate) fn generated() -> Span {
    // Hygienic, so that our locals are not seen by what the user wrote. Their names begin with two underscores all the same,
    // because a unit struct of the user, such as a serverless function called `input`, would turn the pattern `input` into a
    // comparison.
    Span::mixed_site()
}

/// The span of generated code that errors should place at a token of the user: at a keyword, never at a name, whose
/// definition an editor would then find in several places.
pub(crate) fn generated_at(place: Span) -> Span {
    generated().located_at(place)
}

/// An expression that fits any type, in the place of one that could not be parsed.
pub(crate) fn inert(place: Span) -> TokenStream {
    // Not a diverging expression: that would add a warning about unreachable code to the error.
    let span = generated_at(place);
    let runtime = path(span);
    quote_spanned!(span=> #runtime::Option::None.unwrap())
}

/// A text with the name of something that the user declared, without the mark of a raw identifier.
pub(crate) fn text(text: impl ToString) -> LitStr {
    LitStr::new(text.to_string().trim_start_matches("r#"), generated())
}
