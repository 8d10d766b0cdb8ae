//! The names that are not `Copy`, of which a closure that is kept needs a clone of its own: parameters, arrays and
//! imported platforms.

use crate::ast::{Header, Index, Item, Kind};
use crate::runtime;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;

pub(super) struct Scope<'a> {
    cloned: Vec<&'a Ident>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(header: &'a Header, items: &'a [Item]) -> Self {
        let parameters = header.parameters.iter().map(|parameter| &parameter.name);
        let declared = items.iter().filter_map(|item| match &item.kind {
            Kind::Platform(platform) => Some(&platform.name.ident),
            Kind::Host(resource) | Kind::Link(resource) => {
                (!matches!(resource.index, Index::One)).then_some(&resource.name.ident)
            }
            _ => None,
        });
        Self {
            cloned: parameters.chain(declared).collect(),
        }
    }

    /// Clones what occurs in an expression.
    pub(super) fn clones(&self, expression: &TokenStream) -> TokenStream {
        let mut occurring = Vec::new();
        collect(expression.clone(), &mut occurring);
        let span = runtime::generated();
        let runtime = runtime::path(span);
        let clones = self.cloned.iter().filter_map(|declared| {
            let occurring = occurring.iter().find(|name| name == declared)?;
            // The hygiene of the use, so that it finds the clone; the place of the declaration, where editors should go.
            let place = occurring.span().located_at(declared.span());
            let mut name = (*declared).clone();
            name.set_span(place);
            Some(quote_spanned! {span=>
                #[allow(unused_variables)]
                let #name = #runtime::Clone::clone(&#name);
            })
        });
        clones.collect()
    }
}

fn collect(tokens: TokenStream, names: &mut Vec<Ident>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => names.push(name),
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
