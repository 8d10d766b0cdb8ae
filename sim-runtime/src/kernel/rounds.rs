//! Rounds: in which order those go on who have something to do at one date.
//!
//! The reference's kernel lets every actor that is ready run to its next call, in order; then it answers the calls in the
//! same order, and whoever is released by them makes the next round (SEMANTICS 8.1). So two chains of calls that begin at
//! one date run in lockstep, and the shorter one gets there first. Here a chain of calls that nobody can see is one turn
//! that comes up some rounds later; meanwhile it keeps its place among the others. Somebody who is alone waits for nobody.

use std::collections::VecDeque;

/// Those who go on at this date.
pub(super) struct Rounds<T> {
    turns: VecDeque<Turn<T>>,
    round: u32,
}

struct Turn<T> {
    /// The round in which it is looked at next.
    round: u32,
    /// The round in which it comes up.
    due: u32,
    what: T,
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            turns: VecDeque::new(),
            round: 0,
        }
    }
}

impl<T> Rounds<T> {
    /// Adds what goes on in the next round, or so many rounds after that.
    #[inline]
    pub(super) fn push(&mut self, wait: u32, what: T) {
        let round = self.round.wrapping_add(1);
        let due = round.wrapping_add(wait);
        self.turns.push_back(Turn { round, due, what });
    }

    /// Whose turn it is; `None` if nobody is left.
    #[inline]
    pub(super) fn next(&mut self) -> Option<T> {
        loop {
            let turn = self.turns.pop_front()?;
            if turn.due == turn.round || self.turns.is_empty() {
                self.round = turn.due;
                return Some(turn.what);
            }
            self.turns.push_back(Turn {
                round: turn.round.wrapping_add(1),
                ..turn
            });
        }
    }

    /// Whether nobody else has anything to do at this date.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    /// All that is left.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        self.turns.drain(..).map(|turn| turn.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(mut rounds: Rounds<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| rounds.next()).collect()
    }

    #[test]
    fn the_shorter_chain_gets_there_first_and_equal_ones_keep_their_order() {
        let mut rounds = Rounds::default();
        rounds.push(3, "long");
        rounds.push(1, "short");
        rounds.push(1, "short too");
        rounds.push(0, "at once");
        assert_eq!(taken(rounds), ["at once", "short", "short too", "long"]);
    }

    #[test]
    fn who_is_released_later_stands_behind_who_released_him() {
        let mut rounds = Rounds::default();
        rounds.push(0, "first");
        rounds.push(2, "other");
        assert_eq!(rounds.next(), Some("first"));
        // Due in round 3 like `other`, and released by `first`, who came before it.
        rounds.push(1, "of first");
        assert_eq!(taken(rounds), ["of first", "other"]);
    }

    #[test]
    fn whoever_is_alone_waits_for_nobody_and_time_in_rounds_goes_on() {
        let mut rounds = Rounds::default();
        rounds.push(5, "alone");
        assert_eq!(rounds.next(), Some("alone"));
        rounds.push(1, "later");
        rounds.push(0, "sooner");
        assert_eq!(taken(rounds), ["sooner", "later"]);
    }
}
