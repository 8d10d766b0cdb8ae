//! `deploy`: one call for each function.

use super::spec::reference;
use crate::ast::Deploy;
use crate::runtime;
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(deploy: &Deploy) -> Vec<TokenStream> {
    let span = runtime::generated();
    let Deploy {
        keyword, functions, ..
    } = deploy;
    let service = reference(deploy.service.as_ref(), keyword.span());
    let storage = reference(deploy.storage.as_ref(), keyword.span());
    let call = |function| quote_spanned!(span=> sim.#keyword(#function, #service, #storage););
    functions.iter().map(call).collect()
}
