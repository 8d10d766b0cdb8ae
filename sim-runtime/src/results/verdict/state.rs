//! The verdicts that there are.

use std::fmt;

use serde::Serialize;

/// Whether a platform keeps up with its load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LoadState {
    /// There are too few requests to tell.
    Undecided,
    /// The number of invocations that wait does not grow while requests come, and none to speak of is turned away.
    Stable,
    /// The number that waits grows, although the nodes could carry what is asked for.
    Backlogged,
    /// More is asked for than the nodes can carry, or more than a hundredth of the invocations is turned away.
    Overloaded,
}

impl LoadState {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Stable => "stable",
            Self::Backlogged => "backlogged",
            Self::Overloaded => "overloaded",
        }
    }
}

impl fmt::Display for LoadState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
