//! Links.

use crate::units::{Bandwidth, SimDuration};

/// A link, by order of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(u32);

impl LinkId {
    pub(crate) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a link is made of. Both directions share its bandwidth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkSpec {
    /// Nominal bandwidth \[B/s\]. Required: positive.
    pub bandwidth: Bandwidth,
    /// One-way latency. Default: none.
    pub latency: SimDuration,
}

/// A named link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The name that results and messages use.
    pub name: String,
    /// What it is made of.
    pub spec: LinkSpec,
}
