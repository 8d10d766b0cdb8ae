//! The links of a cluster.

use super::link::Policy;
use crate::platform::LinkSpec;

/// The links that each host of a cluster is given.
pub(super) struct Wiring {
    pub(super) link: LinkSpec,
    pub(super) policy: Policy,
    pub(super) limiter: Option<LinkSpec>,
}
