//! What each declared name stands for, where it is not hidden.

use crate::ast::{For, If, Index, Item, Kind, everywhere};
use crate::diagnostics::listed;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::{self, Display};
use syn::{Expr, ExprLit, Lit, RangeLimits};

/// The names of a simulation.
#[derive(Clone)]
pub(super) struct Declared {
    things: Vec<Thing>,
}

/// What one name stands for.
#[derive(Clone)]
pub(super) struct Thing {
    pub(super) name: Ident,
    pub(super) kind: Sort,
    /// Whether the name stands for it in the code too.
    pub(super) bound: bool,
    /// How many there are, if it is an array.
    pub(super) array: Option<Length>,
}

/// What a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Platform,
    Host,
    Link,
    Storage,
    Serverless,
    Mailbox,
}

/// How long an array is, as far as it can be seen.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Length {
    /// `worker[3]`
    Number(u64),
    /// `worker[nodes]`
    Name(Ident),
    /// Any other expression.
    Unknown,
}

impl Declared {
    pub(super) fn new(items: &[Item]) -> Self {
        let things = items.iter().filter_map(|item| {
            let (_, name) = item.kind.declared()?;
            Some(Thing {
                name: name.ident.clone(),
                kind: Sort::of(&item.kind)?,
                bound: name.bound,
                array: length(&item.kind),
            })
        });
        Self {
            things: things.collect(),
        }
    }

    /// The names that nothing in the simulation hides.
    pub(super) fn never_hidden(items: &[Item]) -> Self {
        let mut declared = Self::new(items);
        for kind in everywhere(items) {
            declared = match kind {
                Kind::For(each) => declared.inside_for(each),
                Kind::If(choice) => {
                    let chain = choice.chain().into_iter();
                    chain.fold(declared, |declared, choice| declared.inside_if(choice))
                }
                _ => declared,
            };
        }
        declared
    }

    pub(super) fn find(&self, name: &Ident) -> Option<&Thing> {
        self.things.iter().find(|thing| thing.name == *name)
    }

    /// The names of one sort, for messages: `` (the hosts are `user` and `worker`) ``.
    pub(super) fn candidates(&self, sort: Sort) -> String {
        let names = self.things.iter().filter(|thing| thing.kind == sort);
        let names: Vec<&Ident> = names.map(|thing| &thing.name).collect();
        match names.as_slice() {
            [] => format!("; no {sort} is declared"),
            [one] => format!("; the only {sort} is `{one}`"),
            several => format!("; the {sort}s are {}", listed(several)),
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
        let visible = |thing: &&Thing| !hidden.contains(&thing.name);
        Self {
            things: self.things.iter().filter(visible).cloned().collect(),
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

impl Sort {
    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Platform(_) => Some(Sort::Platform),
            Kind::Host(_) => Some(Sort::Host),
            Kind::Link(_) => Some(Sort::Link),
            Kind::Storage(_) => Some(Sort::Storage),
            Kind::Serverless(_) => Some(Sort::Serverless),
            Kind::Mailbox(_) => Some(Sort::Mailbox),
            _ => None,
        }
    }
}

impl Display for Sort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Sort::Platform => "platform",
            Sort::Host => "host",
            Sort::Link => "link",
            Sort::Storage => "storage",
            Sort::Serverless => "serverless service",
            Sort::Mailbox => "mailbox",
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

/// How many values something has that can be gone through: `0..3` or `[a, b]`.
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
