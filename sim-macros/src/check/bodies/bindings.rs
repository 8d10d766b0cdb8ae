//! The names that a body declares by itself, as far as tokens tell: more rather than fewer.

use crate::check::symbols::identifiers;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// The names in patterns, in the bars of closures, and of functions and imports inside.
pub(super) fn of(tokens: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    collect(tokens, &mut names);
    names
}

fn collect(tokens: TokenStream, names: &mut Vec<Ident>) {
    arms(tokens.clone(), names);
    let mut trees = tokens.into_iter();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Ident(word) => {
                let ends: &[char] = match word.to_string().as_str() {
                    "let" | "static" | "const" => &['='],
                    "use" => &[';'],
                    "fn" => &[],
                    "for" => {
                        let until_in = |tree: &TokenTree| !matches!(tree, TokenTree::Ident(word) if word == "in");
                        identifiers(trees.by_ref().take_while(until_in).collect(), names);
                        continue;
                    }
                    _ => continue,
                };
                match ends {
                    [] => identifiers(trees.next().into_iter().collect(), names),
                    ends => until(&mut trees, ends, names),
                }
            }
            TokenTree::Punct(bar) if bar.as_char() == '|' => until(&mut trees, &['|'], names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The names in the patterns of arms, each between the end of the arm before it and its own arrow.
fn arms(tokens: TokenStream, names: &mut Vec<Ident>) {
    let mut pattern = Vec::new();
    let mut before = None;
    for tree in tokens {
        let character = match &tree {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        };
        match (before, character) {
            (Some('='), Some('>')) => identifiers(pattern.drain(..).collect(), names),
            (_, Some(',')) => pattern.clear(),
            // The block of the arm before: no comma need follow it.
            _ if pattern.is_empty() && is_block(&tree) => {}
            _ => pattern.push(tree),
        }
        before = character;
    }
}

fn is_block(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The names up to one of these characters.
fn until(trees: &mut impl Iterator<Item = TokenTree>, ends: &[char], names: &mut Vec<Ident>) {
    let goes_on = |tree: &TokenTree| !matches!(tree, TokenTree::Punct(punct) if ends.contains(&punct.as_char()));
    identifiers(trees.take_while(goes_on).collect(), names);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn names_of_a_body() {
        let body = "let (a, mut b) = c; for d in e {} f(|g, h| i); fn j(k: u8) {} if let Some(l) = m {} match n { o => {} Some(p) if q => r, [s, t] => u }";
        let names = of(TokenStream::from_str(body).expect("tokens"));
        let names: Vec<String> = names.iter().map(Ident::to_string).collect();
        for bound in ["a", "b", "d", "g", "h", "j", "l", "o", "p", "s", "t"] {
            assert!(names.iter().any(|name| name == bound), "{bound}");
        }
        for free in ["c", "e", "f", "i", "m", "n", "r", "u"] {
            assert!(!names.iter().any(|name| name == free), "{free}");
        }
    }
}
