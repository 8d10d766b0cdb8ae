//! The name between the brackets after an array is one that is visible there: `node[i]` outside of `for i in ..` is not.
//!
//! Names of constants, in capital letters, may be declared outside. What is reported becomes inert.

use super::indices::inside;
use super::symbols::{Length, SymbolTable, identifiers};
use crate::ast::{Else, If, Item, Kind, Reference, Simulation, Workers};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;

pub(super) fn check(simulation: &mut Simulation, diagnostics: &mut Diagnostics) {
    let parameters = simulation.parameters().iter();
    let mut names: Vec<Ident> = parameters.map(|parameter| parameter.name.clone()).collect();
    let declared = simulation.items.iter();
    let declared = declared.filter_map(|item| item.kind.declared());
    names.extend(declared.map(|(_, name)| name.ident.clone()));
    let symbols = SymbolTable::new(&simulation.items);
    VisibleNames { symbols, names }.check_items(&mut simulation.items, diagnostics);
}

/// What is known at one place of the simulation.
#[derive(Clone)]
struct VisibleNames {
    symbols: SymbolTable,
    names: Vec<Ident>,
}

/// A position of an unknown name.
struct Unknown {
    position: Ident,
    /// The array.
    name: Ident,
    /// How long the array is, for messages.
    end: String,
}

impl VisibleNames {
    /// The names inside, where some tokens declare more.
    fn with(&self, declaring: TokenStream) -> Self {
        let mut inside = self.clone();
        identifiers(declaring, &mut inside.names);
        inside
    }

    fn check_items(&self, items: &mut [Item], diagnostics: &mut Diagnostics) {
        for item in items {
            let mut first = None;
            self.check_item(&mut item.kind, &mut first);
            if let Some(Unknown {
                position,
                name,
                end,
            }) = first
            {
                let mut message = format!(
                    "`{position}` is declared nowhere around this; write a number, as in `{name}[0]`"
                );
                // What declares a name cannot stand in a loop.
                if item.kind.declared().is_none() {
                    message += &format!(", or put this in `for {position} in 0..{end} {{ .. }}`");
                }
                diagnostics.at(position.span(), message);
            }
            match &mut item.kind {
                Kind::For(each) => {
                    let inside = self.with(each.pattern.to_token_stream());
                    inside.check_items(&mut each.body, diagnostics);
                }
                Kind::If(choice) => self.check_choice(choice, diagnostics),
                _ => {}
            }
        }
    }

    fn check_choice(&self, choice: &mut If, diagnostics: &mut Diagnostics) {
        let then = self.with(choice.condition.clone());
        then.check_items(&mut choice.then, diagnostics);
        match &mut choice.otherwise {
            Some((_, Else::Items(items))) => self.check_items(items, diagnostics),
            Some((_, Else::If(next))) => self.check_choice(next, diagnostics),
            None => {}
        }
    }

    /// Drops what has a position of an unknown name, and keeps the first of these with what is said about it.
    fn check_item(&self, kind: &mut Kind, first: &mut Option<Unknown>) {
        let mut one = |slot: &mut Option<Reference>| {
            slot.take_if(|reference| {
                let position = reference.index().map(|(_, position)| position.clone());
                position.is_some_and(|position| self.is_unknown(&reference.name, &position, first))
            });
        };
        match kind {
            Kind::Route(route) => {
                one(&mut route.from);
                one(&mut route.to);
                let links = route.links.as_ref().map(|(_, links)| links.clone());
                if self.has_unknown(links, first) {
                    route.links = None;
                }
            }
            Kind::Storage(storage) => one(&mut storage.host),
            Kind::Serverless(service) => {
                one(&mut service.head);
                match &mut service.workers {
                    Some(Workers::List(_, list)) => {
                        let mut each = list.drain(..).map(Some).collect::<Vec<_>>();
                        each.iter_mut().for_each(one);
                        list.extend(each.into_iter().flatten());
                    }
                    workers => {
                        let mut group = match workers.take() {
                            Some(Workers::Group(group)) => Some(group),
                            _ => None,
                        };
                        one(&mut group);
                        *workers = group.map(Workers::Group);
                    }
                }
            }
            Kind::Workload(workload) => one(&mut workload.host),
            Kind::Fault(fault) => one(fault.subject.reference_mut()),
            Kind::Controller(controller) => {
                one(&mut controller.host);
                if self.has_unknown(Some(controller.arguments.clone()), first) {
                    controller.callable = false;
                }
            }
            _ => {}
        }
    }

    fn has_unknown(&self, expressions: Option<TokenStream>, first: &mut Option<Unknown>) -> bool {
        let expressions = expressions.unwrap_or_default();
        // A block, such as that of a `match`, may declare names of its own.
        if has_block(expressions.clone()) {
            return false;
        }
        let mut positions = Vec::new();
        inside(expressions, &mut positions);
        let unknown =
            |(name, position): &(Ident, TokenStream)| self.is_unknown(name, position, first);
        positions.iter().any(unknown)
    }

    fn is_unknown(
        &self,
        name: &Ident,
        position: &TokenStream,
        first: &mut Option<Unknown>,
    ) -> bool {
        let length = self
            .symbols
            .find(name)
            .and_then(|entity| entity.array.as_ref());
        let Some((length, variable)) = length.zip(variable(position)) else {
            return false;
        };
        if self.names.contains(&variable) {
            return false;
        }
        let end = match length {
            Length::Number(number) => number.to_string(),
            Length::Name(number) => number.to_string(),
            Length::Unknown => "n".to_owned(),
        };
        first.get_or_insert(Unknown {
            position: variable,
            name: name.clone(),
            end,
        });
        true
    }
}

fn has_block(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Brace || has_block(group.stream())
        }
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The one name that a position consists of, unless it is that of a constant.
fn variable(position: &TokenStream) -> Option<Ident> {
    let mut trees = position.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Ident(name)), None) => {
            let is_variable = name.to_string().starts_with(char::is_lowercase);
            is_variable.then_some(name)
        }
        _ => None,
    }
}
