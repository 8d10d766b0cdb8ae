//! What can be wrong with a distribution.

use crate::units::spelling::{cut, visible};

/// Why a text is no distribution, or why one means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DistributionError {
    /// A text that cannot be read.
    #[error("invalid distribution `{}`: {}", visible(&cut(text)), self.reason())]
    Unreadable {
        /// The text.
        text: String,
        /// Where it cannot be read any further: the number of the character, from 1.
        character: usize,
        /// What is wrong there, and how to mend it.
        reason: String,
    },
    /// Parameters that mean nothing.
    #[error("invalid distribution `{}`: {reason}", cut(distribution))]
    Meaningless {
        /// The distribution, or the part of it that means nothing.
        distribution: String,
        /// What is wrong with it, and how to mend it.
        reason: String,
    },
}

impl DistributionError {
    /// What is wrong, and where, without the text itself.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreadable {
                character, reason, ..
            } => format!("at character {character}, {reason}"),
            Self::Meaningless { reason, .. } => reason.clone(),
        }
    }
}
