//! What a new level is to the other capacities that its classes cross.

use index_vec::Idx;

use super::MaxMin;
use super::id::Constraint;
use super::standing::kept;
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// Gives a capacity its level, infinite if it limits nobody, and queues those that this concerns.
    pub(super) fn set_level(&mut self, now: SimTime, constraint: Constraint, level: f64) {
        let at = kept(&mut self.capacities, constraint);
        if at.level.to_bits() == level.to_bits() {
            return;
        }
        let was_full = at.is_full();
        at.set_level(now, level);
        if was_full != at.is_full() {
            self.turn(constraint);
        }
        self.changes.levels.push(constraint);
        let at = kept(&mut self.capacities, constraint);
        let crossed = std::mem::take(&mut at.crossed);
        for other in &crossed {
            self.queue(*other);
        }
        let at = kept(&mut self.capacities, constraint);
        at.crossed = crossed;
        // Whoever watches does so anew when it is balanced.
        let still = at.watches.split_off(&(level.to_bits(), Constraint::from_usize(0)));
        for (_, other) in std::mem::replace(&mut at.watches, still) {
            self.queue(other);
            self.unwatch(other, constraint);
        }
    }

    fn unwatch(&mut self, constraint: Constraint, limiting: Constraint) {
        let passing = &mut self.kept(constraint).passing;
        if let Some(passing) = passing.get_mut(&limiting) {
            passing.watch = None;
        }
    }

    /// A capacity has begun to limit, or has ceased to: those whose classes cross it look at it whenever they have another
    /// level, or have no need to until they have a higher one.
    fn turn(&mut self, constraint: Constraint) {
        let at = kept(&mut self.capacities, constraint);
        let is_full = at.is_full();
        let passing = at.passing.iter_mut();
        let passing = passing.map(|(limiting, passing)| (*limiting, passing.watch.take()));
        let passing: Vec<(Constraint, Option<f64>)> = passing.collect();
        for (limiting, watch) in passing {
            if limiting == constraint {
                continue;
            }
            let limiting = kept(&mut self.capacities, limiting);
            if is_full {
                limiting.crossed.insert(constraint);
            } else {
                limiting.crossed.remove(&constraint);
            }
            if let Some(level) = watch {
                limiting.watches.remove(&(level.to_bits(), constraint));
            }
        }
    }

    /// Says up to which levels of others a capacity that limits nobody does not have to be looked at: such that it would not
    /// be used up if all of them had these levels.
    pub(super) fn watch(&mut self, constraint: Constraint) {
        let capacity = &self.capacities[constraint];
        let at = capacity.kept.as_deref().expect("a capacity that is kept");
        let free = capacity.amount - at.taken.get();
        let (mut used, mut reserved, mut unwatched) = (0.0, 0.0, 0);
        for (limiting, passing) in &at.passing {
            let (level, share) = (self.level(*limiting), passing.share.get());
            used += level * share;
            let watch = passing.watch.filter(|watch| *watch >= level);
            reserved += watch.unwrap_or(level) * share;
            unwatched += usize::from(watch.is_none());
        }
        if reserved <= free && unwatched == 0 {
            return;
        }
        // What is left is for those that have no watch; if nothing is, for all.
        let renews_all = reserved > free;
        let (rest, sharers) = if renews_all {
            (free - used, at.passing.len())
        } else {
            (free - reserved, unwatched)
        };
        let rest = rest.max(0.0) / (2 * sharers) as f64;
        let at = kept(&mut self.capacities, constraint);
        let mut passing = std::mem::take(&mut at.passing);
        for (limiting, passing) in &mut passing {
            let limiting = kept(&mut self.capacities, *limiting);
            let is_watched = passing.watch.is_some_and(|watch| watch >= limiting.level);
            if is_watched && !renews_all {
                continue;
            }
            let level = limiting.level + rest / passing.share.get().max(f64::MIN_POSITIVE);
            if let Some(old) = passing.watch.replace(level) {
                limiting.watches.remove(&(old.to_bits(), constraint));
            }
            limiting.watches.insert((level.to_bits(), constraint));
        }
        kept(&mut self.capacities, constraint).passing = passing;
    }
}
