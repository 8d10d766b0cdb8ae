//! An ordered map of small keys, of which the smallest are asked for again and again.

/// The most entries of the first chunk: few enough that walking over all of them costs little.
const FIRST: usize = 32;

/// The most entries of another chunk: so many that there are few chunks, even of a million entries.
const CHUNK: usize = 512;

/// A map in the order of its keys: sorted chunks, one after the other.
///
/// What is near the first entry costs next to nothing to find, to add and to remove, and the rest two binary searches; there
/// is no tree to keep in balance.
#[derive(Clone, Debug)]
pub(in crate::serverless) struct SortedMap<V> {
    /// The first chunk, in falling order, so that little moves when the smallest come and go; empty only if the map is.
    first: Vec<(u64, V)>,
    /// The other chunks, in rising order, none of which is empty.
    rest: Vec<Vec<(u64, V)>>,
}

impl<V: Copy> SortedMap<V> {
    pub(in crate::serverless) const fn new() -> Self {
        Self {
            first: Vec::new(),
            rest: Vec::new(),
        }
    }

    pub(in crate::serverless) fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// How many entries there are; costs a look at each chunk.
    pub(in crate::serverless) fn len(&self) -> usize {
        self.first.len() + self.rest.iter().map(Vec::len).sum::<usize>()
    }

    /// The entry that so many come before; costs a look at each chunk before it.
    pub(in crate::serverless) fn nth(&self, place: usize) -> Option<(u64, V)> {
        if let Some(offset) = self.first.len().checked_sub(place + 1) {
            return Some(self.first[offset]);
        }
        let mut place = place - self.first.len();
        for chunk in &self.rest {
            if let Some(entry) = chunk.get(place) {
                return Some(*entry);
            }
            place -= chunk.len();
        }
        None
    }

    /// Adds an entry under a new key.
    #[inline]
    pub(in crate::serverless) fn insert(&mut self, key: u64, value: V) {
        if !self.is_in_first(key) {
            return self.insert_beyond(key, value);
        }
        self.first.insert(self.above(key), (key, value));
        if self.first.len() > FIRST {
            self.shorten_first();
        }
    }

    /// Removes the entry of a key; returns whether there was one.
    #[inline]
    pub(in crate::serverless) fn remove(&mut self, key: u64) -> bool {
        if !self.is_in_first(key) {
            return self.remove_beyond(key);
        }
        let Some(offset) = self.above(key).checked_sub(1) else {
            return false;
        };
        if self.first[offset].0 != key {
            return false;
        }
        self.first.remove(offset);
        if self.first.is_empty() {
            self.refill_first();
        }
        true
    }

    /// The first few entries, in order.
    pub(in crate::serverless) fn first_few(
        &self,
    ) -> impl DoubleEndedIterator<Item = &(u64, V)> + ExactSizeIterator {
        self.first.iter().rev()
    }

    /// The entry of the smallest key that is not smaller than `from`.
    pub(in crate::serverless) fn next_from(&self, from: u64) -> Option<(u64, V)> {
        if self.is_in_first(from) {
            let offset = self.reaching(from).checked_sub(1)?;
            return Some(self.first[offset]);
        }
        let chunk = self.rest.get(self.place(from))?;
        chunk.get(offset(chunk, from)).copied()
    }

    /// The entries from a key on, in order.
    pub(in crate::serverless) fn iter_from(
        &self,
        from: u64,
    ) -> impl Iterator<Item = (u64, V)> + '_ {
        let first = &self.first[..self.reaching(from)];
        let place = self.place(from);
        let chunk = self.rest.get(place).map_or(&[][..], Vec::as_slice);
        let chunk = &chunk[offset(chunk, from)..];
        let rest = self.rest.get(place + 1..).unwrap_or_default();
        let beyond = chunk.iter().chain(rest.iter().flatten());
        first.iter().rev().chain(beyond).copied()
    }

    /// Whether a key belongs into the first chunk.
    #[inline]
    fn is_in_first(&self, key: u64) -> bool {
        self.rest.is_empty() || self.first.first().is_some_and(|(last, _)| *last >= key)
    }

    /// How many entries of the first chunk have keys that are not smaller: those before the offset.
    #[inline]
    fn above(&self, key: u64) -> usize {
        let smaller = self.first.iter().rev();
        self.first.len() - smaller.take_while(|(other, _)| *other < key).count()
    }

    /// The same, for a look that is as likely anywhere.
    fn reaching(&self, key: u64) -> usize {
        self.first.partition_point(|(other, _)| *other >= key)
    }

    #[inline(never)]
    fn insert_beyond(&mut self, key: u64, value: V) {
        // Beyond the last chunk there is none for the key, and the last one takes it.
        let place = self.place(key).min(self.rest.len() - 1);
        let chunk = &mut self.rest[place];
        chunk.insert(offset(chunk, key), (key, value));
        if chunk.len() > CHUNK {
            let upper = chunk.split_off(CHUNK / 2);
            self.rest.insert(place + 1, upper);
        }
    }

    #[inline(never)]
    fn remove_beyond(&mut self, key: u64) -> bool {
        let place = self.place(key);
        let Some(chunk) = self.rest.get_mut(place) else {
            return false;
        };
        let offset = offset(chunk, key);
        if chunk[offset].0 != key {
            return false;
        }
        chunk.remove(offset);
        if chunk.is_empty() {
            self.rest.remove(place);
        }
        true
    }

    /// Hands the upper half of the first chunk on to the next.
    #[inline(never)]
    fn shorten_first(&mut self) {
        let upper = self.first.drain(..FIRST / 2).rev();
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
        self.first.extend(next.drain(..next.len().min(FIRST)).rev());
        if next.is_empty() {
            self.rest.remove(0);
        }
    }

    /// Which of the other chunks a key belongs into that is beyond the first; one past the last if it is greater than all.
    fn place(&self, key: u64) -> usize {
        self.rest
            .partition_point(|chunk| chunk.last().is_some_and(|(last, _)| *last < key))
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
                prop_assert_eq!(map.first_few().next().copied(), map.next_from(0));
                if number % 64 > 0 {
                    continue;
                }
                let rest: Vec<(u64, usize)> = model.range(from..).map(|(key, value)| (*key, *value)).collect();
                prop_assert_eq!(map.iter_from(from).collect::<Vec<_>>(), rest);
            }
        }
    }
}
