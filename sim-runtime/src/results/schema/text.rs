//! The texts of rows, each kept once: why an invocation failed, which file moved.

use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::encoding::Encode;
use super::number::{Reader, Writer};

/// A text without the number at its end, by order of first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct StemId(u32);

/// A text and the number at its end, if there is one: the files of bodies often have names that differ in it only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::results) struct Text {
    stem: StemId,
    number: Option<u64>,
}

/// Texts, each kept once.
#[derive(Debug, Default)]
pub(in crate::results) struct Texts {
    stems: IndexSet<Arc<str>, FxBuildHasher>,
    /// The numbered text that was resolved last: rows with one text often follow each other.
    latest: Option<(Text, Arc<str>)>,
}

impl Texts {
    /// Keeps a text.
    pub(in crate::results) fn keep(&mut self, text: &str) -> Text {
        let (stem, number) = split(text);
        let index = match self.stems.get_index_of(stem) {
            Some(index) => index,
            None => self.stems.insert_full(stem.into()).0,
        };
        Text {
            stem: StemId(index as u32),
            number,
        }
    }

    /// A text that was kept.
    pub(super) fn resolve(&mut self, text: Text) -> Arc<str> {
        let stem = &self.stems[text.stem.0 as usize];
        let Some(number) = text.number else {
            return stem.clone();
        };
        match &self.latest {
            Some((latest, whole)) if *latest == text => whole.clone(),
            _ => {
                let whole: Arc<str> = format!("{stem}{number}").into();
                self.latest = Some((text, whole.clone()));
                whole
            }
        }
    }

    /// The memory that the texts take \[B\].
    #[cfg(test)]
    pub(in crate::results) fn bytes(&self) -> usize {
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

impl Encode for Text {
    const BITS: u32 = 1;

    fn head(&self) -> u64 {
        u64::from(self.number.is_some())
    }

    fn write(&self, to: &mut Writer<'_>) {
        to.number(self.stem.0.into());
        if let Some(number) = self.number {
            to.number(number);
        }
    }

    fn read(head: u64, from: &mut Reader<'_>) -> Self {
        Self {
            stem: StemId(from.number() as u32),
            number: (head != 0).then(|| from.number()),
        }
    }

    #[cfg(test)]
    fn any(numbers: &mut dyn FnMut() -> u64) -> Self {
        Self {
            stem: StemId(numbers() as u32),
            number: Option::any(numbers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_differ_in_their_last_number_are_one() {
        let mut texts = Texts::default();
        let (one, other) = (texts.keep("photo#17"), texts.keep("photo#18"));
        assert_eq!(one.stem, other.stem);
        assert_eq!(texts.stems.len(), 1);
    }

    #[test]
    fn a_text_is_shared_by_the_rows_that_have_it_in_turn() {
        let mut texts = Texts::default();
        for text in ["part[3]", "photo#17"] {
            let kept = texts.keep(text);
            assert!(Arc::ptr_eq(&texts.resolve(kept), &texts.resolve(kept)));
        }
    }

    proptest! {
        #[test]
        fn a_text_is_resolved_to_what_it_was(kept in prop::collection::vec("[a-c#.]{0,3}[0-9]{0,22}[é]?", 1..20)) {
            let mut texts = Texts::default();
            let ids: Vec<_> = kept.iter().map(|text| texts.keep(text)).collect();
            for (text, id) in kept.iter().zip(ids) {
                prop_assert_eq!(&*texts.resolve(id), text);
            }
        }
    }
}
