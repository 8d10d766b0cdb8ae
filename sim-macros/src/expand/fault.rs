//! `fault`: one call, with its times.

use super::call::call;
use super::spec::reference;
use crate::ast::{Begin, Fault, FaultSubject};
use crate::runtime;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(fault: &Fault) -> TokenStream {
    let place = fault.keyword.span();
    let span = runtime::generated_at(place);
    let runtime = runtime::path(span);
    let times = match &fault.begin {
        Begin::At(date) => quote_spanned!(span=> #runtime::FaultTimes::at(#date)),
        Begin::Every(time) => quote_spanned!(span=> #runtime::FaultTimes::every(#time)),
    };
    let times = match &fault.lasts {
        Some(time) => quote_spanned!(span=> #times.lasting(#time)),
        None => times,
    };
    let (method, arguments) = match &fault.subject {
        FaultSubject::Node(node) => {
            let node = reference(node.as_ref(), place);
            let what = quote_spanned!(span=> #node, #runtime::NodeFault::Down, #times);
            ("node_fault", what)
        }
        FaultSubject::Slow(node, share) => {
            let node = reference(node.as_ref(), place);
            let what = quote_spanned!(span=> #node, #runtime::NodeFault::Slow(#share), #times);
            ("node_fault", what)
        }
        FaultSubject::Link(link) => {
            let link = reference(link.as_ref(), place);
            ("link_fault", quote_spanned!(span=> #link, #times))
        }
        FaultSubject::Storage(storage) => {
            let storage = reference(storage.as_ref(), place);
            ("storage_fault", quote_spanned!(span=> #storage, #times))
        }
        FaultSubject::Containers(None, service) => {
            let service = reference(service.as_ref(), place);
            // Without the function nothing has a type that could be inferred.
            return quote_spanned!(span=> let _: (#runtime::Serverless, _) = (#service, #times););
        }
        FaultSubject::Containers(Some(function), service) => {
            let service = reference(service.as_ref(), place);
            let what = quote_spanned!(span=> #function, #service, #times);
            ("container_fault", what)
        }
    };
    let call = call(&Ident::new(method, place), arguments);
    quote_spanned!(span=> #call;)
}
