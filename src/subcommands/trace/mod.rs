//! `coldstart trace`: looks at traces, converts and samples them, and makes some.

mod asked;
mod files;
mod info;
mod synthesise;

use clap::{ArgMatches, Command};
use coldstart::cli::Failed;
use coldstart::workload::trace::Format;

/// What the help ends with.
const AFTER: &str = "\
A trace is a file, or a folder where its format has several. The format is found by the names of files and columns unless
--format says it. Files may be compressed with gzip.
Exit code: 0; 2 on bad input, or if something cannot be written; then nothing is.";

pub(super) fn command() -> Command {
    let formats = Format::ALL.map(Format::name).join(", ");
    Command::new("trace")
        .about("Looks at traces of invocations, converts and samples them, or makes one")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            info::command(),
            files::convert(),
            files::sample(),
            synthesise::command(),
        ])
        .after_help(format!("Formats: {formats}.\n{AFTER}"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    match matches.subcommand().expect("clap requires a subcommand") {
        ("info", matches) => info::run(matches),
        ("synthesise", matches) => synthesise::run(matches),
        (_, matches) => files::run(matches),
    }
}
