//! The words of the language, and where the next declaration begins after a mistake.

use super::expression::next;
use proc_macro2::{Ident, Spacing};
use syn::buffer::Cursor;
use syn::parse::ParseStream;
use syn::{Token, token};

/// The words that begin a declaration.
pub(super) const KEYWORDS: [&str; 16] = [
    "platform",
    "host",
    "link",
    "route",
    "storage",
    "serverless",
    "mailbox",
    "function",
    "deploy",
    "workload",
    "trace",
    "controller",
    "horizon",
    "fault",
    "for",
    "if",
];

/// The words that relate a declaration to another.
const PREPOSITIONS: [&str; 5] = ["of", "on", "over", "via", "from"];

pub(super) fn is_preposition(word: &Ident) -> bool {
    PREPOSITIONS.iter().any(|preposition| word == preposition)
}

/// Skips to the next declaration.
pub(super) fn resynchronise(input: ParseStream) {
    while !input.is_empty() && !at_declaration(input) {
        let ends = input.peek(Token![;]) || input.peek(token::Brace);
        next(input);
        // A block in a wrong place ends nothing: `controller client { cloud } on user;`.
        let goes_on = input.cursor().ident();
        if ends && !goes_on.is_some_and(|(word, _)| is_preposition(&word)) {
            return;
        }
    }
}

/// Whether a declaration begins here. A keyword alone does not decide, because a host may be called `link`.
pub(super) fn at_declaration(input: ParseStream) -> bool {
    input
        .cursor()
        .ident()
        .is_some_and(|(word, after)| begins(&word, after))
}

fn begins(word: &Ident, after: Cursor) -> bool {
    let followed = after
        .ident()
        .is_some_and(|(next, _)| !is_preposition(&next));
    let a_quantity = word == "horizon" && starts_path(after);
    word == "for"
        || word == "if"
        || a_quantity
        || (followed && KEYWORDS.iter().any(|keyword| word == keyword))
}

/// Whether `::` follows, as in the constant that a literal with a unit has become.
fn starts_path(after: Cursor) -> bool {
    let colon = after.punct().map(|(punct, _)| punct);
    colon.is_some_and(|punct| punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}
