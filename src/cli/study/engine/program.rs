//! Programs that know an engine, such as `sbatch`.

use std::io;
use std::process::{Command, Stdio};

use sim_runtime::units::spelling::visible_lines;

use crate::cli::failed::Failed;

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
    /// What a program prints.
    ///
    /// # Errors
    ///
    /// If there is none, or it does not succeed: what it said.
    pub(super) fn output(&self, program: &str, arguments: &[&str]) -> Result<String, Failed> {
        let Self {
            engine,
            install,
            mend,
        } = self;
        let mut command = Command::new(program);
        // Ctrl-C on a terminal is for this process: a job that was not told of would go on.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let output = command
            .args(arguments)
            // What it says would end in where it was said.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .output();
        let output = output.map_err(|cause| {
            Failed::bad_input(match cause.kind() {
                io::ErrorKind::NotFound => {
                    format!(
                        "--engine {engine}: there is no program `{program}` in the PATH; {install}"
                    )
                }
                _ => format!("--engine {engine}: `{program}` cannot be started: {cause}"),
            })
        })?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(printed);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = match said.trim().is_empty() {
            true => last_lines(&printed),
            false => last_lines(&said),
        };
        Err(Failed::bad_input(format!(
            "--engine {engine}: `{program} {}` did not succeed ({}); {mend}{said}",
            arguments.first().unwrap_or(&""),
            output.status,
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
