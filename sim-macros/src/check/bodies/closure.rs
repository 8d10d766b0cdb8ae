//! A closure among the arguments of a request: `async move |ctx| ..`.

use crate::check::symbols::identifiers;
use proc_macro2::{Ident, TokenTree};

/// A closure, apart.
pub(super) struct Closure {
    is_async: bool,
    pub(super) parameters: Vec<TokenTree>,
    /// What it does, without the words `async move` before it.
    pub(super) code: Vec<TokenTree>,
    /// Whether these words were there.
    returns_block: bool,
}

impl Closure {
    /// Reads `async move |ctx| code`, or `|ctx| async move { code }`.
    pub(super) fn read(trees: &[TokenTree]) -> Option<Self> {
        let is_bar =
            |tree: &TokenTree| matches!(tree, TokenTree::Punct(bar) if bar.as_char() == '|');
        let is_word = |tree: Option<&TokenTree>, word: &str| matches!(tree, Some(TokenTree::Ident(found)) if found == word);
        let open = trees.iter().position(is_bar)?;
        let is_head = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "async" || word == "move");
        if open > 2 || !trees[..open].iter().all(is_head) {
            return None;
        }
        let close = open + 1 + trees[open + 1..].iter().position(is_bar)?;
        let mut code = trees[close + 1..].to_vec();
        let returns_block = is_word(code.first(), "async");
        if returns_block {
            code.remove(0);
            if is_word(code.first(), "move") {
                code.remove(0);
            }
        }
        Some(Self {
            is_async: is_word(trees.first(), "async"),
            parameters: trees[open + 1..close].to_vec(),
            code,
            returns_block,
        })
    }

    /// Whether the block that it returns uses its parameter, which is gone then; or whether it has no use of its own context,
    /// and takes that around it.
    pub(super) fn is_wrong(&self, context: &Ident) -> bool {
        let used = names(&self.code);
        let is_used =
            |first: &TokenTree| matches!(first, TokenTree::Ident(name) if used.contains(name));
        let is_late =
            !self.is_async && self.returns_block && self.parameters.first().is_some_and(is_used);
        is_late || self.takes_outer(context)
    }

    pub(super) fn takes_outer(&self, context: &Ident) -> bool {
        let ignores =
            matches!(self.parameters.as_slice(), [TokenTree::Ident(unused)] if unused == "_");
        self.is_async && !self.returns_block && ignores && names(&self.code).contains(context)
    }
}

/// All names in some tokens.
pub(super) fn names(trees: &[TokenTree]) -> Vec<Ident> {
    let mut names = Vec::new();
    identifiers(trees.iter().cloned().collect(), &mut names);
    names
}
