//! `host` and `link`: one call, or a vector of what as many calls return.

use super::call::call;
use super::spec;
use crate::ast::{Index, Resource};
use crate::runtime::{self, text};
use crate::schema::{self, Schema};
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn host(host: &Resource) -> TokenStream {
    expand(&schema::HOST, host)
}

pub(super) fn link(link: &Resource) -> TokenStream {
    expand(&schema::LINK, link)
}

fn expand(schema: &Schema, resource: &Resource) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let Resource {
        keyword,
        name,
        index,
        fields,
    } = resource;
    let binding = spec::binding(name);
    let spec = spec::expand(schema, fields, keyword.span());
    match index {
        Index::One => {
            let text = text(&name.ident);
            let call = call(keyword, quote_spanned!(span=> #text, #spec));
            quote_spanned!(span=> let #binding = #call;)
        }
        Index::Count(count) => {
            let count = count.clone().unwrap_or_else(|| quote_spanned!(span=> 0));
            let array_name = text(&name.ident);
            let count = quote_spanned!(span=> #runtime::array_length(#array_name, #count));
            let member = member(resource, &spec);
            array(
                &binding,
                quote_spanned!(span=> #runtime::Iterator::map(0..#count, |__index| #member)),
            )
        }
        Index::Each { pattern, of } => {
            let member = member(resource, &spec);
            let each = quote_spanned! {span=>
                #runtime::Iterator::enumerate(#runtime::IntoIterator::into_iter(#of))
            };
            array(
                &binding,
                quote_spanned!(span=> #runtime::Iterator::map(#each, |(__index, #pattern)| #member)),
            )
        }
    }
}

/// One of an array, called after its position: `worker[2]`.
fn member(resource: &Resource, spec: &TokenStream) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let Resource { keyword, name, .. } = resource;
    let format = text(format!("{}[{{}}]", name.ident));
    call(
        keyword,
        quote_spanned!(span=> &#runtime::format!(#format, __index), #spec),
    )
}

fn array(binding: &TokenStream, members: TokenStream) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    quote_spanned!(span=> let #binding: #runtime::Vec<_> = #runtime::Iterator::collect(#members);)
}
