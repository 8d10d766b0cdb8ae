//! Command lines: that of each declared simulation, and what they have in common with the `coldstart` command.
//!
//! * `checks`: thresholds;
//! * `options`: the options that all runs have in common;
//! * `output`: files of results, written whole or not at all;
//! * `progress`: the line of progress on terminals;
//! * `diff`: what changed between two results.

pub mod checks;
pub mod diff;
pub mod options;
pub mod output;
pub mod progress;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches, Command};
use indicatif::ProgressBar;
use serde::Serialize;
use sim_runtime::results::{self, Options, Report, RunError};
use sim_runtime::simulation::{Builder, Declaration};

/// Exit code of a run that ended early, or in which something failed that was not meant to.
pub const HALTED: u8 = 1;
/// Exit code of bad input, and of output that cannot be written.
pub const BAD_INPUT: u8 = 2;

/// The command line of a declared simulation: `--PARAMETER VALUE` for each parameter, and the options of all runs.
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
    /// What went wrong, and how to correct it.
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

/// Prints why a command failed, if it did, and returns its exit code.
pub fn finish(outcome: Result<(), Failed>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            if !failed.message.is_empty() {
                eprintln!("error: {}", failed.message);
            }
            ExitCode::from(failed.code)
        }
    }
}

/// One run, with the options of its command line.
pub struct RunCommand<'a> {
    matches: &'a ArgMatches,
    outputs: output::Outputs,
    progress: ProgressBar,
    started: Instant,
}

impl<'a> RunCommand<'a> {
    /// Reads the options of all runs, and checks that the results can be written.
    ///
    /// # Errors
    ///
    /// If they cannot.
    pub fn new(matches: &'a ArgMatches) -> Result<Self, Failed> {
        let outputs = options::outputs(matches);
        outputs.check().map_err(Failed::bad_input)?;
        let progress = if matches.get_flag("quiet") {
            ProgressBar::hidden()
        } else {
            progress::line()
        };
        Ok(Self {
            matches,
            outputs,
            progress,
            started: Instant::now(),
        })
    }

    /// How to run.
    pub fn options(&self) -> Options {
        let options = Options::new(options::seed(self.matches))
            .recording(options::recording(self.matches))
            .watch(progress::watch(self.progress.clone()));
        match options::horizon(self.matches) {
            Some(date) => options.horizon(date),
            None => options,
        }
    }

    /// Writes and prints what came out; `json` goes into the file of `--json`.
    ///
    /// # Errors
    ///
    /// If something cannot be written, or there is a failure: why the run ended early, or else is not what was meant.
    pub fn report(
        self,
        report: &Report,
        json: &impl Serialize,
        failure: Option<String>,
    ) -> Result<(), Failed> {
        let wall = self.started.elapsed();
        self.progress.finish_and_clear();
        self.outputs
            .write(report, json)
            .map_err(Failed::bad_input)?;
        if !self.matches.get_flag("quiet") {
            print_summary(report, wall, self.matches.get_flag("log"));
        }
        match failure.or_else(|| checks::failure(self.matches, report)) {
            None => Ok(()),
            Some(message) => Err(Failed {
                message,
                code: HALTED,
            }),
        }
    }
}

fn print_summary(report: &Report, wall: Duration, with_log: bool) {
    if with_log {
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
    print!("{}", checks::told(report));
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
            .help_heading("Parameters")
            .help(info.doc)
    });
    Command::new(D::NAME)
        .about(D::DOC)
        .args(parameters)
        .args(options::run_options())
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
    checks::know(matches, || {
        let mut builder = Builder::new();
        declaration.build(&mut builder);
        builder.function_names().map(str::to_owned).collect()
    })?;
    let command = RunCommand::new(matches)?;
    let (mut report, failure) = match results::run_with(&declaration, command.options()) {
        Ok(report) => (report, None),
        Err(RunError::Halted { halt, report }) => (*report, Some(halt.to_string())),
        Err(error) => return Err(Failed::bad_input(error)),
    };
    checks::judge(matches, &mut report);
    command.report(&report, &report, failure)
}
