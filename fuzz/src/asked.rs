//! The options of the programs.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};

/// What is asked for.
pub(crate) struct Asked {
    /// For how long.
    pub(crate) length: Duration,
    /// How many inputs, at most.
    pub(crate) count: u64,
    /// Where the inputs come from.
    pub(crate) seed: u64,
    /// How long an input may take.
    pub(crate) limit: Duration,
    /// The only input to try.
    pub(crate) input: Option<PathBuf>,
    /// Where inputs that go wrong are kept.
    pub(crate) found: PathBuf,
    /// The folder that this child of the program has from its parent.
    pub(crate) inside: Option<PathBuf>,
}

impl Asked {
    pub(crate) fn new(matches: &ArgMatches) -> Self {
        let number = |name: &str| matches.get_one::<u64>(name).copied().unwrap_or(0);
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        Self {
            length: Duration::from_secs(number("seconds")),
            count: number("count"),
            seed: number("seed"),
            limit: Duration::from_secs(number("limit")),
            input: path("input"),
            found: path("found").unwrap_or_default(),
            inside: path("inside"),
        }
    }
}

/// The options of a target.
pub(crate) fn options(target: &str) -> Command {
    let number = |name: &'static str, usual: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("NUMBER")
            .value_parser(value_parser!(u64))
            .default_value(usual)
            .help(help)
    };
    let path = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("PATH")
            .value_parser(value_parser!(PathBuf))
            .help(help)
    };
    Command::new(format!("fuzz-{target}"))
        .about("Reads random bad input, and fails if that crashes, hangs or takes more than 1 GiB")
        .arg(number("seconds", "60", "For how long"))
        .arg(number(
            "count",
            "18446744073709551615",
            "How many inputs, at most",
        ))
        .arg(number("seed", "1", "Another seed tries other inputs"))
        .arg(number(
            "limit",
            "20",
            "How many seconds of a processor an input may take",
        ))
        .arg(path("input", "Try this input and no other"))
        .arg(path("found", "Where inputs that go wrong are kept").default_value("target/fuzz"))
        .arg(path("inside", "The folder of the child").hide(true))
}
