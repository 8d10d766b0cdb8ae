//! Which components are kept from one settlement to the next, and which are solved anew.
//!
//! To solve a component costs as much as it has classes; to keep it, more for each but only for those that a change touches.
//! So it is kept from [a number of classes](super::agenda) on, until it has none left. Rates are the same but for rounding errors,
//! and for one thing: the solver puts flows whose limits (priority times bound) differ by less than 1e-5 at their bounds
//! together, and so perhaps one whose limit lies just above its level.

use rustc_hash::FxHashSet;

use super::MaxMin;
use super::agenda::Unbalanced;
use super::class::Class;
use super::ends::Announced;
use super::id::{ClassId, Constraint};
use super::kept::{Kept, Standing};
use crate::units::SimTime;

/// What a number may be so that sums and quotients of many of them are numbers.
const PLAIN: std::ops::Range<f64> = 1e-60..1e60;

/// Classes that are connected and not kept.
#[derive(Debug, Default)]
struct Component {
    constraints: Vec<Constraint>,
    classes: Vec<ClassId>,
    /// The kept capacities that they use.
    met: Vec<Constraint>,
}

impl<T> MaxMin<T> {
    /// Keeps the components of these classes that are large or meet a kept one, balances all that is kept, and leaves what must
    /// be solved as a whole.
    pub(super) fn keep_large(
        &mut self,
        now: SimTime,
        constraints: &mut Vec<Constraint>,
        classes: &mut Vec<ClassId>,
    ) {
        for component in self.components(classes) {
            let is_large = component.classes.len() >= self.agenda.from;
            if self.is_plain(&component) {
                if is_large || !component.met.is_empty() {
                    self.keep(now, component);
                }
            } else {
                self.solve_instead(now, component.met, constraints, classes);
            }
        }
        let mut touched = std::mem::take(&mut self.agenda.touched);
        for id in touched.drain(..) {
            let class = self.classes.get(id);
            let knows_all = class.is_none_or(|class| class.counted == class.len());
            if !knows_all {
                self.count_out(id);
                self.count_in(id);
            }
        }
        self.agenda.touched = touched;
        while let Err(Unbalanced(constraint)) = self.balance_all(now) {
            self.solve_instead(now, vec![constraint], constraints, classes);
        }
        self.leave_unkept(constraints, classes);
    }

    /// What remains to be solved, in the order in which it was reached.
    fn leave_unkept(&mut self, constraints: &mut Vec<Constraint>, classes: &mut Vec<ClassId>) {
        // Looked up, never iterated.
        let mut seen = FxHashSet::default();
        constraints.retain(|constraint| {
            self.capacities[*constraint].kept.is_none() && seen.insert(*constraint)
        });
        for (local, constraint) in constraints.iter().enumerate() {
            self.capacities[*constraint].local = local;
        }
        let mut seen = FxHashSet::default();
        classes.retain(|class| {
            self.classes[*class].standing == Standing::Solved && seen.insert(*class)
        });
        classes.sort_by_key(|class| self.classes[*class].number);
    }

    /// The components of classes that are not kept.
    fn components(&mut self, classes: &[ClassId]) -> Vec<Component> {
        self.visit += 1;
        let mut components = Vec::new();
        for class in classes {
            if self.classes[*class].visited != self.visit {
                components.push(self.component(*class));
            }
        }
        components
    }

    fn component(&mut self, first: ClassId) -> Component {
        let mut component = Component::default();
        self.classes[first].visited = self.visit;
        component.classes.push(first);
        let mut next = 0;
        while let Some(class) = component.classes.get(next) {
            next += 1;
            for (constraint, _) in &self.classes[*class].uses.clone() {
                let capacity = &mut self.capacities[*constraint];
                // Several components may meet one.
                if capacity.kept.is_some() {
                    component.met.push(*constraint);
                    continue;
                }
                if capacity.visited == self.visit {
                    continue;
                }
                capacity.visited = self.visit;
                component.constraints.push(*constraint);
                for id in &capacity.classes {
                    if let Some(class) = self.classes.get_mut(*id)
                        && class.visited != self.visit
                    {
                        class.visited = self.visit;
                        component.classes.push(*id);
                    }
                }
            }
        }
        component
    }

