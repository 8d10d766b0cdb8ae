//! Which rows of two tables belong together.

use indexmap::IndexMap;

use super::tables::Row;

/// The rows of two tables, by number.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// Rows of both, in the order of the first table.
    pub(super) both: Vec<(usize, usize)>,
    pub(super) removed: Vec<usize>,
    pub(super) added: Vec<usize>,
}

impl Pairs {
    /// Rows with a name belong to those of the same name. The others are in an order: what begins and what ends both tables
    /// belongs together, and between these what is equal, or has the same place if there are as many rows.
    pub(super) fn of(before: &[Row], after: &[Row]) -> Self {
        let mut pairs = Self::default();
        pairs.by_name(before, after);
        pairs.by_order(before, after);
        pairs.both.sort_unstable();
        pairs.removed.sort_unstable();
        pairs.added.sort_unstable();
        pairs
    }

    /// The first row of the first table that is in another order in the second.
    pub(super) fn moved(&self) -> Option<usize> {
        let mut latest = None;
        let mut both = self.both.iter();
        let found = both.find(|(_, after)| {
            let is_moved = latest.is_some_and(|latest| *after < latest);
            latest = Some(*after);
            is_moved
        });
        found.map(|(before, _)| *before)
    }

    fn by_name(&mut self, before: &[Row], after: &[Row]) {
        let mut places = IndexMap::new();
        for (place, name) in named(after) {
            // Of rows that have one name the first belongs to the first.
            places.entry(name).or_insert(place);
        }
        let mut is_taken = vec![false; after.len()];
        for (place, name) in named(before) {
            match places.get(&name) {
                Some(other) if !is_taken[*other] => {
                    is_taken[*other] = true;
                    self.both.push((place, *other));
                }
                _ => self.removed.push(place),
            }
        }
        let others = named(after).map(|(place, _)| place);
        self.added.extend(others.filter(|place| !is_taken[*place]));
    }

    fn by_order(&mut self, before: &[Row], after: &[Row]) {
        let (mut one, mut other) = (nameless(before), nameless(after));
        let are_equal =
            |(one, other): &(&usize, &usize)| before[**one].digest == after[**other].digest;
        let ends = one
            .iter()
            .rev()
            .zip(other.iter().rev())
            .take_while(are_equal)
            .count();
        let ends = one
            .split_off(one.len() - ends)
            .into_iter()
            .zip(other.split_off(other.len() - ends));
        self.both.extend(ends);
        let begins = one.iter().zip(&other).take_while(are_equal).count();
        self.both
            .extend(one.drain(..begins).zip(other.drain(..begins)));
        if one.len() == other.len() {
            self.both.extend(one.into_iter().zip(other));
            return;
        }
        let mut equal: IndexMap<u64, Vec<usize>> = IndexMap::new();
        for place in other.into_iter().rev() {
            equal.entry(after[place].digest).or_default().push(place);
        }
        for place in one {
            match equal.get_mut(&before[place].digest).and_then(Vec::pop) {
                Some(same) => self.both.push((place, same)),
                None => self.removed.push(place),
            }
        }
        self.added.extend(equal.into_values().flatten());
    }
}

fn named(rows: &[Row]) -> impl Iterator<Item = (usize, u64)> + '_ {
    let rows = rows.iter().enumerate();
    rows.filter_map(|(place, row)| Some((place, row.name?)))
}

fn nameless(rows: &[Row]) -> Vec<usize> {
    let places = 0..rows.len();
    places.filter(|place| rows[*place].name.is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: Option<u64>, digest: u64) -> Row {
        Row::test(name, digest)
    }

    fn pairs(before: &[(u64, u64)], after: &[(u64, u64)]) -> Pairs {
        // Zero is no name.
        let rows = |rows: &[(u64, u64)]| -> Vec<Row> {
            let rows = rows.iter();
            rows.map(|(name, digest)| row((*name > 0).then_some(*name), *digest))
                .collect()
        };
        Pairs::of(&rows(before), &rows(after))
    }

    #[test]
    fn a_row_that_was_added_moves_no_other() {
        let found = pairs(&[(1, 10), (3, 30)], &[(1, 10), (2, 20), (3, 31)]);
        assert_eq!(found.both, [(0, 0), (1, 2)]);
        assert_eq!((found.removed, found.added), (vec![], vec![1]));
        let nameless = pairs(&[(0, 1), (0, 2), (0, 3)], &[(0, 1), (0, 9), (0, 2), (0, 3)]);
        assert_eq!(nameless.both, [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(nameless.added, [1]);
    }

    #[test]
    fn another_order_is_seen() {
        let found = pairs(&[(1, 10), (2, 20), (3, 30)], &[(1, 10), (3, 30), (2, 20)]);
        assert_eq!((found.removed.len(), found.added.len()), (0, 0));
        assert_eq!(found.moved(), Some(2));
        assert_eq!(pairs(&[(1, 0), (2, 0)], &[(1, 1), (2, 1)]).moved(), None);
    }

    #[test]
    fn rows_without_a_name_go_by_their_place_if_there_are_as_many() {
        let found = pairs(&[(0, 1), (0, 2), (0, 3)], &[(0, 1), (0, 9), (0, 3)]);
        assert_eq!(found.both, [(0, 0), (1, 1), (2, 2)]);
        let fewer = pairs(&[(0, 5), (0, 1), (0, 2), (0, 6)], &[(0, 2), (0, 5)]);
        assert_eq!(fewer.both, [(0, 1), (2, 0)]);
        assert_eq!(
            (fewer.removed.clone(), fewer.moved()),
            (vec![1, 3], Some(2))
        );
    }

    #[test]
    fn a_row_that_is_there_twice_belongs_to_one() {
        let found = pairs(&[(1, 10)], &[(1, 10), (1, 10)]);
        assert_eq!((found.both, found.added), (vec![(0, 0)], vec![1]));
        let found = pairs(&[(1, 10), (1, 10)], &[(1, 10)]);
        assert_eq!((found.both, found.removed), (vec![(0, 0)], vec![1]));
    }
}
