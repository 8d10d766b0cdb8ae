//! `coldstart diff`: what changed between two stored results.

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::diff::{self, Comparison, Only, Options, Tolerance};
use coldstart::cli::{Failed, console};

use super::stored::open;
use super::{file, path};

/// Exit code of `diff` if the results differ.
const DIFFERENT: u8 = 1;

pub(super) fn command() -> Command {
    Command::new("diff")
        .about("Prints what changed between two results that --json has stored")
        .after_help("Exit code: 0 if nothing changed, 1 if something did, 2 on bad input.")
        .arg(file("before", "BEFORE", "The former result: a .json file"))
        .arg(file("after", "AFTER", "The later result: a .json file"))
        .arg(
            Arg::new("tolerance")
                .long("tolerance")
                .value_name("SHARE")
                .value_parser(value_parser!(Tolerance))
                .allow_hyphen_values(true)
                .default_value("0")
                .help("How much numbers may differ that count as equal, such as 1e-6 or 0.1%"),
        )
        .arg(
            Arg::new("only")
                .long("only")
                .value_name("PATH")
                .value_parser(value_parser!(Only))
                .help("The part to compare, such as summary or functions.resize"),
        )
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let mut before = open(path(matches, "before"))?;
    let mut after = open(path(matches, "after"))?;
    let options = Options {
        tolerance: matches.get_one("tolerance").copied().unwrap_or_default(),
        only: matches.get_one("only").cloned().unwrap_or_default(),
    };
    let Comparison { text, is_different } =
        diff::compare(&mut before, &mut after, &options).map_err(Failed::bad_input)?;
    console::print(&text)?;
    match is_different {
        false => Ok(()),
        true => Err(Failed {
            message: String::new(),
            code: DIFFERENT,
        }),
    }
}
