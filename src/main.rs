//! The `coldstart` command: runs scenario files, and shows and compares stored results.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{self, BAD_INPUT, Failed, RunCommand, diff, options};
use coldstart::results::Report;
use coldstart::scenario;
use coldstart::scenario::run::ScenarioResult;
use coldstart::units::spelling::echo;
use serde::Serialize;
use serde_json::Value;

/// Exit code of `diff` if the results differ.
const DIFFERENT: u8 = 1;

fn main() -> ExitCode {
    let matches = command().get_matches();
    cli::finish(match matches.subcommand() {
        Some(("run", matches)) => run(matches),
        Some(("report", matches)) => report(matches),
        Some(("diff", matches)) => differences(matches),
        _ => unreachable!("clap requires one of the subcommands"),
    })
}

fn command() -> Command {
    Command::new("coldstart")
        .about("Simulates serverless platforms")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("run")
                .about("Runs a scenario file (JSON or TOML) and prints a summary")
                .arg(file("file", "FILE", "The scenario: a .json or .toml file"))
                .args(options::run_options())
                .mut_arg("seed", |seed| {
                    seed.help("Seed of the random numbers, unless the scenario has its own")
                }),
        )
        .subcommand(
            Command::new("report")
                .about("Renders a page, or other forms, from a result that --json has stored")
                .after_help(
                    "Without an option, the page is written beside the result, as RESULT.html.",
                )
                .arg(file("result", "RESULT", "The result: a .json file"))
                .args(options::output_options()),
        )
        .subcommand(
            Command::new("diff")
                .about("Prints what changed between two results that --json has stored")
                .after_help("Exit code: 0 if nothing changed, 1 if something did, 2 on bad input.")
                .arg(file("before", "BEFORE", "The former result: a .json file"))
                .arg(file("after", "AFTER", "The later result: a .json file")),
        )
}

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

/// What `run --json` writes: the result in the scenario files' own terms, and the report as any simulation has it.
#[derive(Serialize)]
struct ScenarioOutput<'a> {
    #[serde(flatten)]
    result: &'a ScenarioResult,
    report: &'a Report,
}

fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "file");
    let scenario = scenario::load::load(file).map_err(Failed::bad_input)?;
    let command = RunCommand::new(matches)?;
    if !matches.get_flag("quiet") {
        for problem in scenario::load::late_entries(&scenario) {
            eprintln!("note: {}: {problem}; it is done late", file.display());
        }
    }
    let seed = options::seed(matches);
    let run = scenario::run::run_with(&scenario, seed, command.options()).map_err(|error| {
        let problems: Vec<String> = error
            .problems
            .iter()
            .map(|problem| format!("{}: {problem}", file.display()))
            .collect();
        Failed::bad_input(problems.join("\n"))
    })?;
    let output = ScenarioOutput {
        result: &run.result,
        report: &run.report,
    };
    command.report(&run.report, &output, run.failure())
}

fn report(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "result");
    let value = read_result(file)?;
    let value = match value.get("report") {
        Some(report) => report.clone(),
        None => value,
    };
    let report: Report = serde_json::from_value(value).map_err(|error| {
        Failed::bad_input(format!(
            "{}: it is not the result of a run: {}; write one with --json",
            file.display(),
            echo(&error.to_string())
        ))
    })?;
    let mut outputs = options::outputs(matches);
    if outputs.is_empty() {
        let page = file.with_extension("html");
        println!("{}", page.display());
        outputs = Outputs::new([(Format::Report, page)]);
    }
    outputs.write(&report, &report).map_err(Failed::bad_input)
}

fn differences(matches: &ArgMatches) -> Result<(), Failed> {
    let before = read_result(path(matches, "before"))?;
    let after = read_result(path(matches, "after"))?;
    let text = diff::diff(&before, &after);
    print!("{text}");
    if text.is_empty() {
        Ok(())
    } else {
        Err(Failed {
            message: String::new(),
            code: DIFFERENT,
        })
    }
}

fn read_result(file: &Path) -> Result<Value, Failed> {
    let refuse = |cause: &dyn std::fmt::Display| Failed {
        message: format!("{}: {cause}", file.display()),
        code: BAD_INPUT,
    };
    let text = fs::read_to_string(file).map_err(|error| refuse(&error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| refuse(&format!("it is not valid JSON: {error}")))
}
