//! Calls of the builder's methods.

use crate::runtime;
use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::quote_spanned;

/// A call of the builder. Its method and its parentheses have the span of the keyword, so that editors find the method there
/// and the builder, which asks where it is called, learns the line of the declaration.
pub(super) fn call(keyword: &Ident, arguments: TokenStream) -> TokenStream {
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(keyword.span());
    quote_spanned!(runtime::generated()=> __sim.#keyword #arguments)
}
