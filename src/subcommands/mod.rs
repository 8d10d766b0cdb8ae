//! The subcommands, a file each.

mod diff;
mod report;
mod run;
mod stored;

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::Failed;

/// What a subcommand does with its command line.
type Run = fn(&ArgMatches) -> Result<(), Failed>;

/// The subcommands, in the order in which the help shows them.
pub(super) fn all() -> [(Command, Run); 3] {
    [
        (run::command(), run::run),
        (report::command(), report::run),
        (diff::command(), diff::run),
    ]
}

/// An argument that is the path of a file.
fn file(name: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .value_name(value_name)
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

fn path<'a>(matches: &'a ArgMatches, name: &str) -> &'a PathBuf {
    matches.get_one(name).expect("clap requires the file")
}
