//! Whether the parts of a stored report agree: what draws and lists it relies on that.
//!
//! * `timeline`: series have a value an interval;
//! * `figures`: counts add up, and measures are none below zero;
//! * `problem`: what is found;
//! * `rows`: numbers count up, dates do not go backwards, and what rows name is there.

mod figures;
mod problem;
mod rows;
mod timeline;

use crate::results::schema::report::Report;
use problem::Checked;

/// Checks a report that was read.
pub(super) fn check(report: &Report) -> Checked {
    timeline::check(report)?;
    figures::check(report)?;
    rows::check(report)
}
