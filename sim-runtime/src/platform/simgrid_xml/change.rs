//! What of a platform changes over time.

use crate::platform::{HostId, LinkId, Profile};

/// Something that changes over time.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) what: Changing,
    pub(crate) profile: Profile<f64>,
}

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changing {
    /// Whether a host is up.
    HostState(HostId),
    /// At which share of its speed a host computes.
    Speed(HostId),
    /// Whether a link is up.
    LinkState(LinkId),
    /// The bandwidth of a link \[B/s\].
    Bandwidth(LinkId),
    /// The latency of a link \[s\].
    Latency(LinkId),
}
