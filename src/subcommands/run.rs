//! `coldstart run`: runs a scenario file.

use clap::{ArgMatches, Command};
use coldstart::cli::{Failed, RunCommand, checks, options};
use coldstart::results::Report;
use coldstart::scenario;
use coldstart::scenario::run::ScenarioResult;
use serde::Serialize;

use super::{file, path};

pub(super) fn command() -> Command {
    Command::new("run")
        .about("Runs a scenario file (JSON or TOML) and prints a summary")
        .arg(file("file", "FILE", "The scenario: a .json or .toml file"))
        .args(options::run_options())
        .mut_arg("seed", |seed| {
            seed.help("Seed of the random numbers, unless the scenario has its own")
        })
}

/// What `run --json` writes: the result in the scenario files' own terms, and the report as any simulation has it.
#[derive(Serialize)]
struct ScenarioOutput<'a> {
    #[serde(flatten)]
    result: &'a ScenarioResult,
    report: &'a Report,
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "file");
    let scenario = scenario::load::load(file).map_err(Failed::bad_input)?;
    checks::know(matches, || {
        let functions = scenario.functions.iter();
        functions.map(|function| function.name.clone()).collect()
    })?;
    let command = RunCommand::new(matches)?;
    if !matches.get_flag("quiet") {
        for problem in scenario::load::late_entries(&scenario) {
            eprintln!("note: {}: {problem}; it is done late", file.display());
        }
    }
    let seed = options::seed(matches);
    let mut run = scenario::run::run_with(&scenario, seed, command.options()).map_err(|error| {
        let problems: Vec<String> = error
            .problems
            .iter()
            .map(|problem| format!("{}: {problem}", file.display()))
            .collect();
        Failed::bad_input(problems.join("\n"))
    })?;
    checks::judge(matches, &mut run.report);
    let output = ScenarioOutput {
        result: &run.result,
        report: &run.report,
    };
    command.report(&run.report, &output, run.failure())
}
