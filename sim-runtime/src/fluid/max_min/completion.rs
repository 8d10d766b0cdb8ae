//! Which flows end, and when that is announced.

use index_vec::IndexVec;
use slotmap::SlotMap;

use super::MaxMin;
use super::capacity::Capacity;
use super::class::Class;
use super::ends::{Announced, Ender};
use super::id::{ClassId, Constraint, FlowId};
use super::kept::Standing;
use crate::units::SimTime;

impl<T> MaxMin<T> {
    /// The date of the next end if nothing starts before.
    #[inline]
    pub fn next_end(&mut self) -> Option<SimTime> {
        let (classes, capacities) = (&self.classes, &self.capacities);
        self.ends
            .first(|ender, number| is_current(classes, capacities, ender, number))
    }

    /// Notes when the first flow of a class ends.
    pub(super) fn predict(&mut self, id: ClassId) {
        let class = &mut self.classes[id];
        if let Standing::Limited(constraint) = class.standing {
            return self.rank_anew(id, constraint);
        }
        let date = class.first_end();
        self.ends
            .announce(date, Ender::Class(id), &mut class.announced);
        self.forget_ends();
    }

    /// Forgets the announcements that do not count any more, if they are many.
    #[inline]
    pub(super) fn forget_ends(&mut self) {
        if self.ends.are_many(self.classes.len()) {
            self.forget_old_ends();
        }
    }

    #[cold]
    fn forget_old_ends(&mut self) {
        let (classes, capacities) = (&self.classes, &self.capacities);
        self.ends
            .forget(|ender, number| is_current(classes, capacities, ender, number));
    }

    /// Collects the flows that are complete at a date, what ends first last.
    pub(super) fn collect_complete(&mut self, now: SimTime) {
        while self.next_end().is_some_and(|date| date <= now) {
            let Some(ender) = self.ends.pop() else {
                break;
            };
            match ender {
                Ender::Class(id) => {
                    let class = &mut self.classes[id];
                    // Announced again when the first flow is removed.
                    class.announced = Announced::NOT;
                    let flows = class.flows.iter();
                    let ending = flows.take_while(|(place, _)| class.end(**place) <= now);
                    for (place, flow) in ending {
                        let order = self.flows[*flow].order;
                        self.complete.push((order.key(place.sequence), *flow));
                    }
                }
                Ender::Limited(constraint) => {
                    // Announced again when it is balanced.
                    self.kept(constraint).announced = Announced::NOT;
                    self.queue(constraint);
                    self.collect_limited(now, constraint);
                }
            }
        }
        self.complete.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// Collects the flows that are complete at a date of those that a capacity limits.
    fn collect_limited(&mut self, now: SimTime, constraint: Constraint) {
        let Some(at) = self.capacities[constraint].kept.as_deref() else {
            return;
        };
        let is_over = |clock: u64| at.date(clock) <= now;
        for (_, id) in at.ends.iter().take_while(|(clock, _)| is_over(*clock)) {
            let class = &self.classes[*id];
            let flows = class.flows.iter();
            let ending = flows.take_while(|(place, _)| is_over(class.clock_of_end(**place)));
            let ending = ending.map(|(place, flow): (_, &FlowId)| {
                let order = self.flows[*flow].order;
                (order.key(place.sequence), *flow)
            });
            self.complete.extend(ending);
        }
    }
}

/// Whether an announcement is the last of what it is about.
#[inline]
fn is_current(
    classes: &SlotMap<ClassId, Class>,
    capacities: &IndexVec<Constraint, Capacity>,
    ender: Ender,
    number: u64,
) -> bool {
    match ender {
        Ender::Class(id) => classes
            .get(id)
            .is_some_and(|class| class.announced.is(number)),
        Ender::Limited(constraint) => {
            let kept = capacities[constraint].kept.as_ref();
            kept.is_some_and(|kept| kept.announced.is(number))
        }
    }
}
