//! What each declared name stands for, where it is not hidden.

use crate::ast::{For, If, Index, Item, Kind, everywhere};
use crate::diagnostics::listed;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::{self, Display};
use syn::{Expr, ExprLit, Lit, RangeLimits};

/// The names of a simulation.
#[derive(Clone)]
pub(super) struct SymbolTable {
    entities: Vec<Entity>,
}

/// What one name stands for.
#[derive(Clone)]
pub(super) struct Entity {
    pub(super) name: Ident,
    pub(super) kind: EntityKind,
    /// Whether the name stands for it in the code too.
    pub(super) bound: bool,
    /// How many there are, if it is an array.
    pub(super) array: Option<Length>,
}

/// What a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EntityKind {
    Platform,
    Host,
    Link,
    Storage,
    Serverless,
    Mailbox,
}

/// How long an array is, as far as it is known.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Length {
    /// `worker[3]`
    Number(u64),
    /// `worker[nodes]`
    Name(Ident),
    /// Any other expression.
    Unknown,
}

impl SymbolTable {
    pub(super) fn new(items: &[Item]) -> Self {
        let entities = items.iter().filter_map(|item| {
            let (_, name) = item.kind.declared()?;
            Some(Entity {
                name: name.ident.clone(),
                kind: EntityKind::of(&item.kind)?,
                bound: name.bound,
                array: length(&item.kind),
            })
        });
        let mut entities: Vec<Entity> = entities.collect();
        let bound = entities.iter().filter(|entity| entity.bound);
        let names: Vec<Ident> = bound.map(|entity| entity.name.clone()).collect();
        // What stands under conditions that differ may be one thing or the other.
        let is_one = |entity: &Entity| {
            let same = names.iter().filter(|name| **name == entity.name);
            same.count() < 2
        };
        entities.retain(is_one);
        Self { entities }
    }

    /// The names that nothing in the simulation hides.
    pub(super) fn never_hidden(items: &[Item]) -> Self {
        let mut symbols = Self::new(items);
        for kind in everywhere(items) {
            symbols = match kind {
                Kind::For(each) => symbols.inside_for(each),
                Kind::If(choice) => {
                    let chain = choice.chain().into_iter();
                    chain.fold(symbols, |symbols, choice| symbols.inside_if(choice))
                }
                _ => symbols,
            };
        }
        symbols
    }

    pub(super) fn find(&self, name: &Ident) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == *name)
    }

    /// The names of one kind, for messages: `` (the hosts are `user` and `worker`) ``.
    pub(super) fn candidates(&self, kind: EntityKind) -> String {
        let names = self.entities.iter().filter(|entity| entity.kind == kind);
        let names: Vec<&Ident> = names.map(|entity| &entity.name).collect();
        match names.as_slice() {
            [] => format!("; no {kind} is declared"),
            [one] => format!("; the only {kind} is `{one}`"),
            several => format!("; the {kind}s are {}", listed(several)),
        }
    }

    /// The names as they are inside a `for`, whose pattern may hide some.
    pub(super) fn inside_for(&self, each: &For) -> Self {
        self.without(each.pattern.to_token_stream())
    }

    /// The names as they are inside an `if`, whose condition may hide some by a `let`.
    pub(super) fn inside_if(&self, choice: &If) -> Self {
        let tests = choice.condition.clone();
        let binds = |tree: TokenTree| matches!(tree, TokenTree::Ident(word) if word == "let");
        match tests.into_iter().any(binds) {
            true => self.without(choice.condition.clone()),
            false => self.clone(),
        }
    }

    /// The names that do not occur in a pattern.
    fn without(&self, pattern: TokenStream) -> Self {
        let mut hidden = Vec::new();
        identifiers(pattern, &mut hidden);
        let visible = |entity: &&Entity| !hidden.contains(&entity.name);
        Self {
            entities: self.entities.iter().filter(visible).cloned().collect(),
        }
    }
}

/// All identifiers, at any depth.
pub(super) fn identifiers(tokens: TokenStream, names: &mut Vec<Ident>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => names.push(name),
            TokenTree::Group(group) => identifiers(group.stream(), names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

impl EntityKind {
    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Platform(_) => Some(EntityKind::Platform),
            Kind::Host(_) => Some(EntityKind::Host),
            Kind::Link(_) => Some(EntityKind::Link),
            Kind::Storage(_) => Some(EntityKind::Storage),
            Kind::Serverless(_) => Some(EntityKind::Serverless),
            Kind::Mailbox(_) => Some(EntityKind::Mailbox),
            _ => None,
        }
    }
}

impl Display for EntityKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            EntityKind::Platform => "platform",
            EntityKind::Host => "host",
            EntityKind::Link => "link",
            EntityKind::Storage => "storage",
            EntityKind::Serverless => "serverless service",
            EntityKind::Mailbox => "mailbox",
        })
    }
}

fn length(kind: &Kind) -> Option<Length> {
    let (Kind::Host(resource) | Kind::Link(resource)) = kind else {
        return None;
    };
    match &resource.index {
        Index::One => None,
        Index::Count(count) => Some(count.as_ref().map_or(Length::Unknown, Length::read)),
        Index::Each { of, .. } => Some(number_of(of)),
    }
}

/// The number of values of an iterable: `0..3` or `[a, b]`.
fn number_of(values: &TokenStream) -> Length {
    match syn::parse2(values.clone()) {
        Ok(Expr::Array(list)) => Length::Number(list.elems.len() as u64),
        Ok(Expr::Range(range)) if matches!(range.limits, RangeLimits::HalfOpen(_)) => {
            match (range.start.as_deref().map(Length::of), range.end.as_deref()) {
                (Some(Length::Number(0)), Some(end)) => Length::of(end),
                _ => Length::Unknown,
            }
        }
        _ => Length::Unknown,
    }
}

impl Length {
    /// Reads a number or a name; anything else is not understood.
    pub(super) fn read(tokens: &TokenStream) -> Self {
        match syn::parse2(tokens.clone()) {
            Ok(expression) => Self::of(&expression),
            Err(_) => Length::Unknown,
        }
    }

    pub(super) fn of(expression: &Expr) -> Self {
        match expression {
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }) => number
                .base10_parse()
                .map_or(Length::Unknown, Length::Number),
            Expr::Path(path) => path
                .path
                .get_ident()
                .cloned()
                .map_or(Length::Unknown, Length::Name),
            _ => Length::Unknown,
        }
    }
}

impl Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Number(number) => number.fmt(formatter),
            Length::Name(name) => write!(formatter, "`{name}`"),
            Length::Unknown => formatter.write_str("some number"),
        }
    }
}
