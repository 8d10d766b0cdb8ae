//! `deploy`: one call for each function.

use super::builder::call;
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
    let deployments = functions.iter().map(|function| {
        let call = call(
            keyword,
            quote_spanned!(span=> #function, #service, #storage),
        );
        quote_spanned!(span=> #call;)
    });
    deployments.collect()
}
