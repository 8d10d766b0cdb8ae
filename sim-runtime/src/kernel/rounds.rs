//! Rounds: in which order those go on who have something to do at one date.
//!
//! The reference's kernel lets every actor that is ready run to its next call, in order; then it answers the calls in the
//! same order, and whoever is released by them makes the next round (SEMANTICS 8.1). So two chains of calls that begin at
//! one date run in lockstep, and the shorter one gets there first. Here a chain of calls that nobody can see is one turn
//! that comes up some rounds later; meanwhile it keeps its place among the others. Somebody who is alone waits for nobody.

mod crowd;

use std::collections::VecDeque;

use crowd::Crowd;

/// More than so many are a crowd.
const FEW: usize = if cfg!(test) { 4 } else { 64 };

/// Says of a turn that it goes to the end of the next round when it has waited.
const GOES_LAST: u32 = 1 << 31;

/// Those who go on at this date.
pub(super) struct Rounds<T> {
    turns: VecDeque<Turn<T>>,
    /// Those who come up at the end of the next round.
    last: Vec<T>,
    round: u32,
    /// All of them, if they are many, and the round in which they became many.
    crowd: Option<(Box<Crowd<T>>, u32)>,
}

struct Turn<T> {
    /// The round in which it is looked at next.
    round: u32,
    /// How many rounds later it comes up; with [`GOES_LAST`], it then goes to the end of the round after that.
    wait: u32,
    what: T,
}

impl<T> Turn<T> {
    /// Lets so many rounds pass, for all of which it waits.
    fn pass(&mut self, rounds: u32) {
        self.round = self.round.wrapping_add(rounds);
        self.wait -= rounds;
    }
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            turns: VecDeque::new(),
            last: Vec::new(),
            round: 0,
            crowd: None,
        }
    }
}

impl<T> Rounds<T> {
    /// Adds what goes on in the next round, or so many rounds after that.
    #[inline]
    pub(super) fn push(&mut self, wait: u32, what: T) {
        if self.crowd.is_some() || self.turns.len() >= FEW {
            return self.push_to_crowd(wait, what);
        }
        let round = self.round.wrapping_add(1);
        self.turns.push_back(Turn { round, wait, what });
    }

    #[inline(never)]
    fn push_to_crowd(&mut self, wait: u32, what: T) {
        let crowd = match &mut self.crowd {
            Some((crowd, _)) => crowd,
            None => {
                let crowd = Box::new(self.gather());
                &mut self.crowd.insert((crowd, self.round)).0
            }
        };
        let rounds = (wait & !GOES_LAST) + 1;
        crowd.push(rounds, wait & GOES_LAST != 0, what);
    }

    /// They have become many.
    fn gather(&mut self) -> Crowd<T> {
        let (turns, last) = (&mut self.turns, std::mem::take(&mut self.last));
        let round = self.round;
        let next = round.wrapping_add(1);
        // Whoever is to be looked at in the next round has had his turn, and stands before those who have not.
        let have_passed = turns.iter().position(|turn| turn.round == next);
        let mut passed = turns.split_off(have_passed.unwrap_or(turns.len()));
        let place = |turn: Turn<T>| {
            let due = turn.round.wrapping_add(turn.wait & !GOES_LAST);
            let goes_last = turn.wait & GOES_LAST != 0;
            (due.wrapping_sub(round), goes_last, turn.what)
        };
        Crowd::new(
            passed.drain(..).map(place),
            turns.drain(..).map(place),
            last,
        )
    }

    /// Adds what goes on so many rounds after the next one, after all others of that round: whoever waits for the end of
    /// another is released when all calls of the round have been answered.
    pub(super) fn push_last(&mut self, wait: u32, what: T) {
        match wait.checked_sub(1) {
            Some(wait) => self.push(wait | GOES_LAST, what),
            None => match &mut self.crowd {
                Some((crowd, _)) => crowd.push_last(what),
                None => self.last.push(what),
            },
        }
    }

    /// Whose turn it is; `None` if nobody is left.
    #[inline]
    pub(super) fn next(&mut self) -> Option<T> {
        // Whoever is alone is not made to wait.
        match self.turns.len() {
            0 | 1 if self.last.is_empty() => {}
            _ => self.turn_round(),
        }
        let Some(turn) = self.turns.pop_front() else {
            return match self.crowd {
                Some(_) => self.next_of_crowd(),
                None => None,
            };
        };
        self.round = turn.round.wrapping_add(turn.wait & !GOES_LAST);
        Some(turn.what)
    }

    #[inline(never)]
    fn next_of_crowd(&mut self) -> Option<T> {
        let (crowd, since) = self.crowd.as_mut()?;
        let next = crowd.next();
        if let Some((rounds, _)) = &next {
            self.round = since.wrapping_add(*rounds as u32);
        }
        if crowd.is_empty() {
            self.crowd = None;
        }
        next.map(|(_, what)| what)
    }

