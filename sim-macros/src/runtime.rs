//! Where expansions find the runtime, and the spans of what the user did not write.
//!
//! It must not know what the runtime does: it names one module of the facade.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use std::cell::RefCell;
use syn::{LitStr, Path};

thread_local! {
    /// What the crate is called where the macro is used that runs, if not `coldstart`.
    static CALLED: RefCell<Option<TokenStream>> = const { RefCell::new(None) };
}

/// Expands a macro where the crate has another name.
pub(crate) fn called(path: Option<Path>, expand: impl FnOnce() -> TokenStream) -> TokenStream {
    CALLED.set(path.map(Path::into_token_stream));
    let expansion = expand();
    // Tokens do not outlive the call of the macro that they come from.
    CALLED.set(None);
    expansion
}

/// The module that holds everything an expansion may name.
pub(crate) fn path(span: Span) -> TokenStream {
    CALLED.with_borrow(|called| match called {
        None => quote_spanned!(span=> ::coldstart::__private),
        Some(path) => {
            let path = located(path, span);
            quote_spanned!(span=> #path::__private)
        }
    })
}

/// The same tokens, which mean what they mean where they were written, at another place.
pub(crate) fn located(tokens: &TokenStream, place: Span) -> TokenStream {
    let trees = tokens.clone().into_iter();
    let located = trees.map(|mut tree: TokenTree| {
        tree.set_span(tree.span().located_at(place));
        tree
    });
    located.collect()
}

/// The span of generated code that belongs to no particular token.
pub(crate) fn generated() -> Span {
    // Hygienic, so that our locals are not seen by what the user wrote. Their names begin with two underscores all the same,
    // because a unit struct or a constant of the user called `input` would turn the pattern `input` into a comparison.
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
