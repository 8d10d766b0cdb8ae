//! The `coldstart` command: runs scenario files, and shows and compares stored results.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod subcommands;

use std::process::ExitCode;

use coldstart::cli;

fn main() -> ExitCode {
    match cli::matches(subcommands::whole()) {
        Ok(matches) => cli::finish(subcommands::run(&matches)),
        Err(code) => code,
    }
}
