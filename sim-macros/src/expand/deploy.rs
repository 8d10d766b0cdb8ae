//! `deploy`: one call for each function, with its own limits if there are some.

use super::builder::call;
use super::spec::{self, reference};
use crate::ast::{Deploy, Fields};
use crate::runtime;
use crate::schema;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::Path;

pub(super) fn expand(deploy: &Deploy) -> Vec<TokenStream> {
    let span = runtime::generated();
    let Deploy {
        keyword,
        functions,
        limits,
        ..
    } = deploy;
    let service = reference(deploy.service.as_ref(), keyword.span());
    let storage = reference(deploy.storage.as_ref(), keyword.span());
    let deployments = functions.iter().map(|function| {
        let arguments = quote_spanned!(span=> #function, #service, #storage);
        let call = match limits {
            None => call(keyword, arguments),
            Some(limits) => {
                let method = Ident::new("deploy_as", keyword.span());
                let spec = limited(function, limits, keyword);
                call(&method, quote_spanned!(span=> #arguments, #spec))
            }
        };
        quote_spanned!(span=> #call;)
    });
    deployments.collect()
}

/// What the function says of itself, with the limits that hold here.
fn limited(function: &Path, limits: &Fields, keyword: &Ident) -> TokenStream {
    let span = runtime::generated_at(keyword.span());
    let runtime = runtime::path(span);
    let original = quote_spanned!(span=> #runtime::ServerlessFunction::spec(&#function));
    spec::changed(original, &schema::DEPLOYMENT, limits, keyword.span())
}
