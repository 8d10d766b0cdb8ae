//! `workload`: one call with an arrival process and a closure, which makes the input of each invocation, or with arrivals
//! that carry their inputs.

use super::call::call;
use super::scope::Scope;
use super::spec::{policy, reference};
use crate::ast::{Value, Workload};
use crate::runtime::{self, text};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;

pub(super) fn expand(workload: &Workload, scope: &Scope) -> TokenStream {
    let Workload {
        keyword,
        name,
        function,
        service,
        host,
        ..
    } = workload;
    let place = keyword.span();
    let span = runtime::generated();
    let text = text(name);
    let service = reference(service.as_ref(), place);
    let host = reference(host.as_ref(), place);
    if let (Some(function), Some((replay, recorded))) = (function, written(workload, "replay")) {
        let recorded = quote_spanned!(span=> #text, #host, #service, #function, #recorded);
        let call = call(replay, recorded);
        return quote_spanned!(span=> #call;);
    }
    let (Some(function), Some((process, arrivals))) = (function, written(workload, "arrivals"))
    else {
        // Without them nothing has a type that could be inferred; the names are used all the same.
        return quote_spanned!(span=> let _ = (#function); let _ = (&#host, &#service););
    };
    let arrivals = policy(process, arrivals, runtime::generated_at(place));
    let written = written(workload, "input").map(|(_, input)| input);
    let input = input(written, scope, place);
    let clones = written.map(|input| scope.clones(input));
    let call = call(
        keyword,
        quote_spanned!(span=> #text, #host, #service, #function, #arrivals, #input),
    );
    quote_spanned!(span=> { #clones #call; })
}

/// The name and the value of a field.
fn written<'a>(workload: &'a Workload, name: &str) -> Option<(&'a Ident, &'a TokenStream)> {
    let mut fields = workload.fields.list.iter();
    fields.find_map(|field| match &field.value {
        Value::Written(value) if field.name == name => Some((&field.name, value)),
        _ => None,
    })
}

/// A closure makes an input for each invocation; anything else is the input, evaluated for each invocation.
fn input(written: Option<&TokenStream>, scope: &Scope, place: Span) -> TokenStream {
    let span = runtime::generated_at(place);
    let Some(written) = written else {
        let runtime = runtime::path(span);
        return quote_spanned!(span=> |_, _| #runtime::no_input());
    };
    match written.clone().into_iter().next() {
        Some(TokenTree::Ident(word)) if word == "move" => written.clone(),
        // The closure is kept as long as the simulation, so it captures clones that were made for it.
        Some(TokenTree::Punct(bar)) if bar.as_char() == '|' => {
            quote_spanned!(bar.span()=> move #written)
        }
        _ => {
            let clones = scope.clones(written);
            match clones.is_empty() {
                true => quote_spanned!(span=> move |_, _| #written),
                false => quote_spanned!(span=> move |_, _| { #clones #written }),
            }
        }
    }
}
