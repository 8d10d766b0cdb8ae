//! Command lines: that of each declared simulation, and what they have in common with the `coldstart` command.
//!
//! * `building`: a declaration whose expressions may panic, and `checks`: thresholds;
//! * `options`: the options that all runs have in common, and `color`: when there are colours;
//! * `whole_number`: whole numbers within bounds;
//! * `parse`: from the arguments of the program to those of a command;
//! * `output`: files of results, written whole or not at all, in a `format`, to a `target`, by way of files that are `unfinished`;
//! * `document`: what is written as JSON, and what made it;
//! * `one_file`: a file that is no result, written whole or not at all;
//! * `console`: what is printed, and `summary`: what a run prints;
//! * `progress`: the line of progress on terminals;
//! * `study`: several values of parameters, several replications;
//! * `failed`: why a command does not succeed;
//! * `diff`: what changed between two results.

mod building;
pub mod checks;
pub mod color;
pub mod console;
pub mod diff;
pub mod document;
mod failed;
mod format;
pub mod one_file;
pub mod options;
pub mod output;
mod parse;
pub mod progress;
pub mod study;
mod summary;
mod target;
mod unfinished;
pub mod whole_number;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Arg, ArgMatches, Command};
use indicatif::ProgressBar;
use serde::Serialize;
use sim_runtime::experiment::study::Study;
use sim_runtime::experiment::study::subject::Declared;
use sim_runtime::results::{self, Options, Report, RunError};
use sim_runtime::simulation::Declaration;

use console::Channel;
use study::Invoked;

pub use console::finish;
pub use failed::{BAD_INPUT, Failed, HALTED};
pub use parse::matches;

/// The command line of a declared simulation: `--PARAMETER VALUE` for each parameter, and the options of all runs.
///
/// Prints a summary on standard output; errors go to standard error, with exit code 2 for bad input and 1 for a run that
/// ended early.
pub fn declared<D: Declaration + 'static>() -> ExitCode {
    match matches(command::<D>()) {
        Ok(matches) => finish(run_declared::<D>(&matches)),
        Err(code) => code,
    }
}

/// The command line of a declared simulation has nothing but options.
const INVOKED: Invoked<'static> = Invoked {
    words: &[],
    file: None,
};

/// One run, with the options of its command line.
pub struct RunCommand<'a> {
    matches: &'a ArgMatches,
    outputs: output::Outputs,
    channel: Channel,
    progress: ProgressBar,
    started: Instant,
}

impl<'a> RunCommand<'a> {
    /// Reads the options of all runs, and checks that the results can be written, but not in place of the file that is read.
    ///
    /// # Errors
    ///
    /// If they cannot.
    pub fn new(matches: &'a ArgMatches, input: Option<&Path>) -> Result<Self, Failed> {
        let mut outputs = options::outputs(matches);
        if let Some(input) = input {
            outputs = outputs.reading(input);
        }
        if let Some((observed, file)) = options::observed(matches)? {
            outputs = outputs.reading(file).beside(Some(observed));
        }
        let channel = outputs.check().map_err(Failed::bad_input)?;
        let progress = if matches.get_flag("quiet") {
            ProgressBar::hidden()
        } else {
            progress::line()
        };
        Ok(Self {
            matches,
            outputs,
            channel,
            progress,
            started: Instant::now(),
        })
    }

    /// How to run.
    pub fn options(&self) -> Options {
        let options = Options::new(options::seed(self.matches))
            .recording(options::recording(self.matches))
            .replication(options::replication(self.matches))
            .watch(progress::watch(self.progress.clone()));
        match options::horizon(self.matches) {
            Some(date) => options.horizon(date),
            None => options,
        }
    }

    /// Prints and writes what came out; `json` goes into the file of `--json`. What can be done is done, whatever fails.
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
        let parts = summary::Parts {
            log: self.matches.get_flag("log"),
            summary: !self.matches.get_flag("quiet"),
        };
        let printed = summary::print(self.channel, report, wall, parts);
        let json = document::Document::new(self.matches, json);
        let written = self.outputs.write(report, &json);
        let written = written.map_err(Failed::bad_input);
        let halted = failure.map_or(Ok(()), |message| {
            Err(Failed {
                message,
                code: HALTED,
            })
        });
        let checked = checks::outcome(self.matches, report);
        Failed::of_all([printed, written, halted, checked])
    }
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
        .args(study::options())
        .arg(color::option())
        .after_help(options::after_run())
}

fn run_declared<D: Declaration + 'static>(matches: &ArgMatches) -> Result<(), Failed> {
    let mut declaration = D::default();
    let mut given = Vec::new();
    for info in D::PARAMETERS {
        if let Some(text) = matches.get_one::<String>(info.name) {
            let option = info.name.replace('_', "-");
            declaration
                .set(info.name, text)
                .map_err(|error| Failed::bad_input(format!("--{option}: {error}")))?;
            given.push((info.name.to_owned(), text.clone().into()));
        }
    }
    if study::are_asked(matches) {
        let subject = Declared::<D>::new(given);
        let study = Study::of(subject).program(document::program());
        return study::run(matches, study, &[], INVOKED);
    }
    let builder = building::quietly(|| results::declared(&declaration))?;
    checks::know(matches, || {
        let deployed = builder.deployment_names();
        let deployed = deployed.map(|(function, service)| format!("{function} on {service}"));
        let functions = builder.function_names().map(str::to_owned);
        functions.chain(deployed).collect()
    })?;
    let command = RunCommand::new(matches, None)?;
    let (mut report, failure) = match builder.run_with(command.options()) {
        Ok(report) => (report, None),
        Err(RunError::Halted { halt, report }) => (*report, Some(halt.to_string())),
        Err(error) => return Err(Failed::bad_input(error)),
    };
    checks::judge(matches, &mut report);
    command.report(&report, &report, failure)
}
