//! Many who go on at one date: whose turn is next is found without a look at all who wait.
//!
//! The rounds go over a list again and again. Whoever waits keeps his place in it, and who goes on leaves it to those whom he
//! releases. So places are numbers in order, with room between them, and the next turn is the first in order of round and place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A place in the list.
type Place = u128;

/// What lies between two places at first.
const ROOM: Place = 1 << 64;

/// Which part of the room before the next place somebody takes who is put behind another.
const PART: Place = 16;

/// Those who go on at one date, if they are many.
pub(super) struct Crowd<T> {
    places: BTreeMap<Place, Waiting<T>>,
    /// The round in which each comes up, and his place.
    due: BinaryHeap<Reverse<(u64, Place)>>,
    /// Those who come up at the end of the next round.
    last: Vec<T>,
    /// The round that goes on, counted from that in which they became many.
    round: u64,
    /// The place of who goes on, which is free, or of the last whom he has released.
    cursor: Place,
    is_free: bool,
}

struct Waiting<T> {
    due: u64,
    /// Whether he goes to the end of the next round then.
    goes_last: bool,
    what: T,
}

impl<T> Crowd<T> {
    /// Those who have had their turn in this round, and those who have not, each with the number of rounds until he comes up;
    /// and those who come up at the end of the next round.
    pub(super) fn new(
        passed: impl Iterator<Item = (u32, bool, T)>,
        others: impl Iterator<Item = (u32, bool, T)>,
        last: Vec<T>,
    ) -> Self {
        let mut crowd = Self {
            places: BTreeMap::new(),
            due: BinaryHeap::new(),
            last,
            round: 0,
            cursor: 0,
            is_free: false,
        };
        for (rounds, goes_last, what) in passed {
            crowd.push(rounds, goes_last, what);
        }
        let cursor = crowd.cursor;
        for (rounds, goes_last, what) in others {
            crowd.push(rounds, goes_last, what);
        }
        crowd.cursor = cursor;
        crowd
    }

    /// Adds who comes up so many rounds after this one, in the place of who goes on.
    pub(super) fn push(&mut self, rounds: u32, goes_last: bool, what: T) {
        let place = match std::mem::take(&mut self.is_free) {
            true => self.cursor,
            false => self.behind_cursor(),
        };
        self.cursor = place;
        let due = self.round + u64::from(rounds);
        self.insert(place, due, goes_last, what);
    }

    pub(super) fn push_last(&mut self, what: T) {
        self.last.push(what);
    }

    /// Whose turn it is, and how many rounds have passed since they became many.
    pub(super) fn next(&mut self) -> Option<(u64, T)> {
        loop {
            let is_alone = self.places.len() == 1 && self.last.is_empty();
            let next = self.due.peek().map(|Reverse((due, _))| *due);
            if !self.last.is_empty() && next != Some(self.round) {
                self.end_round();
                continue;
            }
            let Reverse((due, place)) = self.due.pop()?;
            self.round = due;
            let Some(waiting) = self.places.remove(&place) else {
                continue;
            };
            if waiting.goes_last && !is_alone {
                self.last.push(waiting.what);
                continue;
            }
            (self.cursor, self.is_free) = (place, true);
            return Some((due, waiting.what));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.last.is_empty()
    }

    /// All that is left, in order of their places.
    pub(super) fn into_all(self) -> impl Iterator<Item = T> {
        let waiting = self.places.into_values().map(|waiting| waiting.what);
        waiting.chain(self.last)
    }

    fn insert(&mut self, place: Place, due: u64, goes_last: bool, what: T) {
        let waiting = Waiting {
            due,
            goes_last,
            what,
        };
        self.places.insert(place, waiting);
        self.due.push(Reverse((due, place)));
    }

    /// Everybody has had his turn in this round: those follow who come up at the end of the next.
    fn end_round(&mut self) {
        for what in std::mem::take(&mut self.last) {
            let end = self.places.last_key_value();
            let place = end.map_or(ROOM, |(place, _)| place + ROOM);
            self.insert(place, self.round + 1, false, what);
        }
    }

    /// A place right behind the cursor.
    fn behind_cursor(&mut self) -> Place {
        let room = |crowd: &Self| {
            let next = crowd.places.range(crowd.cursor + 1..).next();
            next.map_or(ROOM * PART, |(next, _)| next - crowd.cursor)
        };
        if room(self) < PART {
            self.make_room();
        }
        self.cursor + room(self) / PART
    }

    /// Gives all of them new places, in the same order.
    #[cold]
    fn make_room(&mut self) {
        let before = self.places.range(..=self.cursor).count() as Place;
        self.cursor = before * ROOM;
        self.due.clear();
        let waiting = std::mem::take(&mut self.places).into_values();
        for (number, waiting) in (1..).zip(waiting) {
            self.due.push(Reverse((waiting.due, number * ROOM)));
            self.places.insert(number * ROOM, waiting);
        }
    }
}
