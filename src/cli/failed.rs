//! Why a command does not succeed, and the exit codes.

/// Exit code of a run that ended early, or in which something failed that was not meant to.
pub const HALTED: u8 = 1;
/// Exit code of bad input, and of output that cannot be written.
pub const BAD_INPUT: u8 = 2;

/// Exit code of what a signal has ended, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command did not succeed: a message for standard error, and the exit code.
#[derive(Debug)]
pub struct Failed {
    /// What went wrong, and how to correct it.
    pub message: String,
    /// The exit code.
    pub code: u8,
}

impl Failed {
    /// Bad input.
    pub fn bad_input(message: impl ToString) -> Self {
        Self {
            message: message.to_string(),
            code: BAD_INPUT,
        }
    }

    /// What came of several things that were done whatever became of the others: all messages, and the gravest code.
    ///
    /// # Errors
    ///
    /// If one of them failed.
    pub fn of_all(outcomes: impl IntoIterator<Item = Result<(), Self>>) -> Result<(), Self> {
        let failed: Vec<Self> = outcomes.into_iter().filter_map(Result::err).collect();
        let Some(code) = failed.iter().map(|one| one.code).max() else {
            return Ok(());
        };
        let messages: Vec<String> = failed.into_iter().map(|one| one.message).collect();
        Err(Self {
            message: messages.join("\n"),
            code,
        })
    }
}
