//! `serverless`: one call, which borrows the group of workers.

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
    let (binding, text) = (binding(name), text(&name.ident, &name.ident.to_string()));
    let head = reference(head.as_ref(), keyword.span());
    let workers = self::workers(workers.as_ref(), keyword.span());
    let spec = spec::expand(&schema::SERVERLESS, fields, keyword.span());
    quote_spanned! {runtime::generated()=>
        let #binding = sim.#keyword(#text, #head, &#workers, #spec);
    }
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
