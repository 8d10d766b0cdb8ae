//! Programs that know an engine, such as `sbatch`.

use std::io;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sim_runtime::units::spelling::visible_lines;

use super::asked_program::Asked;
use crate::cli::failed::Failed;
use crate::cli::unfinished;

/// How long a program may take to answer: longer than those of a cluster that has much to do.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long it may take after a signal, when somebody waits for the end.
const LAST_PATIENCE: Duration = Duration::from_secs(10);

/// How many of the last lines of a message are told.
pub(super) const LINES: usize = 8;

/// What an engine is called, and how it comes to be there.
pub(super) struct Named {
    /// As `--engine` has it.
    pub(super) engine: &'static str,
    /// What to do if its programs are missing.
    pub(super) install: &'static str,
    /// What to do if they do not succeed.
    pub(super) mend: &'static str,
}

impl Named {
    /// What a program prints. A signal to this process ends it.
    ///
    /// # Errors
    ///
    /// If there is none, or it does not answer or succeed: what it said.
    pub(super) fn output(&self, program: &str, arguments: &[&str]) -> Result<String, Failed> {
        self.output_within(
            PATIENCE,
            Some(unfinished::stop_at_a_signal()),
            program,
            arguments,
        )
    }

    /// What a program prints that is needed after a signal, too.
    ///
    /// # Errors
    ///
    /// Those of [`output`](Self::output).
    pub(super) fn last_output(&self, program: &str, arguments: &[&str]) -> Result<String, Failed> {
        self.output_within(LAST_PATIENCE, None, program, arguments)
    }

    fn output_within(
        &self,
        patience: Duration,
        stop: Option<&AtomicBool>,
        program: &str,
        arguments: &[&str],
    ) -> Result<String, Failed> {
        let Self {
            engine,
            install,
            mend,
        } = self;
        let shown = [&[program], arguments.get(..1).unwrap_or_default()].concat();
        let shown = shown.join(" ");
        let wrong = |cause: &dyn std::fmt::Display| {
            Failed::bad_input(format!("--engine {engine}: `{shown}` {cause}"))
        };
        let asked = Asked::start(program, arguments).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => Failed::bad_input(format!(
                "--engine {engine}: there is no program `{program}` in the PATH; {install}"
            )),
            _ => wrong(&format_args!("cannot be started: {cause}")),
        })?;
        let answer = asked.answer(patience, stop);
        let answer = answer.map_err(|cause| wrong(&format_args!("{cause}")))?;
        if answer.status.success() {
            return Ok(answer.printed);
        }
        let said = match answer.said.trim().is_empty() {
            true => last_lines(&answer.printed),
            false => last_lines(&answer.said),
        };
        Err(wrong(&format_args!(
            "did not succeed ({}); {mend}{said}",
            answer.status
        )))
    }
}

/// The last lines of a message, each on a line of its own; nothing of an empty one.
pub(super) fn last_lines(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter()
        .map(|line| format!("\n  {}", visible_lines(line)))
        .collect()
}
