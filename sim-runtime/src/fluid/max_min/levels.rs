//! What a new level is to the other capacities that its classes cross.

use index_vec::Idx;

use super::MaxMin;
use super::id::Constraint;
use super::standing::kept;
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// Gives a capacity its level, infinite if it limits nobody, and tells those that this concerns.
    pub(super) fn set_level(&mut self, now: SimTime, constraint: Constraint, level: f64) {
        let at = kept(&mut self.capacities, constraint);
        if at.level.to_bits() == level.to_bits() {
            return;
        }
        at.set_level(now, level);
        self.changes.levels.push(constraint);
        if !at.is_full() {
            // It limits no class, so there is nobody to tell.
            return;
        }
        let crossed = std::mem::take(&mut at.crossed);
        for other in &crossed {
            kept(&mut self.capacities, *other).reckon(constraint, level);
            self.queue(*other);
        }
        let at = kept(&mut self.capacities, constraint);
        at.crossed = crossed;
        let still = at
            .watches
            .split_off(&(level.to_bits(), Constraint::from_usize(0)));
        for (_, other) in std::mem::replace(&mut at.watches, still) {
            self.reserve(other, constraint, level);
        }
    }

    /// Lets a capacity that limits nobody reckon with a higher level of another one: one that leaves half of what is left to
    /// others, and is at most twice as high as it is now. It is queued if it has not enough.
    fn reserve(&mut self, constraint: Constraint, limiting: Constraint, level: f64) {
        let amount = self.capacities[constraint].amount;
        let at = kept(&mut self.capacities, constraint);
        at.reckon(limiting, level);
        let left = at.left_of(amount);
        let share = at
            .passing
            .get(&limiting)
            .map_or(1.0, |passing| passing.share.get());
        let reckoned = level + (left / (2.0 * share)).clamp(0.0, level);
        at.reckon(limiting, reckoned);
        if left < 0.0 {
            self.queue(constraint);
        }
        let limiting = kept(&mut self.capacities, limiting);
        limiting.watches.insert((reckoned.to_bits(), constraint));
    }

    /// Lets a capacity reckon with the levels that others have, and hear of each change: it may limit classes.
    pub(super) fn be_exact(&mut self, constraint: Constraint) {
        let at = kept(&mut self.capacities, constraint);
        if at.is_exact {
            return;
        }
        at.is_exact = true;
        self.reckon_anew(constraint, |level, _| level);
    }

    /// Lets a capacity that limits nobody reckon with higher levels than others have, and not hear of lower ones: what is left
    /// of it is for all of them.
    pub(super) fn be_lenient(&mut self, constraint: Constraint) {
        let amount = self.capacities[constraint].amount;
        let at = kept(&mut self.capacities, constraint);
        if !at.is_exact {
            return;
        }
        let rest = at.left_of(amount).max(0.0) / (2 * at.passing.len()).max(1) as f64;
        at.is_exact = false;
        at.ranks.clear();
        self.reckon_anew(constraint, |level, share| level + (rest / share).min(level));
    }

    /// Lets a capacity reckon with other levels from now on, each made of the level and the share of another capacity.
    fn reckon_anew(&mut self, constraint: Constraint, reckoned: impl Fn(f64, f64) -> f64) {
        let at = kept(&mut self.capacities, constraint);
        let is_exact = at.is_exact;
        let passing = at.passing.iter();
        let passing: Vec<(Constraint, f64, f64)> = passing
            .map(|(limiting, passing)| (*limiting, passing.level, passing.share.get()))
            .collect();
        for (limiting, before, share) in passing {
            let other = kept(&mut self.capacities, limiting);
            other.is_crossed_no_more(constraint, !is_exact, before);
            let level = reckoned(other.present_level(), share);
            other.is_crossed(constraint, is_exact, level);
            kept(&mut self.capacities, constraint).reckon(limiting, level);
        }
    }
}
