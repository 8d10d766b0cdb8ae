//! Command lines: that of each declared simulation, and what they have in common with the `coldstart` command.

mod output;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use sim_runtime::kernel::Seed;
use sim_runtime::results::{self, Report, RunError};
use sim_runtime::simulation::Declaration;

pub use output::{OutputError, write_json};

/// Exit code of a run that ended early.
pub const HALTED: u8 = 1;
/// Exit code of bad input, and of output that cannot be written.
pub const BAD_INPUT: u8 = 2;

/// The seed of those who do not care.
const DEFAULT_SEED: &str = "42";

/// The command line of a declared simulation: `--PARAMETER VALUE` for each parameter, `--seed`, `--json` and `--log`.
///
/// Prints a summary on standard output; errors go to standard error, with exit code 2 for bad input and 1 for a run that
/// ended early.
pub fn declared<D: Declaration>() -> ExitCode {
    let matches = command::<D>().get_matches();
    finish(run_declared::<D>(&matches))
}

/// Why a command did not succeed: a message for standard error, and the exit code.
#[derive(Debug)]
pub struct Failed {
    /// What went wrong, and how to mend it.
    pub message: String,
    /// The exit code.
    pub code: u8,
}

impl Failed {
    /// Bad input.
    pub fn bad_input(message: impl ToString) -> Self {
        Self {
            message: message.to_string(),
            code: BAD_INPUT,
        }
    }
}

/// Tells how a command ended.
pub fn finish(outcome: Result<(), Failed>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("error: {}", failed.message);
            ExitCode::from(failed.code)
        }
    }
}

/// The option `--seed N`.
pub fn seed_option() -> Arg {
    Arg::new("seed")
        .long("seed")
        .value_name("N")
        .value_parser(value_parser!(u64))
        .default_value(DEFAULT_SEED)
        .help("Seed of the random numbers: the same seed gives the same result")
}

/// The option `--json FILE`.
pub fn json_option() -> Arg {
    Arg::new("json")
        .long("json")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Write the result to this file as JSON")
}

/// The option `--log`.
pub fn log_option() -> Arg {
    Arg::new("log")
        .long("log")
        .action(ArgAction::SetTrue)
        .help("Print what the processes logged, before the summary")
}

/// The value of `--seed`.
pub fn seed(matches: &ArgMatches) -> Seed {
    Seed(matches.get_one("seed").copied().unwrap_or_default())
}

/// The value of `--json`.
pub fn json(matches: &ArgMatches) -> Option<&PathBuf> {
    matches.get_one("json")
}

/// Prints the summary of a run, after its log if that was asked for.
pub fn print_summary(report: &Report, wall: Duration, matches: &ArgMatches) {
    if matches.get_flag("log") {
        for line in &report.log {
            println!("{:>22}  {}: {}", line.date, line.process, line.text);
        }
        println!();
    }
    let mut parameters: Vec<String> = report
        .parameters
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    parameters.push(format!("seed {}", report.seed));
    println!("{}: {}\n", report.simulation, parameters.join(", "));
    println!("{report}");
    println!("wall time    {:.6} s", wall.as_secs_f64());
}

fn command<D: Declaration>() -> Command {
    let defaults = D::default().values();
    let parameters = D::PARAMETERS.iter().zip(defaults).map(|(info, default)| {
        let default = default.to_string();
        Arg::new(info.name)
            .long(info.name.replace('_', "-"))
            .value_name("VALUE")
            .default_value(default)
            .allow_hyphen_values(true)
            .help(info.doc)
    });
    Command::new(D::NAME)
        .about(D::DOC)
        .args(parameters)
        .arg(seed_option())
        .arg(json_option())
        .arg(log_option())
}

fn run_declared<D: Declaration>(matches: &ArgMatches) -> Result<(), Failed> {
    let mut declaration = D::default();
    for info in D::PARAMETERS {
        if let Some(text) = matches.get_one::<String>(info.name) {
            let option = info.name.replace('_', "-");
            declaration
                .set(info.name, text)
                .map_err(|error| Failed::bad_input(format!("--{option}: {error}")))?;
        }
    }
    let started = Instant::now();
    let outcome = results::run(&declaration, seed(matches));
    let wall = started.elapsed();
    let (report, halted) = match outcome {
        Ok(report) => (report, None),
        Err(RunError::Halted { halt, report }) => (*report, Some(halt)),
        Err(error) => return Err(Failed::bad_input(error)),
    };
    if let Some(file) = json(matches) {
        write_json(file, &report).map_err(Failed::bad_input)?;
    }
    print_summary(&report, wall, matches);
    match halted {
        None => Ok(()),
        Some(halt) => Err(Failed {
            message: halt.to_string(),
            code: HALTED,
        }),
    }
}
