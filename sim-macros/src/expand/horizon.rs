//! `horizon`: one call, with a date.

use super::call::call;
use crate::ast::Horizon;
use crate::runtime;
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(horizon: &Horizon) -> TokenStream {
    let Horizon { keyword, date } = horizon;
    let span = runtime::generated_at(keyword.span());
    let runtime = runtime::path(span);
    let date = match date {
        Some(date) => date.clone(),
        None => runtime::inert(keyword.span()),
    };
    let call = call(keyword, quote_spanned!(span=> #runtime::since_start(#date)));
    quote_spanned!(span=> #call;)
}
