//! Whether the parts of a stored report agree: what draws and lists it relies on that.
//!
//! * `timeline`: series have a value an interval;
//! * `figures`: counts add up, and measures are none below zero;
//! * `rows`: numbers count up, dates do not go backwards, and what rows name is there.

mod figures;
mod rows;
mod timeline;

use std::fmt::Display;

use crate::results::schema::report::Report;

/// The first thing that does not agree.
#[derive(Debug)]
pub(super) struct Problem {
    /// The way to it from the report.
    pub(super) path: String,
    pub(super) message: String,
}

/// What one check finds.
type Checked = Result<(), Problem>;

/// Checks a report that was read.
pub(super) fn check(report: &Report) -> Checked {
    timeline::check(report)?;
    figures::check(report)?;
    rows::check(report)
}

fn problem(path: impl Display, message: impl Display) -> Checked {
    Err(Problem {
        path: path.to_string(),
        message: message.to_string(),
    })
}

/// A measure, which is finite and not negative.
fn measure(path: impl Display, value: f64) -> Checked {
    match value.is_finite() && value >= 0.0 {
        true => Ok(()),
        false => problem(path, format!("is {value}; expected a number, 0 or more")),
    }
}

/// How many things a run can count: more than memory could ever hold.
const MOST: u64 = 1 << 40;

fn count(path: impl Display, value: u64) -> Checked {
    match value <= MOST {
        true => Ok(()),
        false => problem(path, format!("is {value}; no run counts that far")),
    }
}
