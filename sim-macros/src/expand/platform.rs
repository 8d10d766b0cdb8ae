//! `platform`: one call, which reads a file when the simulation is built.

use super::call::call;
use super::spec::binding;
use crate::ast::Platform;
use crate::runtime;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(platform: &Platform) -> TokenStream {
    let Platform {
        keyword,
        name,
        file,
    } = platform;
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let binding = binding(name);
    let method = Ident::new("platform_from", keyword.span());
    let file = file
        .clone()
        .unwrap_or_else(|| runtime::inert(keyword.span()));
    // The directory of the user's package, from which the file is looked for, wherever the program is started.
    let call = call(
        &method,
        quote_spanned!(span=> #runtime::env!("CARGO_MANIFEST_DIR"), #file),
    );
    quote_spanned!(span=> let #binding = #call;)
}
