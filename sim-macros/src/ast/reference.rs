//! Uses of the names that declarations bring into being.

use proc_macro2::{Ident, TokenStream};
use syn::Token;
use syn::token::{Bracket, Paren};

/// The use of a declared name: `gateway`, `worker[i]`, `lab["head"]`, `lab.cluster("blade")`, `*each`.
pub(crate) struct Reference {
    /// What makes a value of a reference to one: in a loop over `&worker`.
    pub(crate) star: Option<Token![*]>,
    pub(crate) name: Ident,
    /// What is chosen from what the name stands for.
    pub(crate) choices: Vec<Choice>,
}

/// What may follow a name.
pub(crate) enum Choice {
    /// `[i]`
    Index(Bracket, TokenStream),
    /// `.cluster("blade")`
    Method(Token![.], Ident, Paren, TokenStream),
}
