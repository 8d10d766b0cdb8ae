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
        let kind = kind(input, diagnostics);
        items.push(Item { attributes, kind });
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

/// Reads one declaration.
fn kind(input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let is_name = input.peek(syn::Ident);
    let Some(keyword) = word(input) else {
        if !input.is_empty() {
            diagnostics.at(here(input), format!("expected a declaration; {EXPECTED}"));
            resynchronise(input);
        }
        return Kind::Unknown(Unknown { word: None });
    };
    next(input);
    if KEYWORDS.iter().any(|known| keyword == known) {
        declaration(keyword, input, diagnostics)
    } else if is_name && (input.is_empty() || at_declaration(input)) {
        // A word that is being typed: left to the compiler, which can complete it.
        Kind::Unknown(Unknown {
            word: Some(keyword),
        })
    } else {
        unknown(&keyword, input, diagnostics)
    }
}

/// Reads what follows a keyword.
fn declaration(keyword: Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let kind = match keyword.to_string().as_str() {
        "host" => declaration::host(keyword, input, diagnostics),
        "link" => declaration::link(keyword, input, diagnostics),
        "storage" => declaration::storage(keyword, input, diagnostics),
        "serverless" => declaration::serverless(keyword, input, diagnostics),
        "route" => Some(statement::route(keyword, input, diagnostics)),
        "deploy" => Some(statement::deploy(keyword, input, diagnostics)),
        "controller" => statement::controller(keyword, input, diagnostics),
        "for" => statement::each(Token![for](keyword.span()), input, diagnostics),
        "if" => statement::choice(Token![if](keyword.span()), input, diagnostics),
        _ => None,
    };
    // Something that was dropped leaves a trace, because it may have been a route.
    kind.unwrap_or(Kind::Unknown(Unknown { word: None }))
}

/// Reports a word that begins no declaration. What follows one close to a keyword is read as if it were the keyword.
fn unknown(found: &Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    if let Some(meant) = closest(&found.to_string(), KEYWORDS) {
        let message = format!("unknown declaration `{found}`; did you mean `{meant}`?");
        diagnostics.at(found.span(), message);
        let keyword = Ident::new(meant, runtime::generated());
        return declaration(keyword, input, diagnostics);
    }
    diagnostics.at(found.span(), misplaced(found));
    resynchronise(input);
    Kind::Unknown(Unknown { word: None })
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
