//! `for` and `if` stay what they are, around the calls of what they hold.

use super::builder::statements;
use super::scope::Scope;
use crate::ast::{Else, For, If};
use crate::runtime;
use proc_macro2::TokenStream;
use quote::quote_spanned;

pub(super) fn each(each: &For, scope: &Scope) -> TokenStream {
    let For {
        keyword,
        pattern,
        of,
        body,
    } = each;
    let body = statements(body, scope);
    quote_spanned!(runtime::generated()=> #keyword #pattern in #of { #body })
}

pub(super) fn choice(choice: &If, scope: &Scope) -> TokenStream {
    let span = runtime::generated();
    let If {
        keyword,
        condition,
        then,
        otherwise,
    } = choice;
    let then = statements(then, scope);
    let otherwise = otherwise
        .as_ref()
        .map(|(keyword, otherwise)| match otherwise {
            Else::Items(items) => {
                let items = statements(items, scope);
                quote_spanned!(span=> #keyword { #items })
            }
            Else::If(choice) => {
                let choice = self::choice(choice, scope);
                quote_spanned!(span=> #keyword #choice)
            }
        });
    quote_spanned!(span=> #keyword #condition { #then } #otherwise)
}
