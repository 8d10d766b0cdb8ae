//! Links.

use crate::kernel::id::id_type;
use crate::units::{Bandwidth, SimDuration};

id_type! {
    /// A link, by order of declaration.
    LinkId
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
