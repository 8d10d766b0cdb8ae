//! An ordered map of small keys, of which the smallest are asked for again and again.

/// The most entries of the first chunk: few enough that moving half of them costs no more than finding a place among them.
const FIRST: usize = 32;

/// The most entries of another chunk: so many that there are few chunks, even of a million entries.
const CHUNK: usize = 512;

/// A map in the order of its keys: sorted chunks, one after the other.
///
/// The first entry costs nothing to find, and the others two binary searches; there is no tree to keep in balance.
#[derive(Clone, Debug)]
pub(super) struct SortedMap<V> {
    /// The first chunk; empty only if the map is.
    first: Vec<(u64, V)>,
    /// The other chunks, none of which is empty.
    rest: Vec<Vec<(u64, V)>>,
}

impl<V: Copy> SortedMap<V> {
    pub(super) const fn new() -> Self {
        Self {
            first: Vec::new(),
            rest: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// How many entries there are; costs a look at each chunk.
    pub(super) fn len(&self) -> usize {
        self.first.len() + self.rest.iter().map(Vec::len).sum::<usize>()
    }

    /// The entry that so many come before; costs a look at each chunk before it.
    pub(super) fn nth(&self, place: usize) -> Option<(u64, V)> {
        let mut place = place;
        for chunk in std::iter::once(&self.first).chain(&self.rest) {
            if let Some(entry) = chunk.get(place) {
                return Some(*entry);
            }
            place -= chunk.len();
        }
        None
    }

    /// Adds an entry under a new key.
    pub(super) fn insert(&mut self, key: u64, value: V) {
        // Beyond the last chunk of several there is none for the key, and the last one takes it.
        let place = match self.place(key) {
            Some(place) if place == self.rest.len() => place.checked_sub(1),
            place => place,
        };
        let chunk = self.chunk_mut(place);
        chunk.insert(offset(chunk, key), (key, value));
        match place {
            None if chunk.len() > FIRST => self.shorten_first(),
            Some(place) if chunk.len() > CHUNK => {
                let upper = chunk.split_off(CHUNK / 2);
                self.rest.insert(place + 1, upper);
            }
            _ => {}
        }
    }

    /// Removes the entry of a key; returns whether there was one.
    pub(super) fn remove(&mut self, key: u64) -> bool {
        let place = self.place(key);
        if place == Some(self.rest.len()) {
            return false;
        }
        let chunk = self.chunk_mut(place);
        let offset = offset(chunk, key);
        if chunk.get(offset).is_none_or(|(other, _)| *other != key) {
            return false;
        }
        chunk.remove(offset);
        if chunk.is_empty() {
            match place {
                Some(place) => drop(self.rest.remove(place)),
                None => self.refill_first(),
            }
        }
        true
    }

    /// The first few entries.
    pub(super) fn first_few(&self) -> &[(u64, V)] {
        &self.first
    }

    /// The entry of the smallest key that is not smaller than `from`.
    pub(super) fn next_from(&self, from: u64) -> Option<(u64, V)> {
        let chunk = match self.place(from) {
            None => &self.first,
            Some(place) => self.rest.get(place)?,
        };
        chunk.get(offset(chunk, from)).copied()
    }

    /// The entries from a key on, in order.
    pub(super) fn iter_from(&self, from: u64) -> impl Iterator<Item = (u64, V)> + '_ {
        let (first, rest) = match self.place(from) {
            None => (&self.first[..], 0),
            Some(place) => (
                self.rest.get(place).map_or(&[][..], Vec::as_slice),
                place + 1,
            ),
        };
        let rest = self.rest.get(rest..).unwrap_or_default();
        let first = &first[offset(first, from)..];
        first.iter().chain(rest.iter().flatten()).copied()
    }

    /// Hands the upper half of the first chunk on to the next.
    #[inline(never)]
    fn shorten_first(&mut self) {
        let upper = self.first.drain(FIRST / 2..);
        match self.rest.first_mut() {
            Some(next) if next.len() + FIRST <= CHUNK => drop(next.splice(..0, upper)),
            _ => self.rest.insert(0, upper.collect()),
        }
    }

    /// Takes the first entries of the next chunk, if there is one.
    #[inline(never)]
    fn refill_first(&mut self) {
        let Some(next) = self.rest.first_mut() else {
            return;
        };
        self.first.extend(next.drain(..next.len().min(FIRST)));
        if next.is_empty() {
            self.rest.remove(0);
        }
    }

    /// Which chunk a key belongs into: `None` is the first; one past the last if it is greater than all.
    fn place(&self, key: u64) -> Option<usize> {
        let ends_before = |chunk: &Vec<(u64, V)>| chunk.last().is_some_and(|(last, _)| *last < key);
        if self.rest.is_empty() || !ends_before(&self.first) {
            return None;
        }
        Some(self.rest.partition_point(ends_before))
    }

    fn chunk_mut(&mut self, place: Option<usize>) -> &mut Vec<(u64, V)> {
        match place {
            None => &mut self.first,
            Some(place) => &mut self.rest[place],
        }
    }
}

/// Where a key belongs in a chunk.
fn offset<V>(chunk: &[(u64, V)], key: u64) -> usize {
    chunk.partition_point(|(other, _)| *other < key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_behaves_as_an_ordered_map(steps in prop::collection::vec((0u8..4, 0u64..3000), 1..3000)) {
            let mut map = SortedMap::new();
            let mut model = BTreeMap::new();
            for (number, (step, key)) in steps.into_iter().enumerate() {
                if step > 0 && !model.contains_key(&key) {
                    map.insert(key, number);
                    model.insert(key, number);
                } else {
                    prop_assert_eq!(map.remove(key), model.remove(&key).is_some());
                }
                prop_assert_eq!(map.is_empty(), model.is_empty());
                prop_assert_eq!(map.len(), model.len());
                let place = key as usize % (model.len() + 1);
                let nth = model.iter().nth(place).map(|(key, value)| (*key, *value));
                prop_assert_eq!(map.nth(place), nth);
                let from = key / 2;
                let next = model.range(from..).next().map(|(key, value)| (*key, *value));
                prop_assert_eq!(map.next_from(from), next);
                prop_assert_eq!(map.first_few().first().copied(), map.next_from(0));
                if number % 64 > 0 {
                    continue;
                }
                let rest: Vec<(u64, usize)> = model.range(from..).map(|(key, value)| (*key, *value)).collect();
                prop_assert_eq!(map.iter_from(from).collect::<Vec<_>>(), rest);
            }
        }
    }
}
