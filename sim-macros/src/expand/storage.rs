//! `storage`: one call, bound to its name.

use super::call::call;
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
    let (binding, text) = (binding(name), text(&name.ident));
    let host = reference(host.as_ref(), keyword.span());
    let spec = spec::expand(&schema::STORAGE, fields, keyword.span());
    let span = runtime::generated();
    let call = call(keyword, quote_spanned!(span=> #text, #host, #spec));
    quote_spanned!(span=> let #binding = #call;)
}
