//! Where the classes of kept components stand, and what their capacities know of them.

use index_vec::IndexVec;

use super::MaxMin;
use super::capacity::Capacity;
use super::class::Class;
use super::ends::Announced;
use super::id::{ClassId, Constraint};
use super::kept::{Kept, Standing};
use super::sum::Sum;
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// What is kept of a capacity of a kept component.
    pub(super) fn kept(&mut self, constraint: Constraint) -> &mut Kept {
        kept(&mut self.capacities, constraint)
    }

    /// The rate of each flow of a class.
    pub(super) fn rate_of(&self, class: &Class) -> f64 {
        match class.standing {
            Standing::Solved | Standing::Bounded => class.rate,
            Standing::Limited(constraint) => {
                let kept = self.capacities[constraint].kept.as_ref();
                let level = kept.map_or(0.0, |kept| kept.level);
                // The level is compared with limits but for rounding errors.
                (level / class.priority).min(class.bound)
            }
        }
    }

    /// Lets time pass for a class.
    #[inline]
    pub(super) fn advance(&mut self, now: SimTime, id: ClassId) {
        let class = &mut self.classes[id];
        match class.standing {
            Standing::Solved | Standing::Bounded => class.advance(now),
            Standing::Limited(constraint) => {
                let clock = kept(&mut self.capacities, constraint).clock_at(now);
                class.virtual_time += (clock - class.since) / class.priority;
                (class.since, class.updated) = (clock, now);
            }
        }
    }

    /// Lets a class stand elsewhere from now on.
    pub(super) fn stand(&mut self, now: SimTime, id: ClassId, standing: Standing) {
        self.advance(now, id);
        self.count_out(id);
        let class = &mut self.classes[id];
        class.standing = standing;
        match standing {
            Standing::Solved => {}
            Standing::Bounded => {
                class.rate = class.bound;
                class.announced = Announced::NOT;
                self.agenda.bounded.push(id);
            }
            Standing::Limited(constraint) => {
                class.announced = Announced::NOT;
                class.since = kept(&mut self.capacities, constraint).clock_at(now);
            }
        }
        self.count_in(id);
        self.changes.classes.push(id);
    }

    /// The capacities of a class learn of it as it is now.
    pub(super) fn count_in(&mut self, id: ClassId) {
        let class = &mut self.classes[id];
        class.counted = class.len();
        for (constraint, weight) in &class.uses {
            let used = weight * class.counted as f64;
            let at = kept(&mut self.capacities, *constraint);
            self.agenda.enqueue(*constraint, at);
            match class.standing {
                Standing::Solved => {}
                Standing::Bounded => {
                    at.bounded.insert((class.limit(), id));
                    at.take(used * class.bound, 1.0);
                }
                Standing::Limited(limiting) if limiting == *constraint => {
                    at.own.add(used / class.priority);
                }
                Standing::Limited(limiting) => {
                    let share = used / class.priority;
                    pass(&mut self.capacities, *constraint, limiting, share);
                }
            }
        }
        let class = &mut self.classes[id];
        if let Standing::Limited(limiting) = class.standing {
            let first = class.flows.first_key_value();
            let first = first.map(|(place, _)| class.clock_of_end(*place));
            class.first_clock = first.unwrap_or_default();
            let limiting = kept(&mut self.capacities, limiting);
            limiting.limited.insert((class.limit(), id));
            limiting.ends.insert((class.first_clock, id));
        }
    }

    /// The capacities of a class forget what they have learnt of it.
    pub(super) fn count_out(&mut self, id: ClassId) {
        let class = &self.classes[id];
        if class.standing == Standing::Solved {
            return;
        }
        for (constraint, weight) in &class.uses {
            let used = weight * class.counted as f64;
            let at = kept(&mut self.capacities, *constraint);
            self.agenda.enqueue(*constraint, at);
            match class.standing {
                Standing::Solved => {}
                Standing::Bounded => {
                    at.bounded.remove(&(class.limit(), id));
                    at.take(used * class.bound, -1.0);
                }
                Standing::Limited(limiting) if limiting == *constraint => {
                    at.own.add(-used / class.priority);
                }
                Standing::Limited(limiting) => {
                    let share = used / class.priority;
                    pass_no_more(&mut self.capacities, *constraint, limiting, share);
                }
            }
        }
        let class = &self.classes[id];
        if let Standing::Limited(limiting) = class.standing {
            let limiting = kept(&mut self.capacities, limiting);
            limiting.limited.remove(&(class.limit(), id));
            limiting.ends.remove(&(class.first_clock, id));
            if limiting.limited.is_empty() {
                limiting.own = Sum::default();
            }
        }
    }

    /// The first flow of a class that a capacity limits is another one.
    pub(super) fn rank_anew(&mut self, id: ClassId, limiting: Constraint) {
        let class = &mut self.classes[id];
        let first = class.flows.first_key_value();
        let first = first.map_or(0, |(place, _)| class.clock_of_end(*place));
        let at = kept(&mut self.capacities, limiting);
        at.ends.remove(&(class.first_clock, id));
        at.ends.insert((first, id));
        class.first_clock = first;
        self.queue(limiting);
    }

    /// A capacity must be balanced.
    pub(super) fn queue(&mut self, constraint: Constraint) {
        let at = kept(&mut self.capacities, constraint);
        self.agenda.enqueue(constraint, at);
    }
}

/// One class more that another capacity limits uses a capacity.
fn pass(
    capacities: &mut IndexVec<Constraint, Capacity>,
    constraint: Constraint,
    limiting: Constraint,
    share: f64,
) {
    let level = kept(capacities, limiting).present_level();
    let at = kept(capacities, constraint);
    let is_exact = at.is_exact;
    let passing = at.passing.entry(limiting).or_default();
    passing.share.add(share);
    passing.classes += 1;
    let is_new = passing.classes == 1;
    let level = if is_new { level } else { passing.level };
    at.reckon(limiting, level);
    if is_new {
        kept(capacities, limiting).is_crossed(constraint, is_exact, level);
    }
}

/// One class less.
fn pass_no_more(
    capacities: &mut IndexVec<Constraint, Capacity>,
    constraint: Constraint,
    limiting: Constraint,
    share: f64,
) {
    let at = kept(capacities, constraint);
    let is_exact = at.is_exact;
    let Some(passing) = at.passing.get_mut(&limiting) else {
        return;
    };
    passing.share.add(-share);
    passing.classes -= 1;
    let (level, is_last) = (passing.level, passing.classes == 0);
    if is_last {
        at.forget(limiting);
        kept(capacities, limiting).is_crossed_no_more(constraint, is_exact, level);
    } else {
        at.reckon(limiting, level);
    }
}

pub(super) fn kept(
    capacities: &mut IndexVec<Constraint, Capacity>,
    constraint: Constraint,
) -> &mut Kept {
    let kept = capacities[constraint].kept.as_deref_mut();
    kept.expect("all capacities of a kept class are kept")
}
