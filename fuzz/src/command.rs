//! The program of a target: the parent, which starts the child and sees its end.

use std::fs;
use std::process::{Command, ExitCode};

use crate::asked::{Asked, options};
use crate::found::Found;
use crate::limits;
use crate::reading::Reading;
use crate::target::Target;

/// The program of a target.
pub fn fuzz(target: Target) -> ExitCode {
    let asked = Asked::new(&options(target.name).get_matches());
    let is_well = match &asked.inside {
        Some(folder) => {
            limits::cap_memory();
            let reading = Reading::new(target, &asked, folder);
            let reading = reading.map_err(|error| format!("{}: {error}", folder.display()));
            reading.and_then(Reading::run)
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
    let child = Command::new(program)
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
