//! `controller`: one call with a coroutine, which takes its arguments along.

use super::scope::Scope;
use super::spec::reference;
use crate::ast::Controller;
use crate::runtime::{self, text};
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(controller: &Controller, scope: &Scope) -> TokenStream {
    let span = runtime::generated();
    let runtime = runtime::path(span);
    let Controller {
        keyword,
        path,
        arguments,
        ..
    } = controller;
    let name = path
        .segments
        .last()
        .map_or_else(String::new, |segment| segment.ident.to_string());
    let name = text(path, &name);
    let host = reference(controller.host.as_ref(), keyword.span());
    let clones = scope.clones(arguments);
    let body = match controller.callable {
        true => quote_spanned!(span=> |ctx: &mut #runtime::Ctx| #path(ctx, #arguments).await),
        false => quote_spanned!(span=> |_: &mut #runtime::Ctx| {}),
    };
    quote_spanned! {span=> {
        #clones
        sim.#keyword(#name, #host, async move #body);
    }}
}