    /// Whether all numbers of a component are such that one can calculate with any of them.
    fn is_plain(&self, component: &Component) -> bool {
        let has_plain_numbers = |class: &Class| {
            let mut uses = class.uses.iter();
            PLAIN.contains(&class.priority)
                && class.bound >= 0.0
                && uses.all(|(_, weight)| PLAIN.contains(weight))
        };
        let mut constraints = component.constraints.iter();
        let mut classes = component.classes.iter().map(|id| &self.classes[*id]);
        constraints.all(|constraint| self.capacities[*constraint].amount < PLAIN.end)
            && classes.all(has_plain_numbers)
    }

    /// Keeps a component. Where its classes stand at first is a guess that is mended when they are balanced.
    fn keep(&mut self, now: SimTime, component: Component) {
        for constraint in component.constraints {
            self.capacities[constraint].kept = Some(Box::new(Kept::new(now)));
        }
        self.agenda.classes += component.classes.len();
        for id in component.classes {
            let standing = self.likely_standing(id);
            self.stand(now, id, standing);
        }
    }

    /// Where a class would stand if it came last and changed nothing.
    fn likely_standing(&self, id: ClassId) -> Standing {
        let class = &self.classes[id];
        let level = |(constraint, weight): &(Constraint, f64)| {
            let capacity = &self.capacities[*constraint];
            let at = capacity.kept.as_deref();
            let level = at.map_or(f64::INFINITY, |at| {
                let free = at.left_of(capacity.amount) * class.priority / weight;
                at.level.min(free.max(0.0))
            });
            (level, *constraint)
        };
        let levels = class.uses.iter().map(level);
        let lowest = levels.min_by(|one, other| one.0.total_cmp(&other.0));
        match lowest {
            Some((level, constraint)) if level < f64::from_bits(class.limit()) => {
                Standing::Limited(constraint)
            }
            _ => Standing::Bounded,
        }
    }

    /// A class that is over is not kept, nor is a capacity that it was the last to use.
    pub(super) fn withdraw(&mut self, id: ClassId) {
        self.count_out(id);
        self.agenda.classes -= 1;
        for (constraint, _) in &self.classes[id].uses {
            let capacity = &mut self.capacities[*constraint];
            capacity.kept.take_if(|kept| kept.is_unused());
        }
    }

    /// Keeps the components of these capacities no longer: adds them to what must be solved.
    pub(super) fn solve_instead(
        &mut self,
        now: SimTime,
        mut next: Vec<Constraint>,
        constraints: &mut Vec<Constraint>,
        classes: &mut Vec<ClassId>,
    ) {
        let (mut kept, mut seen) = (Vec::new(), FxHashSet::default());
        while let Some(constraint) = next.pop() {
            if self.capacities[constraint].kept.is_none() || !seen.insert(constraint) {
                continue;
            }
            kept.push(constraint);
            for index in 0..self.capacities[constraint].classes.len() {
                let id = self.capacities[constraint].classes[index];
                let standing = self.classes.get(id).map(|class| class.standing);
                if standing.is_none_or(|standing| standing == Standing::Solved) {
                    continue;
                }
                self.advance(now, id);
                let rate = self.rate_of(&self.classes[id]);
                let class = &mut self.classes[id];
                if let Some(Standing::Limited(_)) = standing {
                    class.announced = Announced::NOT;
                }
                (class.rate, class.standing) = (rate, Standing::Solved);
                self.agenda.classes -= 1;
                let uses = class.uses.iter();
                next.extend(uses.map(|(constraint, _)| *constraint));
                classes.push(id);
            }
        }
        for constraint in &kept {
            self.capacities[*constraint].kept = None;
        }
        constraints.extend(kept);
    }
}
