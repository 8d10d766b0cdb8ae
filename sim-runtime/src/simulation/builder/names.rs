//! The names of hosts and links, of which there may be very many, and where they were declared.

use std::hash::Hasher;
use std::panic::Location;

use rustc_hash::{FxHashMap, FxHasher};

/// Which of the parts of one kind has a name. The names themselves are kept with the parts.
#[derive(Debug, Default)]
pub(super) struct Names {
    // Looked up, never iterated: the number of the part whose name has a hash, and of those whose hash another one has.
    by_hash: FxHashMap<u64, u32>,
    others: FxHashMap<String, u32>,
    places: Vec<&'static Location<'static>>,
}

impl Names {
    /// Notes the name of the next part; if an earlier one has the same, where that was declared. `known` is the name of a part.
    pub(super) fn add<'a>(
        &mut self,
        name: &str,
        place: &'static Location<'static>,
        known: impl Fn(usize) -> &'a str,
    ) -> Option<&'static Location<'static>> {
        let number = self.places.len() as u32;
        self.places.push(place);
        let mut hasher = FxHasher::default();
        hasher.write(name.as_bytes());
        let first = *self.by_hash.entry(hasher.finish()).or_insert(number);
        if first == number {
            return None;
        }
        if known(first as usize) == name {
            return Some(self.places[first as usize]);
        }
        match self.others.get(name) {
            Some(first) => Some(self.places[*first as usize]),
            None => {
                self.others.insert(name.to_owned(), number);
                None
            }
        }
    }
}
