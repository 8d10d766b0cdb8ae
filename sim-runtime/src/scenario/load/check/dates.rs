//! The dates of a scenario: a timeline that does not go backwards, and a horizon after the start.

use super::names::Problems;
use crate::scenario::load::Problem;
use crate::scenario::schema::{Delay, Entry, Scenario};
use crate::units::SimTime;

pub(super) fn check(scenario: &Scenario, past_dates: bool, problems: &mut Problems) {
    let message = "is at the start, so nothing would happen; give it a later date";
    problems.expect(scenario.horizon != Some(SimTime::ZERO), "horizon", message);
    if past_dates {
        return;
    }
    for Problem { path, message } in late(&scenario.timeline) {
        let mend =
            "put the entries in order of date, or allow this with `\"allow_past_dates\": true`";
        problems.add(path, format!("{message}; {mend}"));
    }
}

/// The entries with an `at` that is certainly past when their turn comes. How long anything but a delay takes is not known;
/// it is not less than nothing.
pub(super) fn late(timeline: &[Entry]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut earliest = SimTime::ZERO;
    let mut delayed_by = 0;
    for (place, entry) in timeline.iter().enumerate() {
        let date = match entry.delay {
            Delay::None => continue,
            Delay::After(delay) => earliest + delay,
            Delay::At(date) => date,
        };
        if date < earliest {
            problems.push(Problem {
                path: format!("timeline[{place}].at"),
                message: format!(
                    "is {date}, but timeline[{delayed_by}] comes before it and is not done before {earliest}"
                ),
            });
        } else {
            (earliest, delayed_by) = (date, place);
        }
    }
    problems
}
