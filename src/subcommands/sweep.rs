//! `coldstart sweep`: studies of scenarios, in one piece or in shards.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use coldstart::cli::Failed;
use coldstart::cli::study::{self, Invoked, StudyOutputs};
use coldstart::experiment::study::{file as files, merge};
use coldstart::results::check::Check;

use super::{file, path};

/// What the help ends with.
const AFTER: &str = "\
A study is a .toml or .json file that names its scenario; a scenario file is one, too, with --sweep and --replications.
What is varied is `nodes`, KEY of NAME (`memory of resize`), or the way to a value of the scenario file (`scheduler`, `hosts[2].cores`).
Exit code: 0; 1 if a run fails, or shards of --engine again and again; 2 on bad input, if something cannot be written, or if a precision is not reached; 130 after Ctrl-C.";

pub(super) fn command() -> Command {
    let whole = study_command("sweep")
        .about("Runs a study: a scenario with several values of some quantities, each with several replications")
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true);
    let run =
        study_command("run").about("Runs a study, or one shard of it (--shard K/N --out FOLDER)");
    let merge = Command::new("merge")
        .about("Tells what a study has found whose shards have been run")
        .arg(file(
            "folder",
            "FOLDER",
            "The folder that --out has written",
        ))
        .args(study::only_options().into_iter().filter(|option| {
            let id = option.get_id();
            ["json", "csv", "parquet", "report", "provenance", "quiet"].contains(&id.as_str())
        }))
        .arg(study::pages_option().requires("report").help(
            "The folder into which --reports of the shards has written pages: that of --report has links to them",
        ));
    whole.subcommand(run).subcommand(merge)
}

fn study_command(name: &'static str) -> Command {
    Command::new(name)
        .arg(file("file", "STUDY", "The study: a .toml or .json file"))
        .args(study::options())
        .args(study::only_options())
        .after_help(format!(
            "{AFTER}\n\nThe metrics (p50 to max are of response times):\n{}",
            Check::help().trim_end()
        ))
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    match matches.subcommand() {
        Some(("merge", matches)) => merged(matches),
        Some((_, matches)) => whole(matches),
        None => whole(matches),
    }
}

fn whole(matches: &ArgMatches) -> Result<(), Failed> {
    let file: &PathBuf = path(matches, "file");
    let loaded = files::study(file).map_err(Failed::bad_input)?;
    let scenario = loaded.files.last().and_then(|file| file.file_name());
    let scenario = scenario.unwrap_or_default().to_string_lossy().into_owned();
    let study = loaded.study.program(["coldstart", "run", &scenario]);
    let invoked = Invoked {
        words: &["sweep", "run"],
        file: Some(file),
    };
    study::run(matches, study, &loaded.files, invoked)
}

fn merged(matches: &ArgMatches) -> Result<(), Failed> {
    let folder: &PathBuf = path(matches, "folder");
    let outputs = StudyOutputs::new(matches, &[], Some(folder))?;
    let result = merge(folder).map_err(Failed::bad_input)?;
    study::found(matches, &result, &outputs)
}
