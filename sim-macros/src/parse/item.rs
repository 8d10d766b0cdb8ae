//! The list of declarations: which one comes next, and where the next one begins after a mistake.

use super::expression::{here, next, word};
use super::{declaration, statement};
use crate::ast::{Item, Kind, Unknown};
use crate::diagnostics::Diagnostics;
use crate::runtime;
use proc_macro2::Ident;
use sim_units::spelling::closest;
use syn::buffer::Cursor;
use syn::parse::ParseStream;
use syn::{Attribute, Token, token};

/// The words that begin a declaration.
const KEYWORDS: [&str; 9] = [
    "host",
    "link",
    "route",
    "storage",
    "serverless",
    "deploy",
    "controller",
    "for",
    "if",
];

const EXPECTED: &str = "a simulation consists of `host`, `link`, `route`, `storage`, `serverless`, `deploy`, `controller`, `for` and `if`";

/// Reads declarations to the end of the input.
pub(super) fn items(input: ParseStream, diagnostics: &mut Diagnostics) -> Vec<Item> {
    let mut items = Vec::new();
    while !input.is_empty() {
        if input.peek(Token![;]) {
            next(input);
            continue;
        }
        let attributes = attributes(input, diagnostics);
        let kinds = kinds(input, diagnostics);
        items.extend(kinds.into_iter().map(|kind| Item {
            attributes: attributes.clone(),
            kind,
        }));
    }
    items
}

/// The attributes before a declaration, without documentation, which the statement it becomes cannot carry.
fn attributes(input: ParseStream, diagnostics: &mut Diagnostics) -> Vec<Attribute> {
    match input.call(Attribute::parse_outer) {
        Ok(mut attributes) => {
            attributes.retain(|attribute| !attribute.path().is_ident("doc"));
            attributes
        }
        Err(error) => {
            diagnostics.push(error);
            resynchronise(input);
            Vec::new()
        }
    }
}

/// Reads one declaration, and the unknown word that stands in the place of its keyword.
fn kinds(input: ParseStream, diagnostics: &mut Diagnostics) -> Vec<Kind> {
    let Some(keyword) = word(input) else {
        if !input.is_empty() {
            diagnostics.at(here(input), format!("expected a declaration; {EXPECTED}"));
            resynchronise(input);
        }
        return vec![Kind::Unknown(Unknown { word: None })];
    };
    match declaration(&keyword, input, diagnostics) {
        Some(kind) => vec![kind],
        None => unknown(keyword, input, diagnostics),
    }
}

fn declaration(keyword: &Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Option<Kind> {
    let begin = || {
        next(input);
        keyword.clone()
    };
    let kind = match keyword.to_string().as_str() {
        "host" => declaration::host(begin(), input, diagnostics),
        "link" => declaration::link(begin(), input, diagnostics),
        "storage" => declaration::storage(begin(), input, diagnostics),
        "serverless" => declaration::serverless(begin(), input, diagnostics),
        "route" => Some(statement::route(begin(), input, diagnostics)),
        "deploy" => Some(statement::deploy(begin(), input, diagnostics)),
        "controller" => statement::controller(begin(), input, diagnostics),
        "for" => statement::each(input, diagnostics),
        "if" => statement::choice(input, diagnostics),
        _ => return None,
    };
    // Something that was dropped leaves a trace, because it may have been a route.
    kind.or(Some(Kind::Unknown(Unknown { word: None })))
}

/// A word that begins no declaration. Alone, or close to a keyword, it is left to the compiler, which can complete and
/// correct it; what follows a word close to a keyword is read as if it were the keyword.
fn unknown(found: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Vec<Kind> {
    let is_name = input.peek(syn::Ident);
    next(input);
    let alone = input.is_empty() || at_declaration(input);
    let meant = closest(&found.to_string(), KEYWORDS);
    if !is_name || (!alone && meant.is_none()) {
        diagnostics.at(found.span(), misplaced(&found));
        resynchronise(input);
        return vec![Kind::Unknown(Unknown { word: None })];
    }
    let mut kinds = vec![Kind::Unknown(Unknown { word: Some(found) })];
    if !alone && let Some(meant) = meant {
        kinds.extend(recovered(meant, input, diagnostics));
    }
    kinds
}

fn misplaced(found: &Ident) -> String {
    match found.to_string().as_str() {
        "pub" => "a declaration has no visibility; remove this".to_owned(),
        "struct" => "a simulation has one header, before its declarations".to_owned(),
        "let" | "while" | "match" | "loop" | "fn" => {
            format!(
                "`{found}` cannot be used here; {EXPECTED}; other code belongs into functions outside"
            )
        }
        _ => format!("unknown declaration `{found}`; {EXPECTED}"),
    }
}

/// Reads what follows a misspelled keyword.
fn recovered(meant: &str, input: ParseStream, diagnostics: &mut Diagnostics) -> Option<Kind> {
    let keyword = Ident::new(meant, runtime::generated());
    match meant {
        "host" => declaration::host(keyword, input, diagnostics),
        "link" => declaration::link(keyword, input, diagnostics),
        "storage" => declaration::storage(keyword, input, diagnostics),
        "serverless" => declaration::serverless(keyword, input, diagnostics),
        "route" => Some(statement::route(keyword, input, diagnostics)),
        "deploy" => Some(statement::deploy(keyword, input, diagnostics)),
        "controller" => statement::controller(keyword, input, diagnostics),
        _ => {
            resynchronise(input);
            None
        }
    }
}

/// Skips to the next declaration.
pub(super) fn resynchronise(input: ParseStream) {
    while !input.is_empty() && !at_declaration(input) {
        let ends = input.peek(Token![;]) || input.peek(token::Brace);
        next(input);
        if ends {
            return;
        }
    }
}

/// Whether a declaration begins here. A keyword alone does not tell, because a host may be called `link`.
pub(super) fn at_declaration(input: ParseStream) -> bool {
    input
        .cursor()
        .ident()
        .is_some_and(|(word, after)| begins(&word, after))
}

fn begins(word: &Ident, after: Cursor) -> bool {
    let followed = after
        .ident()
        .is_some_and(|(next, _)| !super::sentence::is_preposition(&next));
    word == "for" || word == "if" || (followed && KEYWORDS.iter().any(|keyword| word == keyword))
}
