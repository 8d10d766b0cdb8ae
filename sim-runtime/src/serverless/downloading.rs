//! Images on their way to the head host.

use super::{AttemptId, Failure};
use crate::storage::StorageId;

/// An image on its way to the head host.
#[derive(Debug)]
pub(super) struct Download {
    pub(super) source: StorageId,
    /// The attempts that wait for it, in order of arrival.
    pub(super) waiting: Vec<AttemptId>,
    /// Why it failed, if it has.
    pub(super) failure: Option<Failure>,
}
