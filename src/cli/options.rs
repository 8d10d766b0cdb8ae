//! The options that all runs have in common.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use sim_runtime::kernel::Seed;
use sim_runtime::results::Recording;
use sim_runtime::results::observed::Observed;
use sim_runtime::units::SimTime;

use super::checks;
use super::document;
use super::failed::Failed;
use super::output::{Format, Outputs};
use super::whole_number::whole_number;

/// The seed if none is given.
const DEFAULT_SEED: &str = "42";

/// The options of a run, in the order in which the help shows them.
pub fn run_options() -> Vec<Arg> {
    let mut options = vec![
        Arg::new("seed")
            .long("seed")
            .value_name("N")
            .value_parser(whole_number(0..=u64::MAX))
            .allow_negative_numbers(true)
            .default_value(DEFAULT_SEED)
            .help("Seed of the random numbers: the same seed gives the same result"),
        Arg::new("replication")
            .long("replication")
            .value_name("R")
            .value_parser(whole_number(0..=u64::MAX))
            .allow_negative_numbers(true)
            .help("Make the run that is this replication in a study, from 0 on: with the same seed, but random numbers of its own"),
        Arg::new("record")
            .long("record")
            .value_name("LEVEL")
            .value_parser(value_parser!(Recording))
            .allow_negative_numbers(true)
            .default_value("full")
            .help("How much to keep: full, sampled=N (every N-th invocation) or summary"),
    ];
    options.push(
        Arg::new("horizon")
            .long("horizon")
            .value_name("TIME")
            .value_parser(horizon_of)
            .allow_hyphen_values(true)
            .help("Date at which the simulation is over, such as 2h, whatever is left to happen"),
    );
    options.extend(output_options());
    options.push(document::option());
    options.push(observed_option().requires(Format::Report.option()));
    options.push(checks::option());
    options.extend([
        Arg::new("log")
            .long("log")
            .action(ArgAction::SetTrue)
            .help("Print what the processes logged, before the summary"),
        quiet().help("Print nothing but errors, or with --log the log alone; show no progress"),
    ]);
    options
}

/// The option to print nothing but errors.
pub fn quiet() -> Arg {
    Arg::new("quiet")
        .long("quiet")
        .short('q')
        .action(ArgAction::SetTrue)
        .help("Print nothing but errors")
}

/// What the help of a run ends with.
pub fn after_run() -> String {
    format!("{AFTER_RUN}\n\n{}", checks::help())
}

const AFTER_RUN: &str = "\
If a result goes to standard output, the log and the summary go to standard error.
Exit code: 0; 1 if the run ended early or a check fails; 2 on bad input, or if something cannot be written.";

/// One option for each form in which results are written.
pub fn output_options() -> Vec<Arg> {
    let option = |format: &Format| {
        Arg::new(format.option())
            .long(format.option())
            .value_name(format.value_name())
            .value_parser(value_parser!(PathBuf))
            .help(format.help())
    };
    Format::ALL.iter().map(option).collect()
}

/// The option for observed invocations.
pub fn observed_option() -> Arg {
    Arg::new("observed")
        .long("observed")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Draw observed invocations beside those of the run in the page of --report: CSV with date, function, duration, cold")
}

/// The observed invocations, if they are asked for, and the file that they are read from.
///
/// # Errors
///
/// If the file cannot be read, or is not as it should be.
pub fn observed(matches: &ArgMatches) -> Result<Option<(Observed, PathBuf)>, Failed> {
    let Some(path) = matches.get_one::<PathBuf>("observed") else {
        return Ok(None);
    };
    let observed = Observed::load(path);
    let observed = observed.map_err(|error| Failed::bad_input(format!("--observed: {error}")))?;
    Ok(Some((observed, path.clone())))
}

/// The value of `--seed`.
pub fn seed(matches: &ArgMatches) -> Seed {
    Seed(matches.get_one("seed").copied().unwrap_or_default())
}

/// The value of `--replication`.
pub fn replication(matches: &ArgMatches) -> u64 {
    matches.get_one("replication").copied().unwrap_or_default()
}

/// The value of `--horizon`.
pub fn horizon(matches: &ArgMatches) -> Option<SimTime> {
    matches.get_one("horizon").copied()
}

/// Reads a date after the start. A number alone could be seconds as well as hours: only zero is the same in all units.
fn horizon_of(text: &str) -> Result<SimTime, String> {
    let is_number = text.replace('_', "").parse().is_ok_and(f64::is_finite);
    match text.parse() {
        Ok(SimTime::ZERO) => Err("nothing happens before the start; give a later date".to_owned()),
        Ok(_) if is_number => Err(format!(
            "`{text}` has no unit; write a time such as {text}s"
        )),
        Ok(date) => Ok(date),
        Err(error) => Err(error.to_string()),
    }
}

/// The value of `--record`.
pub fn recording(matches: &ArgMatches) -> Recording {
    matches.get_one("record").copied().unwrap_or_default()
}

/// What is to be written, and where.
pub fn outputs(matches: &ArgMatches) -> Outputs {
    let asked = |format: &Format| {
        let path: &PathBuf = matches.get_one(format.option())?;
        Some((*format, path.clone()))
    };
    Outputs::new(Format::ALL.iter().filter_map(asked))
}
