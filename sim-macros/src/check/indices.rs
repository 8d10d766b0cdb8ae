//! A position in an array is one that the array has, as far as both are known: numbers, and loops over the numbers below
//! one.
//!
//! What depends on a parameter is found when the simulation is built, where it is a panic without a place in the language.

use super::symbols::{Entity, Length, SymbolTable, identifiers};
use crate::ast::{Else, For, If, Item, Kind, Reference, Simulation, Workers};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Pat, RangeLimits};

pub(super) fn check(simulation: &Simulation, diagnostics: &mut Diagnostics) {
    let arrays = VisibleArrays {
        symbols: SymbolTable::new(&simulation.items),
        hidden: Vec::new(),
        loops: Vec::new(),
    };
    arrays.check_items(&simulation.items, diagnostics);
}

/// The arrays and the loops that are known at one place of the simulation.
#[derive(Clone)]
struct VisibleArrays {
    symbols: SymbolTable,
    /// The variables of loops.
    hidden: Vec<Ident>,
    /// The loops whose end is known.
    loops: Vec<Loop>,
}

/// `for i in 0..3`
#[derive(Clone)]
struct Loop {
    variable: Ident,
    /// What stands after the dots.
    end: Length,
    /// Whether the variable becomes as large as the end.
    inclusive: bool,
}

impl VisibleArrays {
    fn check_items(&self, items: &[Item], diagnostics: &mut Diagnostics) {
        for item in items {
            for (name, position) in positions(&item.kind) {
                if let Some(entity) = self.symbols.find(&name) {
                    self.check_position(entity, &position, diagnostics);
                }
            }
            match &item.kind {
                Kind::For(each) => self.inside_for(each).check_items(&each.body, diagnostics),
                Kind::If(choice) => self.check_choice(choice, diagnostics),
                _ => {}
            }
        }
    }

    fn check_choice(&self, choice: &If, diagnostics: &mut Diagnostics) {
        // The condition may say how far a variable goes, so loops are not looked at.
        let inside = |symbols| Self {
            symbols,
            hidden: self.hidden.clone(),
            loops: Vec::new(),
        };
        let then = inside(self.symbols.inside_if(choice));
        then.check_items(&choice.then, diagnostics);
        match &choice.otherwise {
            Some((_, Else::Items(items))) => {
                inside(self.symbols.clone()).check_items(items, diagnostics);
            }
            Some((_, Else::If(next))) => {
                inside(self.symbols.clone()).check_choice(next, diagnostics);
            }
            None => {}
        }
    }

    fn inside_for(&self, each: &For) -> Self {
        let mut inside = self.clone();
        inside.symbols = self.symbols.inside_for(each);
        identifiers(each.pattern.to_token_stream(), &mut inside.hidden);
        inside
            .loops
            .retain(|outer| !inside.hidden.contains(&outer.variable));
        inside.loops.extend(Loop::read(each, &self.hidden));
        inside
    }

    fn check_position(
        &self,
        entity: &Entity,
        position: &TokenStream,
        diagnostics: &mut Diagnostics,
    ) {
        let beyond = entity
            .array
            .as_ref()
            .and_then(|length| Some((length, self.beyond(&Length::read(position), length)?)));
        if let Some((length, reason)) = beyond {
            diagnostics.over(position, format!("{reason}{}", range(entity, length)));
        }
    }

    /// Why a position is beyond the end, if it certainly is.
    fn beyond(&self, position: &Length, length: &Length) -> Option<String> {
        match (position, length) {
            (Length::Number(position), Length::Number(length)) => {
                (position >= length).then(String::new)
            }
            (Length::Name(variable), _) if self.hidden.contains(variable) => {
                let each = self.loops.iter().find(|each| each.variable == *variable)?;
                let last = each.last_beyond(length)?;
                Some(format!("`{variable}` goes up to {last}, but "))
            }
            (Length::Name(_), _) => (position == length).then(String::new),
            _ => None,
        }
    }
}

