//! `coldstart diff`: what changed between two stored results.

use clap::{ArgMatches, Command};
use coldstart::cli::{Failed, console, diff};
use coldstart::units::spelling::visible_lines;

use super::stored::read_result;
use super::{file, path};

/// Exit code of `diff` if the results differ.
const DIFFERENT: u8 = 1;

pub(super) fn command() -> Command {
    Command::new("diff")
        .about("Prints what changed between two results that --json has stored")
        .after_help("Exit code: 0 if nothing changed, 1 if something did, 2 on bad input.")
        .arg(file("before", "BEFORE", "The former result: a .json file"))
        .arg(file("after", "AFTER", "The later result: a .json file"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let before = read_result(path(matches, "before"))?;
    let after = read_result(path(matches, "after"))?;
    let text = diff::diff(&before, &after);
    console::print(&visible_lines(&text))?;
    if text.is_empty() {
        Ok(())
    } else {
        Err(Failed {
            message: String::new(),
            code: DIFFERENT,
        })
    }
}
