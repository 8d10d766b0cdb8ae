//! `crate = cs`: what the crate is called in the user's, if not `coldstart`.
//!
//! It is read before everything else, because even a literal such as `250MB` becomes a path into the crate.

use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::Path;

/// Takes `crate = cs` out of the options of an attribute: the path, and the other options.
pub(crate) fn take(
    options: TokenStream,
    diagnostics: &mut Diagnostics,
) -> (Option<Path>, TokenStream) {
    let trees: Vec<TokenTree> = options.clone().into_iter().collect();
    let mut path = None;
    let mut others = Vec::new();
    for option in trees.split(|tree| is_punct(tree, ',')) {
        match option {
            [TokenTree::Ident(word), equals, written @ ..]
                if word == "crate" && is_punct(equals, '=') =>
            {
                path = read(word, written, diagnostics);
            }
            _ => others.push(option),
        }
    }
    if others.len() == trees.split(|tree| is_punct(tree, ',')).count() {
        return (None, options);
    }
    let mut rest = TokenStream::new();
    for option in others.into_iter().filter(|option| !option.is_empty()) {
        rest.extend(option.iter().cloned());
        rest.extend([TokenTree::from(proc_macro2::Punct::new(
            ',',
            proc_macro2::Spacing::Alone,
        ))]);
    }
    (path, rest)
}

/// Takes the attribute `#[simulation(crate = cs)]` from before the header of a simulation.
pub(crate) fn take_attribute(
    simulation: TokenStream,
    diagnostics: &mut Diagnostics,
) -> (Option<Path>, TokenStream) {
    let trees: Vec<TokenTree> = simulation.clone().into_iter().collect();
    let mut at = 0;
    while let [hash, TokenTree::Group(attribute), ..] = &trees[at..]
        && is_punct(hash, '#')
    {
        if let Some(options) = options("simulation", attribute.stream()) {
            let (path, rest) = take(options, diagnostics);
            if path.is_none() || !rest.is_empty() {
                let message = "`#[simulation(..)]` says what the crate is called here: `#[simulation(crate = cs)]`";
                diagnostics.over(attribute, message);
            }
            let before = trees[..at].iter().cloned();
            return (
                path,
                before.chain(trees[at + 2..].iter().cloned()).collect(),
            );
        }
        at += 2;
    }
    (None, simulation)
}

/// The options of the attribute of this name, from what stands in its brackets.
fn options(name: &str, attribute: TokenStream) -> Option<TokenStream> {
    let mut trees = attribute.into_iter();
    match (trees.next()?, trees.next()?, trees.next()) {
        (TokenTree::Ident(word), TokenTree::Group(options), None)
            if word == name && options.delimiter() == Delimiter::Parenthesis =>
        {
            Some(options.stream())
        }
        _ => None,
    }
}

fn read(word: &Ident, written: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<Path> {
    let path = syn::parse::Parser::parse2(Path::parse_mod_style, written.iter().cloned().collect());
    if path.is_err() {
        let message = "write what the crate is called here: `crate = cs`";
        diagnostics.at(word.span(), message);
    }
    path.ok()
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::{ToTokens, quote};

    fn taken(options: TokenStream) -> (String, String) {
        let (path, rest) = take(options, &mut Diagnostics::default());
        (path.to_token_stream().to_string(), rest.to_string())
    }

    #[test]
    fn the_crate_is_taken_out_of_the_options() {
        let of = |path: &str, rest: &str| (path.to_owned(), rest.to_owned());
        assert_eq!(taken(quote!(crate = cs)), of("cs", ""));
        assert_eq!(
            taken(quote!(image = A, crate = ::cs::x, disk = 1)),
            of(":: cs :: x", "image = A , disk = 1 ,")
        );
        assert_eq!(taken(quote!(image = A)), of("", "image = A"));
    }

    #[test]
    fn the_attribute_is_taken_from_among_others() {
        let source = quote!(
            #[doc = "d"]
            #[simulation(crate = cs)]
            struct A;
        );
        let (path, rest) = take_attribute(source, &mut Diagnostics::default());
        assert!(path.is_some_and(|path| path.is_ident("cs")));
        assert_eq!(
            rest.to_string(),
            quote!(
                #[doc = "d"]
                struct A;
            )
            .to_string()
        );
    }
}
