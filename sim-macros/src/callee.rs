//! What is called as a plain function, and may be a serverless one: the types know which.

use crate::runtime;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The function itself, if it can be called; the traits of the runtime that have the method must be in scope.
pub(crate) fn callee(function: &TokenStream, place: Span) -> TokenStream {
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    quote_spanned!(span=> #runtime::callee::Callee(#function).callee())
}
