//! What became of an invocation, in a word.

use super::declare::choice;

choice! {
    /// What became of an invocation. Reports tell it in several fields; tables have the word, too.
    pub enum InvocationOutcome {
        /// It succeeded.
        Succeeded = "succeeded",
        /// It was accepted and failed.
        Failed = "failed",
        /// The service refused it.
        Refused = "refused",
        /// The run ended before it was over.
        Unfinished = "unfinished",
    }
}