    /// Lets rounds pass until it is the turn of the first.
    #[inline(never)]
    fn turn_round(&mut self) {
        loop {
            if !self.last.is_empty() {
                self.end_round();
            }
            let others = self.turns.len() > 1 || !self.last.is_empty();
            let Some(first) = self.turns.front() else {
                return;
            };
            if !others || first.wait == 0 {
                return;
            }
            self.round = first.round;
            if first.wait != GOES_LAST {
                self.let_first_wait();
            } else if let Some(turn) = self.turns.pop_front() {
                self.last.push(turn.what);
            }
        }
    }

    /// The first does nothing in this round; if nobody does for some rounds, those pass at once.
    fn let_first_wait(&mut self) {
        if self.begins_a_round() {
            let waits = self.turns.iter().map(|turn| turn.wait & !GOES_LAST);
            let idle = waits.min().unwrap_or_default();
            for turn in &mut self.turns {
                turn.pass(idle);
            }
            if idle > 0 {
                return;
            }
        }
        if let Some(mut turn) = self.turns.pop_front() {
            turn.pass(1);
            self.turns.push_back(turn);
        }
    }

    /// Whether nobody has had his turn in this round yet.
    fn begins_a_round(&self) -> bool {
        let ends = self.turns.front().zip(self.turns.back());
        ends.is_some_and(|(first, last)| first.round == last.round) && self.last.is_empty()
    }

    /// If everybody has had his turn in this round, those follow who come up at the end of the next.
    #[inline(never)]
    fn end_round(&mut self) {
        let next = self.turns.front().map(|turn| turn.round);
        if next != Some(self.round) {
            let round = self.round.wrapping_add(1);
            self.turns.extend(self.last.drain(..).map(|what| Turn {
                round,
                wait: 0,
                what,
            }));
        }
    }

    /// The round that goes on.
    #[inline]
    pub(super) fn round(&self) -> u32 {
        self.round
    }

    /// Whether nobody else has anything to do at this date.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.turns.is_empty() && self.last.is_empty() && self.crowd.is_none()
    }

    /// All that is left.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        let turns = self.turns.drain(..).map(|turn| turn.what);
        let crowd = self.crowd.take().into_iter();
        let crowd = crowd.flat_map(|(crowd, _)| crowd.into_all());
        turns.chain(self.last.drain(..)).chain(crowd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    fn who_goes_last_follows_all_others_of_the_round() {
        let mut rounds = Rounds::default();
        rounds.push_last(2, "joined");
        rounds.push(2, "of the same round");
        rounds.push(3, "of the next");
        assert_eq!(
            taken(rounds),
            ["of the same round", "joined", "of the next"]
        );
        let mut rounds = Rounds::default();
        rounds.push_last(0, "joined");
        rounds.push(0, "of the same round");
        assert_eq!(taken(rounds), ["of the same round", "joined"]);
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

    /// The obvious model: each round goes over everybody, one after the other.
    fn stepped(begin: &[Chain]) -> Vec<usize> {
        let mut round: Vec<(u32, bool, usize)> = begin
            .iter()
            .enumerate()
            .map(|(name, chain)| (chain.wait, chain.goes_last, name))
            .collect();
        let mut order = Vec::new();
        while !round.is_empty() {
            let (mut next, mut last) = (Vec::new(), Vec::new());
            for (wait, goes_last, name) in round {
                match (wait, goes_last) {
                    (0, _) => {
                        order.push(name);
                        let releases = begin.get(name).map_or(0, |chain| chain.releases);
                        for wait in 0..releases {
                            next.push((wait, false, begin.len() + name));
                        }
                    }
                    (1, true) => last.push((0, false, name)),
                    (_, goes_last) => next.push((wait - 1, goes_last, name)),
                }
            }
            next.append(&mut last);
            round = next;
        }
        order
    }

    #[derive(Debug)]
    struct Chain {
        wait: u32,
        goes_last: bool,
        releases: u32,
    }

    proptest! {
        #[test]
        fn rounds_pass_as_if_each_was_gone_through(
            chains in prop::collection::vec((0u32..12, any::<bool>(), 0u32..3), 1..30)
        ) {
            let chains: Vec<Chain> = chains
                .into_iter()
                .map(|(wait, last, releases)| Chain { wait, goes_last: last && wait > 0, releases })
                .collect();
            let mut rounds = Rounds::default();
            for (name, chain) in chains.iter().enumerate() {
                match chain.goes_last {
                    true => rounds.push_last(chain.wait, name),
                    false => rounds.push(chain.wait, name),
                }
            }
            let mut order = Vec::new();
            while let Some(name) = rounds.next() {
                order.push(name);
                for wait in 0..chains.get(name).map_or(0, |chain| chain.releases) {
                    rounds.push(wait, chains.len() + name);
                }
            }
            prop_assert_eq!(order, stepped(&chains));
        }
    }
}
