//! The `coldstart` command: runs scenario files.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::{self, Failed};
use coldstart::scenario;

fn main() -> ExitCode {
    let matches = command().get_matches();
    cli::finish(match matches.subcommand() {
        Some(("run", matches)) => run(matches),
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
                .arg(
                    Arg::new("file")
                        .value_name("FILE")
                        .required(true)
                        .value_parser(value_parser!(PathBuf))
                        .help("The scenario: a .json or .toml file"),
                )
                .arg(
                    cli::seed_option()
                        .help("Seed of the random numbers, unless the scenario has its own"),
                )
                .arg(cli::json_option())
                .arg(cli::log_option()),
        )
}

fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file: &PathBuf = matches.get_one("file").expect("clap requires the file");
    let scenario = scenario::load::load(file).map_err(Failed::bad_input)?;
    let started = Instant::now();
    let run = scenario::run::run(&scenario, cli::seed(matches)).map_err(|error| {
        let problems: Vec<String> = error
            .problems
            .iter()
            .map(|problem| format!("{}: {problem}", file.display()))
            .collect();
        Failed::bad_input(problems.join("\n"))
    })?;
    let wall = started.elapsed();
    if let Some(file) = cli::json(matches) {
        cli::write_json(file, &run.result).map_err(Failed::bad_input)?;
    }
    cli::print_summary(&run.report, wall, matches);
    match run.halt {
        None => Ok(()),
        Some(halt) => Err(Failed {
            message: halt.to_string(),
            code: cli::HALTED,
        }),
    }
}
