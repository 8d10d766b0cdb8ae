//! Documents of JSON: what a command has found, the version of its format, and what made it if that is asked for.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches};
use serde::Serialize;

/// The options that say where something is written or how it is shown, which changes nothing of what is found. Those of the first list
/// have a value.
const NO_PART: (&[&str], &[&str]) = (
    &[
        "--json",
        "--csv",
        "--parquet",
        "--perfetto",
        "--report",
        "--reports",
        "--write",
        "--out",
        "--shard",
        "--jobs",
        "--color",
    ],
    &["--quiet", "-q", "--log", "--provenance", "--markdown"],
);

/// The revision of the source that this program was built from, if that was known then.
const REVISION: Option<&str> = option_env!("COLDSTART_REVISION");

/// What a command has found, as JSON.
#[derive(Debug, Serialize)]
pub struct Document<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_by: Option<MadeBy>,
    #[serde(flatten)]
    found: &'a T,
}

/// What made a document.
#[derive(Debug, Serialize)]
struct MadeBy {
    /// The version of coldstart.
    version: &'static str,
    /// The revision of the source of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
    /// The name of the program, wherever it lies.
    program: Option<String>,
    /// What follows it on the command line, but for where something is written and how it is shown.
    arguments: Vec<String>,
}

/// The option to say what made a document.
pub fn option() -> Arg {
    Arg::new("provenance")
        .long("provenance")
        .action(ArgAction::SetTrue)
        .requires("json")
        .help("Say in the JSON what made it: version, revision (of COLDSTART_REVISION) and command line, as `made_by`")
}

impl<'a, T: Serialize> Document<'a, T> {
    /// Of what says the version of its format itself.
    pub fn new(matches: &ArgMatches, found: &'a T) -> Self {
        Self {
            format_version: None,
            made_by: matches.get_flag("provenance").then(MadeBy::this),
            found,
        }
    }

    /// With this version of the format.
    #[must_use]
    pub fn version(self, version: u32) -> Self {
        Self {
            format_version: Some(version),
            ..self
        }
    }
}

impl MadeBy {
    /// This process.
    fn this() -> Self {
        let told = std::env::var("COLDSTART_REVISION").ok();
        let arguments = std::env::args_os().skip(1);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            revision: told
                .filter(|revision| !revision.is_empty())
                .or(REVISION.map(str::to_owned)),
            program: program(),
            arguments: telling(arguments.map(|one| one.to_string_lossy().into_owned())),
        }
    }
}

/// The name of this program, wherever it lies.
pub fn program() -> Option<String> {
    let program = std::env::args_os().next()?;
    let name = Path::new(&program).file_stem()?;
    Some(name.to_string_lossy().into_owned())
}

/// The arguments that have a part in what is found.
fn telling(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let (with_value, without) = NO_PART;
    let mut telling = Vec::new();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let name = argument
            .split_once('=')
            .map_or(&*argument, |(name, _)| name);
        match (with_value.contains(&name), without.contains(&name)) {
            // Its value follows, unless it is in the same word.
            (true, _) if name == argument => drop(arguments.next()),
            (false, false) => telling.push(argument),
            _ => {}
        }
    }
    telling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_something_is_written_does_not_make_it() {
        let line = "run shop.json --json out.json --seed 7 --report=a.html -q --set nodes=2 --provenance --jobs 3 --csv t";
        let told = telling(line.split(' ').map(str::to_owned));
        assert_eq!(told.join(" "), "run shop.json --seed 7 --set nodes=2");
    }
}
