//! `controller`: one call with a coroutine, which takes its arguments along.

use super::builder::call;
use super::scope::Scope;
use super::spec::reference;
use crate::ast::Controller;
use crate::runtime::{self, text};
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn expand(controller: &Controller, scope: &Scope) -> TokenStream {
    let Controller {
        keyword,
        path,
        arguments,
        ..
    } = controller;
    // At the keyword, where an error says that the function takes other arguments.
    let span = runtime::generated_at(keyword.span());
    let runtime = runtime::path(span);
    let name = path.segments.last().map(|segment| text(&segment.ident));
    let host = reference(controller.host.as_ref(), keyword.span());
    let clones = scope.clones(arguments);
    let body = match controller.callable {
        true => quote_spanned!(span=> |__ctx: &mut #runtime::Ctx| #path(__ctx, #arguments).await),
        false => quote_spanned!(span=> |_: &mut #runtime::Ctx| {}),
    };
    let call = call(
        keyword,
        quote_spanned!(span=> #name, #host, async move #body),
    );
    quote_spanned!(span=> { #clones #call; })
}
