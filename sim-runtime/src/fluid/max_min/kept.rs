//! What is kept of a capacity from one settlement to the next, so that a change costs what it touches.
//!
//! In a component that is [kept](super::keeping), every class either has its *bound* as its rate, or is *limited* by one of its
//! capacities. The classes that a capacity limits have one level (priority times rate) at any time. So
//!
//! * one *clock* a capacity, the integral of its level over time, tells how far all of them have come: a flow that needs `a` at
//!   priority `p` and begins at clock `c` ends at clock `c + a p`, however the level changes;
//! * their ends are in order of the clock, and only the first one has a date;
//! * their limits (priority times bound) are in order, and so are those of the classes that use the capacity at their bound:
//!   when the level has changed, whoever has to change sides is at the end of one of these two lists;
//! * what they use of another capacity is one number, a share of their common level.

use std::collections::{BTreeMap, BTreeSet};

use super::ends::Announced;
use super::id::{ClassId, Constraint};
use super::sum::Sum;
use crate::fluid::completion;
use crate::units::SimTime;

/// Whose rate a class has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// That of the last solution of its component, which is not kept.
    Solved,
    /// Its bound.
    Bounded,
    /// That which this capacity leaves it.
    Limited(Constraint),
}

/// A class by a number that orders as its bits do.
pub(super) type Ranked = (u64, ClassId);

/// What classes that another capacity limits, or this one, use of a capacity.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Passing {
    /// How much at level one.
    pub(super) share: Sum,
    pub(super) classes: usize,
    /// Up to which level of the other capacity this one need not be looked at again.
    pub(super) watch: Option<f64>,
}

#[derive(Debug)]
pub(super) struct Kept {
    /// The level of the classes that it limits; infinite if it limits none.
    pub(super) level: f64,
    clock: f64,
    updated: SimTime,
    /// The classes that it limits, by their limits.
    pub(super) limited: BTreeSet<Ranked>,
    /// The same, by the clock at which their first flow ends.
    pub(super) ends: BTreeSet<Ranked>,
    pub(super) announced: Announced,
    /// The classes that use it at their bounds, by their limits.
    pub(super) bounded: BTreeSet<Ranked>,
    /// What these use of it together, but for those whose bound is infinite, or nearly.
    pub(super) taken: Sum,
    pub(super) boundless: usize,
    /// What the classes use of it that a capacity limits, by capacity, itself among them.
    pub(super) passing: BTreeMap<Constraint, Passing>,
    /// The other capacities that limit classes and that classes cross which this one limits.
    pub(super) crossed: BTreeSet<Constraint>,
    /// The capacities that limit none, by the level from which on they may.
    pub(super) watches: BTreeSet<(u64, Constraint)>,
    /// Whether it is in the queue of those to be balanced.
    pub(super) is_queued: bool,
    /// Whether others leave so little of it that it counts as nothing.
    pub(super) is_starved: bool,
}

impl Kept {
    pub(super) fn new(now: SimTime) -> Self {
        Self {
            level: f64::INFINITY,
            clock: 0.0,
            updated: now,
            limited: BTreeSet::new(),
            ends: BTreeSet::new(),
            announced: Announced::NOT,
            bounded: BTreeSet::new(),
            taken: Sum::default(),
            boundless: 0,
            passing: BTreeMap::new(),
            crossed: BTreeSet::new(),
            watches: BTreeSet::new(),
            is_queued: false,
            is_starved: false,
        }
    }

    /// Whether it limits classes.
    pub(super) fn is_full(&self) -> bool {
        self.level.is_finite()
    }

    pub(super) fn is_unused(&self) -> bool {
        self.bounded.is_empty() && self.passing.is_empty()
    }

    /// The clock at a date from which on it may have another level.
    pub(super) fn clock_at(&self, now: SimTime) -> f64 {
        if self.is_full() {
            self.clock + self.level * (now - self.updated).as_secs_f64()
        } else {
            self.clock
        }
    }

    /// Gives it another level from now on.
    pub(super) fn set_level(&mut self, now: SimTime, level: f64) {
        self.clock = if level.is_finite() {
            self.clock_at(now)
        } else {
            // Keeps the clock small, and with it its rounding errors: nobody reads it now.
            0.0
        };
        (self.updated, self.level) = (now, level);
    }

    /// The date at which its clock will be there.
    pub(super) fn date(&self, clock: u64) -> SimTime {
        completion(self.updated, f64::from_bits(clock) - self.clock, self.level)
    }

    pub(super) fn first_end(&self) -> SimTime {
        let first = self.ends.first();
        first.map_or(SimTime::MAX, |(clock, _)| self.date(*clock))
    }

    /// A class begins to use it at its bound, or ceases to.
    pub(super) fn take(&mut self, amount: f64, sign: f64) {
        if amount < BOUNDLESS {
            self.taken.add(sign * amount);
        } else if sign > 0.0 {
            self.boundless += 1;
        } else {
            self.boundless -= 1;
        }
        if self.bounded.is_empty() {
            self.taken = Sum::default();
        }
    }
}

/// More than any capacity that is kept has.
const BOUNDLESS: f64 = 1e200;
