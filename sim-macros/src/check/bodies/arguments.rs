//! How messages name the arguments of a request.

use proc_macro2::TokenTree;

/// An argument as a message shows it: a name or a number, or else a word for it.
pub(super) fn shown(part: &[TokenTree], word: &str) -> String {
    match part {
        [tree @ (TokenTree::Ident(_) | TokenTree::Literal(_))] => tree.to_string(),
        [TokenTree::Group(unit)] if unit.stream().is_empty() => "()".to_owned(),
        _ => word.to_owned(),
    }
}
