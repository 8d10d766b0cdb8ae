//! What is to be provisioned, until its image is there.

use super::policy::PolicyKind;
use super::{FunctionId, NodeId};

/// An instance that is to be provisioned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Provision {
    pub(super) function: FunctionId,
    pub(super) node: NodeId,
    /// The policy that has asked for it; none if it is one of the minimum of its function.
    pub(super) by: Option<PolicyKind>,
}
