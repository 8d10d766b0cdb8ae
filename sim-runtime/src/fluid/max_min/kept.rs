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
//! * what they use of another capacity is one number, a share of their common level. A capacity that limits nobody reckons with
//!   more than they use, as long as it has enough, and so learns only of levels above that.

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

/// What the classes use of a capacity that one other capacity limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Passing {
    /// How much at level one.
    pub(super) share: Sum,
    pub(super) classes: usize,
    /// The level that is reckoned with: theirs, or one up to which it need not be looked at again.
    pub(super) level: f64,
    /// How much that makes.
    reserved: f64,
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
    /// What the classes that it limits use of it at level one.
    pub(super) own: Sum,
    /// What the classes use of it that other capacities limit, by capacity.
    pub(super) passing: BTreeMap<Constraint, Passing>,
    /// What that makes together, at the levels that are reckoned with.
    pub(super) reserved: Sum,
    /// Whether these are the levels that the others have now, as they are if it limits classes.
    pub(super) is_exact: bool,
    /// If so, the others by their levels.
    pub(super) ranks: BTreeSet<(u64, Constraint)>,
    /// The other capacities that classes cross which this one limits: those that are exact,
    pub(super) crossed: BTreeSet<Constraint>,
    /// and those that are not, by the level of this one that they reckon with.
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
            own: Sum::default(),
            passing: BTreeMap::new(),
            reserved: Sum::default(),
            is_exact: false,
            ranks: BTreeSet::new(),
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
        self.bounded.is_empty() && self.limited.is_empty() && self.passing.is_empty()
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

    /// Reckons with a level of another capacity.
    pub(super) fn reckon(&mut self, limiting: Constraint, level: f64) {
        let Some(passing) = self.passing.get_mut(&limiting) else {
            return;
        };
        if self.is_exact {
            self.ranks.remove(&(passing.level.to_bits(), limiting));
            self.ranks.insert((level.to_bits(), limiting));
        }
        // The very number that was added is subtracted.
        self.reserved.add(-passing.reserved);
        passing.level = level;
        passing.reserved = level * passing.share.get();
        self.reserved.add(passing.reserved);
    }

    /// Reckons no longer with another capacity.
    pub(super) fn forget(&mut self, limiting: Constraint) {
        let Some(passing) = self.passing.remove(&limiting) else {
            return;
        };
        self.ranks.remove(&(passing.level.to_bits(), limiting));
        self.reserved.add(-passing.reserved);
        if self.passing.is_empty() {
            self.reserved = Sum::default();
        }
    }

    /// Classes that it limits cross another capacity, which reckons with this level, exactly or not.
    pub(super) fn is_crossed(&mut self, other: Constraint, is_exact: bool, level: f64) {
        if is_exact {
            self.crossed.insert(other);
        } else {
            self.watches.insert((level.to_bits(), other));
        }
    }

    /// The opposite.
    pub(super) fn is_crossed_no_more(&mut self, other: Constraint, is_exact: bool, level: f64) {
        if is_exact {
            self.crossed.remove(&other);
        } else {
            self.watches.remove(&(level.to_bits(), other));
        }
    }

    /// The level of its classes as far as others have to reckon with it: none as long as it has not been balanced.
    pub(super) fn present_level(&self) -> f64 {
        if self.is_full() { self.level } else { 0.0 }
    }

    /// What others leave of an amount.
    pub(super) fn left_of(&self, amount: f64) -> f64 {
        amount - self.taken.get() - self.reserved.get()
    }

    /// Whether it need not limit anybody.
    pub(super) fn has_enough(&self, amount: f64) -> bool {
        self.limited.is_empty() && self.boundless == 0 && self.left_of(amount) >= -EPSILON * amount
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

/// By which part numbers must differ to differ.
pub(super) const EPSILON: f64 = 1e-12;

/// More than any capacity that is kept has.
const BOUNDLESS: f64 = 1e200;
