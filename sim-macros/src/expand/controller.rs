//! `controller`: one call with a coroutine, which takes its arguments along.

use super::call::call;
use super::scope::Scope;
use super::spec::reference;
use crate::ast::Controller;
use crate::callee::{self, callee};
use crate::runtime::{self, text};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(controller: &Controller, scope: &Scope) -> TokenStream {
    let Controller {
        keyword,
        path,
        parentheses,
        arguments,
        ..
    } = controller;
    // At the keyword, where an error says that the function takes other arguments.
    let span = runtime::generated_at(keyword.span());
    let runtime = runtime::path(span);
    let name = path.segments.last().map(|segment| text(&segment.ident));
    let host = reference(controller.host.as_ref(), keyword.span());
    let clones = scope.clones(arguments);
    let context = Ident::new("__ctx", span);
    let mut passed = TokenStream::new();
    parentheses.surround(&mut passed, |inside| {
        inside.extend(quote_spanned!(span=> #context, #arguments));
    });
    let place = path.segments.last().map_or(span, |last| last.ident.span());
    let function = callee(&quote::quote!(#path), place);
    let imports = callee::imports();
    let body = match controller.callable {
        true => quote_spanned!(span=> |#context: &mut #runtime::Ctx| {
            #imports
            #function #passed.await
        }),
        false => quote_spanned!(span=> |_: &mut #runtime::Ctx| {}),
    };
    let call = call(
        keyword,
        quote_spanned!(span=> #name, #host, async move #body),
    );
    quote_spanned!(span=> { #clones #call; })
}
