//! How much of a run is kept.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::units::spelling::{cut, visible};

/// How much of a run its report keeps.
///
/// The simulation is the same at each level, and so are the counts, the costs and the
/// timeline, but for the links, of which a summary has none.
///
/// ```
/// use sim_runtime::results::Recording;
///
/// assert_eq!("sampled=100".parse(), Ok(Recording::sampled(100).unwrap()));
/// assert_eq!(Recording::Summary.to_string(), "summary");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Recording {
    /// Everything: a row for each invocation, container and transfer.
    #[default]
    Full,
    /// The rows of every n-th invocation and container, by number; all registrations, processes and log lines. Memory
    /// grows with the rows kept.
    Sampled(NonZeroU64),
    /// No rows of invocations, containers, transfers, events and processes: histograms of constant size instead.
    Summary,
}

impl Recording {
    /// Every n-th invocation and container; `None` if n is zero.
    pub fn sampled(every: u64) -> Option<Self> {
        NonZeroU64::new(every).map(Self::Sampled)
    }

    /// Whether every row is kept.
    pub fn is_full(self) -> bool {
        self == Self::Full
    }

    /// Whether the row of this number is kept.
    pub fn keeps(self, number: u64) -> bool {
        match self {
            Self::Full => true,
            Self::Sampled(every) => number.is_multiple_of(every.get()),
            Self::Summary => false,
        }
    }
}

impl fmt::Display for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => formatter.pad("full"),
            Self::Sampled(every) => write!(formatter, "sampled={every}"),
            Self::Summary => formatter.pad("summary"),
        }
    }
}

impl From<Recording> for String {
    fn from(recording: Recording) -> Self {
        recording.to_string()
    }
}

/// A text that is not a recording level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not `full`, `summary` or `sampled=N` with N at least 1", visible(&cut(text)))]
pub struct UnknownRecording {
    text: String,
}

impl FromStr for Recording {
    type Err = UnknownRecording;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sampled = |every: &str| Self::sampled(every.parse().ok()?);
        let recording = match text {
            "full" => Some(Self::Full),
            "summary" => Some(Self::Summary),
            _ => text.strip_prefix("sampled=").and_then(sampled),
        };
        recording.ok_or_else(|| UnknownRecording {
            text: text.to_owned(),
        })
    }
}

impl TryFrom<String> for Recording {
    type Error = UnknownRecording;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
