//! Arguments that several subcommands have.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};

/// An argument that is the path of a file.
pub(super) fn file(name: &'static str, value_name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .value_name(value_name)
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

/// The value of such an argument.
pub(super) fn path<'a>(matches: &'a ArgMatches, name: &str) -> &'a PathBuf {
    matches.get_one(name).expect("clap requires the file")
}
