//! How kept components come to new levels after a change: capacity by capacity, as far as it reaches.
//!
//! Rates are max-min fair if and only if each class is at its bound or has a *bottleneck*: a capacity that is used up and on
//! which no class has a higher level (Bertsekas and Gallager, "Data Networks", section 6.5.2). To *balance* a capacity makes that
//! true there: whoever has a higher level than the capacity can give is limited by it from now on, and whoever reaches its
//! bound before is not any more. If that changes the level, the capacities are balanced that the classes of that level cross:
//! those that are full, and those that may be now. When nothing is left to be balanced, the rates are fair.
//!
//! Which way this takes decides how long it takes, not where it ends. Should it be long, or a capacity be all but used
//! up by others, which the solver has a rule for (SEMANTICS 2.5), the component is solved as a whole instead.

use super::MaxMin;
use super::agenda::Unbalanced;
use super::ends::Ender;
use super::id::{ClassId, Constraint};
use super::kept::{EPSILON, Standing};
use crate::fluid::solver::TOLERANCE;
use crate::units::SimTime;

/// What there is to be done at a capacity.
enum Step {
    /// It is balanced at this level.
    Level(f64),
    /// A class that is at its bound must be limited.
    Limit(ClassId),
    /// A class that is limited has reached its bound.
    Release(ClassId),
    /// The classes that cross it and that this other one limits have too high a level.
    Pull(Constraint),
}

impl<T> MaxMin<T> {
    /// Balances what is queued.
    pub(super) fn balance_all(&mut self, now: SimTime) -> Result<(), Unbalanced> {
        let mut steps = self.agenda.patience();
        while let Some(constraint) = self.agenda.pop() {
            if self.capacities[constraint].kept.is_none() {
                continue;
            }
            self.balance(now, constraint, &mut steps)?;
            self.kept(constraint).is_queued = false;
            self.agenda.balanced.push(constraint);
        }
        let capacities = &self.capacities;
        let kept = |constraint: &Constraint| capacities[*constraint].kept.as_ref();
        let mut balanced = self.agenda.balanced.iter();
        let is_starved =
            |constraint: &&Constraint| kept(constraint).is_some_and(|at| at.is_starved);
        if let Some(starved) = balanced.find(is_starved) {
            return Err(Unbalanced(*starved));
        }
        self.announce_balanced();
        Ok(())
    }

    fn balance(
        &mut self,
        now: SimTime,
        constraint: Constraint,
        steps: &mut usize,
    ) -> Result<(), Unbalanced> {
        let amount = self.capacities[constraint].amount;
        let at = self.kept(constraint);
        if !at.is_exact {
            if at.has_enough(amount) {
                return Ok(());
            }
            self.be_exact(constraint);
        }
        loop {
            if *steps == 0 {
                return Err(Unbalanced(constraint));
            }
            *steps -= 1;
            match self.step(constraint) {
                Step::Limit(class) => self.stand(now, class, Standing::Limited(constraint)),
                Step::Release(class) => self.stand(now, class, Standing::Bounded),
                Step::Pull(other) => {
                    for class in self.crossing(constraint, other) {
                        *steps = steps.saturating_sub(1);
                        self.stand(now, class, Standing::Limited(constraint));
                    }
                }
                Step::Level(level) => {
                    let at = self.kept(constraint);
                    let is_starved = at.left_of(amount) < TOLERANCE * amount;
                    at.is_starved = is_starved && !at.limited.is_empty();
                    self.set_level(now, constraint, level);
                    if level == f64::INFINITY {
                        self.be_lenient(constraint);
                    }
                    return Ok(());
                }
            }
        }
    }

    fn step(&self, constraint: Constraint) -> Step {
        let amount = self.capacities[constraint].amount;
        let at = self.capacities[constraint].kept.as_deref();
        let at = at.expect("a capacity that is kept");
        let left = at.left_of(amount);
        let limits_none = at.limited.is_empty();
        if at.has_enough(amount) {
            return Step::Level(f64::INFINITY);
        }
        // The level that it gives to those that it limits, and that nobody else must exceed. (No zero is negative.)
        let level = if limits_none {
            f64::NEG_INFINITY
        } else {
            left.max(0.0) / at.own.get() + 0.0
        };
        let is_above = |other: f64| other > level * (1.0 + EPSILON) || limits_none;
        let highest = at.ranks.last();
        let highest = highest.map(|(level, limiting)| (f64::from_bits(*level), *limiting));
        if let Some((limit, class)) = at.bounded.last() {
            let limit = f64::from_bits(*limit);
            if is_above(limit) && highest.is_none_or(|(other, _)| limit >= other) {
                return Step::Limit(*class);
            }
        }
        if let Some((other, limiting)) = highest
            // Of two with one level the first limits, so that no two wait for each other.
            && (is_above(other) || (constraint < limiting && other > level * (1.0 - EPSILON)))
        {
            return Step::Pull(limiting);
        }
        match at.limited.first() {
            Some((limit, class)) if f64::from_bits(*limit) < level * (1.0 - EPSILON) => {
                Step::Release(*class)
            }
            _ => Step::Level(level),
        }
    }

    /// The classes that cross a capacity and that another one limits.
    fn crossing(&self, constraint: Constraint, limiting: Constraint) -> Vec<ClassId> {
        let users = &self.capacities[constraint].classes;
        let at = self.capacities[limiting].kept.as_deref();
        let limited = &at.expect("a capacity that is kept").limited;
        if users.len() <= limited.len() {
            let class = |id: &&ClassId| self.classes.get(**id);
            let is_limited = |id: &&ClassId| {
                class(id).is_some_and(|c| c.standing == Standing::Limited(limiting))
            };
            users.iter().filter(is_limited).copied().collect()
        } else {
            let uses = |id: &ClassId| {
                let mut uses = self.classes[*id].uses.iter();
                uses.any(|(used, _)| *used == constraint)
            };
            limited.iter().map(|(_, id)| *id).filter(uses).collect()
        }
    }

    /// Announces the first end of what has been balanced, and of the classes that have their bound as their rate now.
    fn announce_balanced(&mut self) {
        let mut balanced = std::mem::take(&mut self.agenda.balanced);
        for constraint in balanced.drain(..) {
            if let Some(at) = self.capacities[constraint].kept.as_deref_mut() {
                let date = at.first_end();
                let ender = Ender::Limited(constraint);
                self.ends.announce(date, ender, &mut at.announced);
            }
        }
        self.agenda.balanced = balanced;
        self.forget_ends();
        let mut bounded = std::mem::take(&mut self.agenda.bounded);
        for class in bounded.drain(..) {
            let standing = self.classes.get(class).map(|class| class.standing);
            if standing == Some(Standing::Bounded) {
                self.predict(class);
            }
        }
        self.agenda.bounded = bounded;
    }
}
