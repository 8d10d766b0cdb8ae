//! The texts of rows, each kept once: who asked for an invocation, why it failed, which file moved.

use std::fmt::{self, Display, Write};
use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

/// A text, by order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct TextId(u32);

impl TextId {
    pub(super) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A text and the number at its end, if there is one: bodies (`resize#17`) and their files have names that differ in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct Numbered {
    pub(super) stem: TextId,
    pub(super) number: Option<u64>,
}

/// Texts, each kept once.
#[derive(Debug, Default)]
pub(in crate::results) struct Texts {
    stems: IndexSet<Arc<str>, FxBuildHasher>,
    text: String,
    /// The numbered text that was told last: rows of one caller often follow each other.
    latest: Option<(Numbered, Arc<str>)>,
}

impl Texts {
    /// Keeps a text.
    pub(super) fn keep(&mut self, text: &dyn Display) -> Numbered {
        self.text.clear();
        // Text takes whatever is written to it.
        let _: fmt::Result = write!(self.text, "{text}");
        let (stem, number) = split(&self.text);
        let index = match self.stems.get_index_of(stem) {
            Some(index) => index,
            None => self.stems.insert_full(stem.into()).0,
        };
        Numbered {
            stem: TextId::from_index(index),
            number,
        }
    }

    /// A text that was kept.
    pub(in crate::results) fn tell(&mut self, text: Numbered) -> Arc<str> {
        let stem = &self.stems[text.stem.index()];
        let Some(number) = text.number else {
            return stem.clone();
        };
        match &self.latest {
            Some((latest, told)) if *latest == text => told.clone(),
            _ => {
                let told: Arc<str> = format!("{stem}{number}").into();
                self.latest = Some((text, told.clone()));
                told
            }
        }
    }

    /// The memory that the texts take \[B\].
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        let counts = 2 * size_of::<usize>();
        let texts = self.stems.iter().map(|stem| stem.len() + counts);
        // An entry has a hash and a place in the table of places.
        let entry = size_of::<Arc<str>>() + 2 * size_of::<usize>();
        texts.sum::<usize>() + self.stems.capacity() * entry
    }
}

/// Splits a text so that its parts, written one after the other, are the text again.
fn split(text: &str) -> (&str, Option<u64>) {
    let stem = text.trim_end_matches(|last: char| last.is_ascii_digit());
    let digits = &text[stem.len()..];
    // Zeros before a number would be lost; a zero alone is a number.
    let zeros = digits.len() - digits.trim_start_matches('0').len();
    let zeros = zeros.min(digits.len().saturating_sub(1));
    let (stem, digits) = text.split_at(stem.len() + zeros);
    match digits.parse() {
        Ok(number) => (stem, Some(number)),
        // None, or one that is too large.
        Err(_) => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_differ_in_their_last_number_are_one() {
        let mut texts = Texts::default();
        let (one, other) = (texts.keep(&"resize#17"), texts.keep(&"resize#18"));
        assert_eq!(one.stem, other.stem);
        assert_eq!(texts.stems.len(), 1);
    }

    #[test]
    fn a_text_is_shared_by_those_who_ask_for_it_in_turn() {
        let mut texts = Texts::default();
        for text in ["client[3]", "resize#17"] {
            let kept = texts.keep(&text);
            assert!(Arc::ptr_eq(&texts.tell(kept), &texts.tell(kept)));
        }
    }

    proptest! {
        #[test]
        fn a_text_is_told_as_it_was(kept in prop::collection::vec("[a-c#.]{0,3}[0-9]{0,22}[é]?", 1..20)) {
            let mut texts = Texts::default();
            let ids: Vec<_> = kept.iter().map(|text| texts.keep(text)).collect();
            for (text, id) in kept.iter().zip(ids) {
                prop_assert_eq!(&*texts.tell(id), text);
            }
        }
    }
}
