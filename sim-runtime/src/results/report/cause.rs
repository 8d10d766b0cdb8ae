//! Why a container was new, and why one went.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why an invocation got a new container rather than one that had served before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColdCause {
    /// No container of the function had ever been made.
    FirstUse,
    /// All containers of the function were busy, and never had there been so many.
    Burst,
    /// There had been more containers of the function; the latest that went had been idle for too long.
    Expired,
    /// There had been more; the latest that went was evicted to make room for another container.
    Evicted,
    /// There had been more; the service does not keep containers.
    NotKept,
    /// There was an idle one, but the scheduler chose another node or a new container.
    NotReused,
}

impl ColdCause {
    /// All causes, in order of declaration.
    pub const ALL: [Self; 6] = [
        Self::FirstUse,
        Self::Burst,
        Self::Expired,
        Self::Evicted,
        Self::NotKept,
        Self::NotReused,
    ];

    /// The name that files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstUse => "first_use",
            Self::Burst => "burst",
            Self::Expired => "expired",
            Self::Evicted => "evicted",
            Self::NotKept => "not_kept",
            Self::NotReused => "not_reused",
        }
    }
}

impl fmt::Display for ColdCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::FirstUse => "first use",
            Self::Burst => "burst",
            Self::Expired => "expired",
            Self::Evicted => "evicted",
            Self::NotKept => "not kept",
            Self::NotReused => "not reused",
        })
    }
}
