//! `mailbox`: one call, with the type of its messages.

use super::spec::binding;
use crate::ast::Mailbox;
use crate::runtime::{self, text};
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(mailbox: &Mailbox) -> TokenStream {
    let Mailbox { keyword, name, ty } = mailbox;
    let (binding, text) = (binding(name), text(&name.ident));
    let span = runtime::generated();
    let ty = ty.as_ref().map(|ty| quote_spanned!(span=> ::<#ty>));
    let mut arguments = Group::new(Delimiter::Parenthesis, quote_spanned!(span=> #text));
    arguments.set_span(keyword.span());
    quote_spanned!(span=> let #binding = __sim.#keyword #ty #arguments;)
}
