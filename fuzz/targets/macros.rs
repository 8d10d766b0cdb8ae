//! The macros: `simulation! { .. }`, `#[serverless_function(..)]`, `#[controller]` and `#[derive(Payload)]`, called as functions.
//!
//! A crate of macros lets nobody else call them so; that is why its modules are modules here, too.

use std::process::ExitCode;
use std::str::FromStr;

use coldstart_fuzz::{Outcome, Target, corpus};
use proc_macro2::extra::invalidate_current_thread_spans;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::File;

/// The modules of `sim-macros`.
#[path = "../../sim-macros/src"]
#[allow(unreachable_pub, reason = "they are in another place than at home")]
mod home {
    pub(crate) mod annotated;
    pub(crate) mod ast;
    pub(crate) mod callee;
    pub(crate) mod check;
    pub(crate) mod controller;
    pub(crate) mod debug;
    pub(crate) mod depth;
    pub(crate) mod diagnostics;
    pub(crate) mod expand;
    pub(crate) mod facade;
    pub(crate) mod function;
    pub(crate) mod invisible;
    pub(crate) mod parse;
    pub(crate) mod payload;
    pub(crate) mod runtime;
    pub(crate) mod schema;
    pub(crate) mod simulation;
    pub(crate) mod unit;
}

// They name each other as at home.
use home::*;

fn main() -> ExitCode {
    coldstart_fuzz::fuzz(Target {
        name: "macros",
        seeds,
        words: &[
            "r#type",
            "r\"\"",
            "'a",
            "<<",
            "=>",
            "->",
            "..=",
            "::<",
            "$crate",
            "macro_rules!",
        ],
        read,
    })
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::files(&["examples", "tests/ui"], ".rs");
    let basic = corpus::files(&["sim-macros/src/tests"], "basic.txt");
    seeds.extend(basic.into_iter().map(|basic| {
        let text = [b"simulation! {\n", &basic[..], b"\n}\n"];
        text.concat()
    }));
    let uses_macros = |seed: &Vec<u8>| {
        let text = String::from_utf8_lossy(seed);
        [
            "simulation!",
            "serverless_function",
            "controller",
            "Payload",
        ]
        .iter()
        .any(|name| text.contains(name))
    };
    seeds.retain(uses_macros);
    seeds
}

fn read(input: &[u8]) -> Outcome {
    // Or else the text of each input would be kept for ever, for the places of its tokens.
    invalidate_current_thread_spans();
    let text = String::from_utf8_lossy(input);
    let Ok(tokens) = TokenStream::from_str(&text) else {
        return Outcome::Refused("no tokens".to_owned());
    };
    let mut found = Found::default();
    found.look(&tokens.into_iter().collect::<Vec<_>>());
    match (found.macros, found.error) {
        (0, _) => Outcome::Refused("no macro is used".to_owned()),
        (_, Some(error)) => Outcome::Refused(error),
        (_, None) => Outcome::Accepted(String::new()),
    }
}

/// Macros that are used.
#[derive(Default)]
struct Found {
    macros: u32,
    error: Option<String>,
}

impl Found {
    fn look(&mut self, tokens: &[TokenTree]) {
        for (place, token) in tokens.iter().enumerate() {
            match (token, tokens.get(place + 1), tokens.get(place + 2)) {
                (
                    TokenTree::Ident(name),
                    Some(TokenTree::Punct(mark)),
                    Some(TokenTree::Group(group)),
                ) if name == "simulation" && mark.as_char() == '!' => {
                    self.whole(simulation::simulation(group.stream()));
                }
                (TokenTree::Punct(mark), Some(TokenTree::Group(attribute)), _)
                    if mark.as_char() == '#' && attribute.delimiter() == Delimiter::Bracket =>
                {
                    self.attribute(attribute, &tokens[place..]);
                }
                _ => {}
            }
        }
    }

    /// An attribute, and what comes after, itself among it.
    fn attribute(&mut self, attribute: &Group, rest: &[TokenTree]) {
        let mut inside = attribute.stream().into_iter();
        let Some(TokenTree::Ident(name)) = inside.next() else {
            return;
        };
        let options = match inside.next() {
            Some(TokenTree::Group(options)) => options.stream(),
            _ => TokenStream::new(),
        };
        let is_end = |token: &TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        let end = rest
            .iter()
            .position(is_end)
            .map_or(rest.len(), |end| end + 1);
        let item = |from: usize| {
            rest.get(from..end)
                .unwrap_or_default()
                .iter()
                .cloned()
                .collect()
        };
        match name.to_string().as_str() {
            "serverless_function" => {
                self.told(&function::serverless_function(options, item(2)));
            }
            "controller" => self.told(&controller::controller(options, item(2))),
            "derive" if options.to_string().contains("Payload") => {
                self.whole(payload::payload(item(2)));
            }
            "payload" => self.whole(payload::payload(item(0))),
            _ => {}
        }
    }

    /// An expansion that has to be items, whatever is wrong with what was written.
    fn whole(&mut self, expansion: TokenStream) {
        self.told(&expansion);
        let text = expansion.to_string();
        if let Err(error) = syn::parse2::<File>(expansion) {
            panic!("the expansion is no items: {error}: {text}");
        }
    }

    /// Keeps the first error of an expansion.
    fn told(&mut self, expansion: &TokenStream) {
        self.macros += 1;
        let text = expansion.to_string();
        let error = text.split("compile_error").nth(1);
        let error = error.map(|error| error.chars().take(300).collect::<String>());
        self.error = self.error.take().or(error);
    }
}
