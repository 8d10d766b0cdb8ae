//! `coldstart calibrate`: fits a scenario to observed invocations.

use std::io;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::document::{self, Document};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, console, options};
use coldstart::experiment::calibration::{Calibrate, Calibration};
use coldstart::results::observed::Observed;
use coldstart::scenario::load;

use super::{file, path};

/// What the help ends with.
const AFTER: &str = "\
The observations are CSV with the columns date, function, duration (seconds, or times with a unit) and cold (true or false).
The earlier ones are fitted; the later ones are held out and predicted.
Exit code: 0; 2 on bad input, or if something cannot be written.";

pub(super) fn command() -> Command {
    Command::new("calibrate")
        .about("Fits keep-alive, concurrency and start-up of a scenario to observed invocations")
        .arg(file("observed", "OBSERVED", "What was observed: a .csv file"))
        .arg(file("file", "SCENARIO", "The scenario: a .json or .toml file"))
        .arg(
            Arg::new("held-out")
                .long("held-out")
                .value_name("SHARE")
                .default_value("30%")
                .allow_hyphen_values(true)
                .value_parser(share)
                .help("The share of the observations, the latest ones, that is predicted instead of fitted"),
        )
        .args(options::run_options().into_iter().filter(|option| option.get_id() == "seed"))
        .mut_arg("seed", |seed| {
            seed.help("Seed of the random numbers, unless the scenario has its own")
        })
        .args([Format::Scenario, Format::Json].map(|format| {
            Arg::new(format.option())
                .long(format.option())
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(match format {
                    Format::Json => "Write what was fitted and predicted to this file as JSON (-: standard output)",
                    other => other.help(),
                })
        }))
        .arg(document::option())
        .arg(options::quiet())
        .after_help(AFTER)
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let (observations, file) = (path(matches, "observed"), path(matches, "file"));
    let observed = Observed::load(observations).map_err(Failed::bad_input)?;
    let was_in_order = observed.was_in_order();
    let calibrate = Calibrate {
        held_out: *matches.get_one("held-out").expect("it has a default"),
        seed: options::seed(matches),
        ..Calibrate::new(load::load(file).map_err(Failed::bad_input)?, observed)
    };
    let asked = [Format::Scenario, Format::Json]
        .into_iter()
        .filter_map(|format| {
            let path: &PathBuf = matches.get_one(format.option())?;
            Some((format, path.clone()))
        });
    let asked: Vec<(Format, PathBuf)> = asked.collect();
    let format = written_as(asked.first())?;
    let outputs = Outputs::new(asked).reading(file).reading(observations);
    let channel = outputs.check().map_err(Failed::bad_input)?;
    if !was_in_order && !matches.get_flag("quiet") {
        console::note(&format!(
            "{}: its rows were not in order of date, and were put in order",
            observations.display()
        ));
    }
    let calibration = calibrate.fit().map_err(Failed::bad_input)?;
    let scenario = format.text(&calibration.scenario);
    let scenario = scenario
        .map_err(|error| Failed::bad_input(format!("--write: {error}; write it as JSON")))?;
    let written = outputs.write_each(&|format, out| {
        match format {
            Format::Scenario => out.write_all(scenario.as_bytes())?,
            _ => {
                let document = Document::new(matches, &calibration);
                let document = document.version(Calibration::FORMAT_VERSION);
                serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
            }
        }
        out.write_all(b"\n")
    });
    written.map_err(Failed::bad_input)?;
    match matches.get_flag("quiet") {
        true => Ok(()),
        false => console::print_with(channel, |out| write!(out, "{calibration}")),
    }
}

/// The format of the scenario that is written; JSON if none is.
fn written_as(asked: Option<&(Format, PathBuf)>) -> Result<load::Format, Failed> {
    match asked {
        Some((Format::Scenario, path)) if path.as_os_str() != "-" => {
            load::Format::of(path).map_err(|error| Failed::bad_input(format!("--write: {error}")))
        }
        _ => Ok(load::Format::Json),
    }
}

/// Reads a share between 0 and 1.
fn share(text: &str) -> Result<f64, String> {
    let (number, factor) = text
        .strip_suffix('%')
        .map_or((text, 1.0), |percent| (percent, 0.01));
    let share = number
        .trim()
        .parse::<f64>()
        .ok()
        .map(|number| number * factor);
    let share = share.filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "write a share between 0 and 1, such as 30% or 0.3".to_owned())
}
