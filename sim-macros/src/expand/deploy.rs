//! `deploy`: one call for each function, with its own limits if there are some.

use super::call::call;
use super::scope::Scope;
use super::spec::{self, reference};
use crate::ast::{Deploy, Name};
use crate::runtime::{self, text};
use crate::schema;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::Path;

pub(super) fn expand(deploy: &Deploy, scope: &Scope) -> Vec<TokenStream> {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let Deploy {
        keyword,
        functions,
        limits,
        ..
    } = deploy;
    let service = reference(deploy.service.as_ref(), keyword.span());
    let storage = reference(deploy.storage.as_ref(), keyword.span());
    if let (Some(name), [function, ..]) = (&deploy.variant, functions.as_slice()) {
        let original = original(function, keyword, scope);
        return vec![variant(
            deploy,
            name,
            (function, original),
            (service, storage),
        )];
    }
    let deployments = functions.iter().map(|function| {
        let declared = scope.declares(function);
        let named = match declared {
            true => quote_spanned!(span=> let __function = #function;),
            false => named(function, keyword),
        };
        let call = match limits {
            None => call(
                keyword,
                quote_spanned!(span=> __function, #service, #storage),
            ),
            Some(limits) => {
                let method = Ident::new("deploy_as", keyword.span());
                let original = match declared {
                    true => quote_spanned!(span=> __sim.spec_of(__function)),
                    false => quote_spanned!(span=> __function.spec()),
                };
                let spec = spec::changed(original, &schema::DEPLOYMENT, limits, keyword.span());
                call(
                    &method,
                    quote_spanned!(span=> #runtime::Clone::clone(&__function), #service, #storage, #spec),
                )
            }
        };
        quote_spanned!(span=> { #named #call; })
    });
    deployments.collect()
}

/// The function once more, under a name of its own and with other limits, and its deployment.
///
/// The compiler warns of a variant that nobody invokes as of any `let`: its deployment is no use of the name.
fn variant(
    deploy: &Deploy,
    name: &Name,
    (function, original): (&Path, TokenStream),
    (service, storage): (TokenStream, TokenStream),
) -> TokenStream {
    let span = runtime::generated();
    let keyword = &deploy.keyword;
    let limited = match &deploy.limits {
        Some(limits) => spec::changed(original, &schema::DEPLOYMENT, limits, keyword.span()),
        None => original,
    };
    let text = text(&name.ident);
    let binding = spec::binding(name);
    let method = Ident::new("variant", keyword.span());
    let declared = call(
        &method,
        quote_spanned!(span=> #function, #limited.called(#text)),
    );
    let deployed = call(
        keyword,
        quote_spanned!(span=> __function, #service, #storage),
    );
    quote_spanned! {span=>
        let #binding = {
            let __function = #declared;
            #deployed;
            __function
        };
    }
}

/// The function by its name, as `__function`.
///
/// It is named where the compiler looks for no use of it: in what it takes for a derived `clone`. So it warns of a function
/// that is deployed and never invoked.
fn named(function: &Path, keyword: &Ident) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let at_keyword = runtime::path(runtime::generated_at(keyword.span()));
    let new = quote_spanned!(keyword.span()=> new);
    quote_spanned! {span=>
        struct __Deployed(#runtime::Option<#runtime::Deployable>);
        #[automatically_derived]
        impl #runtime::Clone for __Deployed {
            fn clone(&self) -> Self {
                Self(#runtime::Option::Some(#at_keyword::Deployable::#new(#function)))
            }
        }
        let __function = #runtime::Clone::clone(&__Deployed(#runtime::Option::None)).0.unwrap();
    }
}

/// What a function says of itself.
fn original(function: &Path, keyword: &Ident, scope: &Scope) -> TokenStream {
    let span = runtime::generated();
    if scope.declares(function) {
        return quote_spanned!(span=> __sim.spec_of(#function));
    }
    let at_keyword = runtime::path(runtime::generated_at(keyword.span()));
    let new = quote_spanned!(keyword.span()=> new);
    quote_spanned!(span=> #at_keyword::Deployable::#new(#function).spec())
}
