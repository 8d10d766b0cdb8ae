//! `storage`: one call, bound to its name.

use super::spec::{self, binding, reference};
use crate::ast::Storage;
use crate::runtime::{self, text};
use crate::schema;
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(storage: &Storage) -> TokenStream {
    let Storage {
        keyword,
        name,
        host,
        fields,
    } = storage;
    let (binding, text) = (binding(name), text(&name.ident, &name.ident.to_string()));
    let host = reference(host.as_ref(), keyword.span());
    let spec = spec::expand(&schema::STORAGE, fields, keyword.span());
    quote_spanned!(runtime::generated()=> let #binding = sim.#keyword(#text, #host, #spec);)
}
