//! What does not agree in a stored report, and the bounds of single numbers.

use std::fmt::Display;

/// The first thing that does not agree.
#[derive(Debug)]
pub(in crate::results::stored) struct Problem {
    /// The way to it from the report.
    pub(in crate::results::stored) path: String,
    pub(in crate::results::stored) message: String,
}

/// What one check finds.
pub(super) type Checked = Result<(), Problem>;

pub(super) fn problem(path: impl Display, message: impl Display) -> Checked {
    Err(Problem {
        path: path.to_string(),
        message: message.to_string(),
    })
}

/// A measure, which is finite and not negative.
pub(super) fn measure(path: impl Display, value: f64) -> Checked {
    match value.is_finite() && value >= 0.0 {
        true => Ok(()),
        false => problem(path, format!("is {value}; expected a number, 0 or more")),
    }
}

/// How many things a run can count: more than memory could ever hold.
const MOST: u64 = 1 << 40;

/// A count.
pub(super) fn count(path: impl Display, value: u64) -> Checked {
    match value <= MOST {
        true => Ok(()),
        false => problem(path, format!("is {value}; no run counts that far")),
    }
}
