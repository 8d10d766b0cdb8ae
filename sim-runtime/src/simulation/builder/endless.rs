//! What goes on for ever unless a horizon ends it.

use std::panic::Location;

use super::Builder;
use super::parts::Endless;
use crate::units::SimTime;

impl Builder {
    #[track_caller]
    pub(super) fn set_horizon(&mut self, date: SimTime) {
        let mistakes = [
            (
                date == SimTime::ZERO,
                "is at the start, so nothing would happen; give it a later date",
            ),
            (self.horizon.is_some(), "is given twice; keep one"),
        ];
        for (is_made, message) in mistakes {
            if is_made {
                self.report_at(Location::caller(), "the horizon".to_owned(), message);
            }
        }
        self.horizon = Some(date);
    }

    /// Another horizon than the one that is declared, if one is.
    #[track_caller]
    pub(crate) fn override_horizon(&mut self, date: SimTime) {
        self.horizon = None;
        self.set_horizon(date);
    }

    /// Notes that something goes on for as long as time does.
    #[track_caller]
    pub(crate) fn needs_horizon(&mut self, kind: &str, name: &str) {
        self.needs_horizon_or(
            (kind, name),
            "add `.take(100)` or `.until(date)` to its arrivals",
        );
    }

    /// The same, and what else would end it.
    #[track_caller]
    pub(crate) fn needs_horizon_or(&mut self, (kind, name): (&str, &str), mend: &'static str) {
        self.endless.push(Endless {
            declaration: format!("{kind} `{name}`"),
            mend,
            location: Location::caller(),
        });
    }

    /// That there is a horizon if something needs one.
    pub(super) fn check_horizon(&mut self) {
        if self.horizon.is_some() {
            return;
        }
        for Endless {
            declaration,
            mend,
            location,
        } in std::mem::take(&mut self.endless)
        {
            let message = format!(
                "has no last arrival, so the simulation would not end; {mend}, or give the simulation a horizon"
            );
            self.report_at(location, declaration, message);
        }
    }
}
