//! The options of the programs, and the parent, which starts the child and sees its end.

use std::fs;
use std::path::PathBuf;
use std::process::{Command as Process, ExitCode};
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::found::Found;
use crate::limits;
use crate::reading::Reading;
use crate::target::Target;

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
    fn new(matches: &ArgMatches) -> Self {
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

fn command(target: &Target) -> Command {
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
    Command::new(format!("fuzz-{}", target.name))
        .about("Reads random bad input, and fails if that crashes, hangs or takes more than 1 GiB")
        .arg(number("seconds", "60", "For how long"))
        .arg(number(
            "count",
            "18446744073709551615",
            "How many inputs, at most",
        ))
        .arg(number("seed", "1", "Another seed tries other inputs"))
        .arg(number("limit", "20", "How many seconds an input may take"))
        .arg(path("input", "Try this input and no other"))
        .arg(path("found", "Where inputs that go wrong are kept").default_value("target/fuzz"))
        .arg(path("inside", "The folder of the child").hide(true))
}

/// The program of a target.
pub fn fuzz(target: Target) -> ExitCode {
    let asked = Asked::new(&command(&target).get_matches());
    let is_well = match &asked.inside {
        Some(folder) => {
            limits::cap_memory();
            Reading::new(target, &asked, folder).run()
        }
        None => parent(&target, &asked),
    };
    match is_well {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("fuzz-{}: {error}", target.name);
            ExitCode::from(2)
        }
    }
}

/// Runs the child, and keeps the input at which it died. Whether all is well.
fn parent(target: &Target, asked: &Asked) -> Result<bool, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let child = Process::new(program)
        .args(std::env::args_os().skip(1))
        .arg("--inside")
        .arg(folder.path())
        // What it leaves there goes with the folder.
        .env("TMPDIR", folder.path())
        .status();
    let ended = child.map_err(|error| format!("the child cannot be started: {error}"))?;
    match ended.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        Some(2) => Err("it could not be tried".to_owned()),
        _ => {
            println!("{}: the child died: {ended}", target.name);
            if asked.input.is_none() {
                let input = fs::read(folder.path().join(Reading::INPUT));
                let input = input.map_err(|error| format!("the input is lost: {error}"))?;
                let found = Found::new(target.name, &asked.found);
                println!("{}", found.keep(&input));
            }
            Ok(false)
        }
    }
}
