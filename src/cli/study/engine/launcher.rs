//! What an engine is asked to do.

use std::time::Duration;

use sim_runtime::experiment::study::Shard;

use crate::cli::failed::Failed;

/// What starts the shards of a study, on this machine or on others that see the same folders.
pub(super) trait Launcher {
    /// Checks that there is something to launch with.
    ///
    /// # Errors
    ///
    /// If not: what is missing.
    fn ready(&self) -> Result<(), Failed>;

    /// Launches these shards, and says as what.
    ///
    /// # Errors
    ///
    /// If they cannot be launched.
    fn launch(&mut self, shards: &[Shard]) -> Result<String, Failed>;

    /// How many of those that were launched last are not over, whatever became of the others.
    ///
    /// # Errors
    ///
    /// If that cannot be found out.
    fn left(&mut self) -> Result<usize, Failed>;

    /// Ends those that are not over.
    fn cancel(&mut self);

    /// How long it takes until it is worth to ask again.
    fn pause(&self) -> Duration;
}
