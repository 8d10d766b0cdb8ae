//! `route`: one call, whose method tells the direction.

use super::call::call;
use super::spec::reference;
use crate::ast::{Direction, Route};
use crate::runtime;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

pub(super) fn expand(route: &Route) -> TokenStream {
    let span = runtime::generated();
    let keyword = &route.keyword;
    let method = match route.direction {
        Direction::Both => keyword.clone(),
        Direction::OneWay => Ident::new("route_one_way", keyword.span()),
    };
    let from = reference(route.from.as_ref(), keyword.span());
    let to = reference(route.to.as_ref(), keyword.span());
    let mut links = TokenStream::new();
    match &route.links {
        Some((bracket, list)) => {
            bracket.surround(&mut links, |inside| inside.extend(list.clone()));
        }
        None => links = quote_spanned!(span=> []),
    }
    let call = call(&method, quote_spanned!(span=> #from, #to, #links));
    quote_spanned!(span=> #call;)
}
