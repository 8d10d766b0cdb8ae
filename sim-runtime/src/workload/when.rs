//! Dates that may be given as a time since the start.

use crate::units::{SimDuration, SimTime};

/// A date, or how long after the start that is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no date",
    label = "is no date",
    note = "write a time since the start such as `1h`, or a `SimTime`"
)]
pub trait When {
    /// The date.
    fn date(self) -> SimTime;
}

impl When for SimTime {
    fn date(self) -> SimTime {
        self
    }
}

impl When for SimDuration {
    fn date(self) -> SimTime {
        SimTime::ZERO + self
    }
}
