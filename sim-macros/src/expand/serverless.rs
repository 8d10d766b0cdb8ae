//! `serverless`: one call, which borrows the group of workers.

use super::call::call;
use super::spec::{self, binding, reference};
use crate::ast::{Serverless, Workers};
use crate::runtime::{self, text};
use crate::schema;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(service: &Serverless) -> TokenStream {
    let Serverless {
        keyword,
        name,
        head,
        workers,
        fields,
    } = service;
    let (binding, text) = (binding(name), text(&name.ident));
    let head = reference(head.as_ref(), keyword.span());
    let workers = self::workers(workers.as_ref(), keyword.span());
    let spec = spec::expand(&schema::SERVERLESS, fields, keyword.span());
    let span = runtime::generated();
    let call = call(
        keyword,
        quote_spanned!(span=> #text, #head, &#workers, #spec),
    );
    quote_spanned!(span=> let #binding = #call;)
}

fn workers(workers: Option<&Workers>, place: Span) -> TokenStream {
    let span = runtime::generated();
    match workers {
        Some(Workers::Group(group)) => reference(Some(group), place),
        Some(Workers::List(bracket, hosts)) => {
            let hosts = hosts.iter().map(|host| reference(Some(host), place));
            let mut list = TokenStream::new();
            bracket.surround(&mut list, |inside| {
                inside.extend(quote_spanned!(span=> #(#hosts),*));
            });
            list
        }
        None => quote_spanned!(span=> []),
    }
}
