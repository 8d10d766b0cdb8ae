//! A declaration, read word for word: keyword, name, prepositions with what they relate to, a block or a semicolon.
//!
//! The first thing that is missing is reported with the form of the whole sentence; the rest is read as far as it goes.

use super::expression::{braces, here, next, word};
use super::fields::{Separator, fields};
use super::keyword::{at_declaration, is_preposition, resynchronise};
use crate::ast::{Fields, Reference};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Span};
use syn::Token;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;

/// The state of reading one declaration.
pub(super) struct Sentence<'i, 'd> {
    pub(super) input: ParseStream<'i>,
    pub(super) diagnostics: &'d mut Diagnostics,
    /// How the declaration is written.
    form: &'static str,
    /// Whether nothing was missing so far.
    sound: bool,
}

impl<'i, 'd> Sentence<'i, 'd> {
    /// Begins to read after the keyword.
    pub(super) fn new(
        form: &'static str,
        input: ParseStream<'i>,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            input,
            diagnostics,
            form,
            sound: true,
        }
    }

    /// Reports what is missing at the next token, unless something was missing before.
    pub(super) fn missing(&mut self, what: &str) {
        self.missing_at(here(self.input), what);
    }

    /// As [`Sentence::missing`], at another place.
    pub(super) fn missing_at(&mut self, place: Span, what: &str) {
        let message = format!("expected {what}; it is written `{}`", self.form);
        self.fail(syn::Error::new(place, message));
    }

    /// Reports an error, unless something was missing before.
    pub(super) fn fail(&mut self, error: syn::Error) {
        if self.sound {
            self.diagnostics.push(error);
        }
        self.sound = false;
    }

    /// The name that the declaration gives. Without one there is nothing to keep of the declaration.
    pub(super) fn name(&mut self, what: &str) -> Option<Ident> {
        let name = self.word(what);
        if name.is_none() {
            resynchronise(self.input);
        }
        name
    }

    /// An identifier. A preposition is none, so that what is missing before one is not taken from it.
    pub(super) fn word(&mut self, what: &str) -> Option<Ident> {
        let ahead = self.input.fork();
        match ahead.parse::<Ident>() {
            Ok(name) if !is_preposition(&name) => {
                // The name alone: it may be the first of several tokens in an invisible group.
                self.input.advance_to(&ahead);
                Some(name)
            }
            Ok(_) | Err(_) => {
                self.missing(what);
                None
            }
        }
    }

    /// Whether a preposition follows.
    pub(super) fn at_preposition(&self) -> bool {
        word(self.input).is_some_and(|word| is_preposition(&word))
    }

    /// A preposition and what it relates to: `on gateway`.
    pub(super) fn phrase(&mut self, preposition: &str, what: &str) -> Option<Reference> {
        if self.preposition(preposition, what) {
            self.reference(what)
        } else {
            None
        }
    }

    /// Whether something follows that the preposition, or another word in its place, relates to.
    pub(super) fn preposition(&mut self, preposition: &str, what: &str) -> bool {
        let found = word(self.input).is_some_and(|word| word == preposition);
        if !found {
            self.missing(&format!("`{preposition}` and {what}"));
        }
        if found || self.is_slip() {
            next(self.input);
            return true;
        }
        false
    }

    /// Whether a word stands in the place of a preposition or an arrow: `storage repository at user`, `route user to node`.
    pub(super) fn is_slip(&self) -> bool {
        let words = self
            .input
            .cursor()
            .ident()
            .and_then(|(word, after)| Some((word, after.ident()?.0)));
        words.is_some_and(|(word, next)| !is_preposition(&word) && !is_preposition(&next))
            && !at_declaration(self.input)
    }

    /// A block of fields, if one follows.
    pub(super) fn block(&mut self) -> Option<Fields> {
        let (_, content) = braces(self.input).ok()?;
        let mut fields = fields(&content, Separator::Colon, self.diagnostics);
        fields.sound &= self.sound;
        Some(fields)
    }

    /// The block of fields that ends the declaration, or a semicolon in its place.
    pub(super) fn fields(&mut self) -> Fields {
        if let Some(fields) = self.block() {
            return fields;
        }
        if self.input.peek(Token![;]) {
            next(self.input);
        } else {
            self.missing("a block of fields");
            resynchronise(self.input);
        }
        Fields {
            list: Vec::new(),
            sound: self.sound,
        }
    }

    /// The semicolon that ends the declaration.
    pub(super) fn end(&mut self) {
        if self.input.peek(Token![;]) {
            next(self.input);
            return;
        }
        if self.input.is_empty() || at_declaration(self.input) {
            let last = self.input.cursor().prev_span();
            self.fail(syn::Error::new(
                last,
                format!("expected `;` after this; it is written `{}`", self.form),
            ));
        } else {
            self.missing("`;`");
        }
        resynchronise(self.input);
    }
}
