//! The list of declarations: which one comes next.

use super::expression::{here, next, word};
use super::keyword::{KEYWORDS, at_declaration, resynchronise};
use super::{control, declaration, fault, statement};
use crate::ast::{Item, Kind, Unknown};
use crate::diagnostics::{Diagnostics, listed};
use crate::runtime;
use proc_macro2::Ident;
use sim_units::spelling::closest;
use syn::parse::ParseStream;
use syn::{Attribute, Token, token};

/// Reads declarations to the end of the input.
pub(super) fn items(input: ParseStream, diagnostics: &mut Diagnostics) -> Vec<Item> {
    let mut items = Vec::new();
    while !input.is_empty() {
        if input.peek(Token![;]) {
            next(input);
            continue;
        }
        let place = input.span();
        let (attributes, were_given) = attributes(input, diagnostics);
        if were_given && input.is_empty() {
            let message = "no declaration follows, so this says nothing of anything; remove it, or move it before what it is about";
            diagnostics.at(place, message);
            break;
        }
        let kind = kind(input, diagnostics);
        items.push(Item { attributes, kind });
    }
    items
}

/// The attributes before a declaration, without documentation, which the statement it becomes cannot carry; and whether
/// there was any.
fn attributes(input: ParseStream, diagnostics: &mut Diagnostics) -> (Vec<Attribute>, bool) {
    match input.call(Attribute::parse_outer) {
        Ok(mut attributes) => {
            let were_given = !attributes.is_empty();
            attributes.retain(|attribute| !attribute.path().is_ident("doc"));
            (attributes, were_given)
        }
        Err(error) => {
            diagnostics.push(error);
            resynchronise(input);
            (Vec::new(), false)
        }
    }
}

/// Reads one declaration.
fn kind(input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    let is_name = input.peek(syn::Ident);
    let Some(keyword) = word(input) else {
        if !input.is_empty() {
            let message = format!("expected a declaration; {}", expected());
            diagnostics.at(here(input), message);
            resynchronise(input);
        }
        return dropped(diagnostics);
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
        "platform" => declaration::platform(keyword, input, diagnostics),
        "host" => declaration::host(keyword, input, diagnostics),
        "link" => declaration::link(keyword, input, diagnostics),
        "storage" => declaration::storage(keyword, input, diagnostics),
        "serverless" => declaration::serverless(keyword, input, diagnostics),
        "mailbox" => declaration::mailbox(keyword, input, diagnostics),
        "function" => statement::function(keyword, input, diagnostics),
        "route" => Some(statement::route(keyword, input, diagnostics)),
        "deploy" => Some(statement::deploy(keyword, input, diagnostics)),
        "workload" => statement::workload(keyword, input, diagnostics),
        "trace" => statement::trace(keyword, input, diagnostics),
        "controller" => statement::controller(keyword, input, diagnostics),
        "horizon" => Some(statement::horizon(keyword, input, diagnostics)),
        "fault" => fault::fault(keyword, input, diagnostics),
        "for" => control::each(Token![for](keyword.span()), input, diagnostics),
        "if" => control::choice(Token![if](keyword.span()), input, diagnostics),
        _ => None,
    };
    // Something that was dropped leaves a trace, because it may have been a route.
    kind.unwrap_or_else(|| dropped(diagnostics))
}

/// Reports a word that begins no declaration. What follows one close to a keyword is read as if it were the keyword.
fn unknown(found: &Ident, input: ParseStream, diagnostics: &mut Diagnostics) -> Kind {
    if let Some(meant) = closest(&found.to_string(), KEYWORDS) {
        let message = format!("unknown declaration `{found}`; did you mean `{meant}`?");
        diagnostics.at(found.span(), message);
        let keyword = Ident::new(meant, runtime::generated());
        return declaration(keyword, input, diagnostics);
    }
    let header = second_header(found, input);
    let found = header.as_ref().unwrap_or(found);
    diagnostics.at(found.span(), misplaced(found));
    resynchronise(input);
    dropped(diagnostics)
}

/// The word `struct` after a visibility.
fn second_header(visibility: &Ident, input: ParseStream) -> Option<Ident> {
    let ahead = input.fork();
    if visibility == "pub" && ahead.peek(token::Paren) {
        next(&ahead);
    }
    word(&ahead).filter(|word| visibility == "pub" && word == "struct")
}

fn dropped(diagnostics: &mut Diagnostics) -> Kind {
    diagnostics.incomplete();
    Kind::Unknown(Unknown { word: None })
}

fn expected() -> String {
    format!("a simulation consists of {}", listed(KEYWORDS))
}

fn misplaced(found: &Ident) -> String {
    match found.to_string().as_str() {
        "pub" => "a declaration has no visibility; remove this".to_owned(),
        "struct" => "a simulation has one `struct`, its header; add these fields to the first one, or write a `simulation! { .. }` of its own for this one".to_owned(),
        "else" => "`else` stands after the block of its `if`: `if CONDITION { .. } else { .. }`".to_owned(),
        "let" | "while" | "match" | "loop" | "fn" | "async" | "const" | "static" | "use" | "enum"
        | "type" | "mod" | "impl" | "trait" | "unsafe" => {
            format!(
                "`{found}` cannot be used here; {}; other code belongs into functions outside",
                expected()
            )
        }
        _ => format!("unknown declaration `{found}`; {}", expected()),
    }
}
