//! How the number of pollers goes up and down.

use super::event_pollers::EventPollers;
use crate::units::{SimDuration, SimTime};

/// How many pollers there are.
pub(super) struct Growth {
    pub(super) pollers: u32,
    least: u32,
    most: u32,
    /// After which time there is one more; none if there never is.
    step: Option<SimDuration>,
    /// When there is one more, while messages wait.
    pub(super) next: Option<SimTime>,
}

impl Growth {
    pub(super) fn new(pollers: &EventPollers) -> Self {
        let least = pollers.start.max(1);
        let minute = SimDuration::from_mins(1).as_nanos();
        let step = minute.checked_div(u64::from(pollers.per_minute));
        Self {
            pollers: least,
            least,
            most: pollers.most.max(least),
            step: step.map(|step| SimDuration::from_nanos(step.max(1))),
            next: None,
        }
    }

    /// There is one more if it is time; if none has waited meanwhile, those are left that are at work.
    pub(super) fn grow(&mut self, now: SimTime, was_empty: bool, at_work: u32) {
        if was_empty {
            self.pollers = at_work.max(self.least);
            self.next = None;
        } else if self.next.is_some_and(|next| next <= now) {
            self.pollers += 1;
            self.next = None;
        }
    }

    /// Sets the time of the next one, or lets those go that have nothing to do.
    pub(super) fn set(&mut self, now: SimTime, none_waits: bool, at_work: u32) {
        if none_waits {
            self.pollers = at_work.max(self.least);
            self.next = None;
        } else if self.pollers < self.most && self.next.is_none() {
            self.next = self.step.map(|step| now + step);
        }
    }
}
