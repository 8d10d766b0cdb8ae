//! The names that are not `Copy`, of which a closure that is kept needs a clone of its own: parameters, arrays and
//! imported platforms.

use super::clone;
use crate::ast::{Header, Index, Item, Kind, everywhere};
use crate::runtime;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::{Path, Type};

pub(super) struct Scope<'a> {
    /// Each with its type, if it is a parameter.
    cloned: Vec<(&'a Ident, Option<&'a Type>)>,
    /// The names of the functions that are declared here.
    functions: Vec<&'a Ident>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(header: &'a Header, items: &'a [Item]) -> Self {
        let parameters = header.parameters.iter();
        let parameters = parameters.map(|parameter| (&parameter.name, parameter.ty.as_ref()));
        let declared = items.iter().filter_map(|item| match &item.kind {
            Kind::Platform(platform) => Some(&platform.name.ident),
            Kind::Host(resource) | Kind::Link(resource) => {
                (!matches!(resource.index, Index::One)).then_some(&resource.name.ident)
            }
            _ => None,
        });
        Self {
            cloned: parameters
                .chain(declared.map(|name| (name, None)))
                .collect(),
            functions: everywhere(items)
                .into_iter()
                .filter_map(|kind| match kind {
                    Kind::Function(function) => Some(&function.name.ident),
                    _ => None,
                })
                .collect(),
        }
    }

    /// Whether a function is one that is declared here, and so a value.
    pub(super) fn declares(&self, function: &Path) -> bool {
        let called = function.get_ident();
        called.is_some_and(|called| self.functions.contains(&called))
    }

    /// Clones what occurs in an expression.
    pub(super) fn clones(&self, expression: &TokenStream) -> TokenStream {
        let mut occurring = Vec::new();
        collect(expression.clone(), &mut occurring);
        let span = runtime::generated();
        let clones = self.cloned.iter().filter_map(|(declared, ty)| {
            let occurring = occurring.iter().find(|name| name == declared)?;
            // The hygiene of the use, so that it finds the clone; the place of the declaration, where editors should go.
            let place = occurring.span().located_at(declared.span());
            let mut name = (*declared).clone();
            name.set_span(place);
            let clone = clone::local(*ty, &name);
            Some(quote_spanned! {span=>
                #[allow(unused_variables)]
                let #name = #clone;
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