/// What positions an array has, for messages.
fn range(Entity { name, kind, .. }: &Entity, length: &Length) -> String {
    match length {
        Length::Number(0) => format!("`{name}` has no {kind}"),
        Length::Number(1) => format!("`{name}` has one {kind}, `{name}[0]`"),
        Length::Number(number) => format!(
            "`{name}` has {number} {kind}s, `{name}[0]` to `{name}[{}]`",
            number - 1
        ),
        Length::Name(number) => {
            format!("`{name}` has `{number}` {kind}s, `{name}[0]` to `{name}[{number} - 1]`")
        }
        Length::Unknown => format!("`{name}` has not so many {kind}s"),
    }
}

impl Loop {
    /// Reads a loop over a range, whose pattern is a name.
    fn read(each: &For, hidden: &[Ident]) -> Option<Self> {
        let Pat::Ident(pattern) = &each.pattern else {
            return None;
        };
        let Ok(Expr::Range(range)) = syn::parse2(each.of.clone()) else {
            return None;
        };
        let end = Length::of(range.end.as_deref()?);
        let is_parameter = |name| !hidden.contains(name);
        Some(Self {
            variable: pattern.ident.clone(),
            end: match end {
                Length::Name(name) if !is_parameter(&name) => Length::Unknown,
                end => end,
            },
            inclusive: matches!(range.limits, RangeLimits::Closed(_)),
        })
    }

    /// The largest value of the variable, if it is certainly beyond the end of an array.
    fn last_beyond(&self, length: &Length) -> Option<Length> {
        match (&self.end, length) {
            (Length::Number(end), Length::Number(length)) => {
                let last = match self.inclusive {
                    true => *end,
                    false => end.checked_sub(1)?,
                };
                (last >= *length).then_some(Length::Number(last))
            }
            (Length::Name(end), Length::Name(length)) => {
                (self.inclusive && end == length).then(|| self.end.clone())
            }
            _ => None,
        }
    }
}

/// Each `name[position]` among what a declaration relates.
fn positions(kind: &Kind) -> Vec<(Ident, TokenStream)> {
    let references: Vec<&Reference> = match kind {
        Kind::Route(route) => [&route.from, &route.to].into_iter().flatten().collect(),
        Kind::Storage(storage) => storage.host.iter().collect(),
        Kind::Serverless(service) => {
            let workers = service.workers.iter().flat_map(Workers::references);
            service.head.iter().chain(workers).collect()
        }
        Kind::Workload(workload) => workload.host.iter().collect(),
        Kind::Fault(fault) => fault.subject.reference().into_iter().collect(),
        Kind::Controller(controller) => controller.host.iter().collect(),
        _ => Vec::new(),
    };
    let mut positions: Vec<_> = references
        .into_iter()
        .filter_map(|reference| {
            let (_, position) = reference.index()?;
            Some((reference.name.clone(), position.clone()))
        })
        .collect();
    match kind {
        Kind::Route(route) => {
            let links = route.links.as_ref().map(|(_, links)| links.clone());
            inside(links.unwrap_or_default(), &mut positions);
        }
        Kind::Controller(controller) => inside(controller.arguments.clone(), &mut positions),
        _ => {}
    }
    positions
}

/// Each `name[position]` in expressions; not those after a closure's bar or a `let`, which may give a name another meaning.
pub(super) fn inside(tokens: TokenStream, positions: &mut Vec<(Ident, TokenStream)>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        match (tree, trees.get(index + 1)) {
            (TokenTree::Punct(bar), _) if bar.as_char() == '|' => return,
            (TokenTree::Ident(word), _) if word == "let" => return,
            (TokenTree::Ident(name), Some(TokenTree::Group(group)))
                if group.delimiter() == Delimiter::Bracket && !follows_dot(&trees[..index]) =>
            {
                positions.push((name.clone(), group.stream()));
            }
            (TokenTree::Group(group), _) => inside(group.stream(), positions),
            _ => {}
        }
    }
}

/// Whether what comes next is a field or the end of a path.
fn follows_dot(before: &[TokenTree]) -> bool {
    matches!(before.last(), Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '.' | ':'))
}
