//! The options that all runs have in common.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use sim_runtime::kernel::Seed;
use sim_runtime::results::Recording;
use sim_runtime::units::SimTime;

use super::checks;
use super::output::{Format, Outputs};

/// The seed if none is given.
const DEFAULT_SEED: &str = "42";

/// The options of a run, in the order in which the help shows them.
pub fn run_options() -> Vec<Arg> {
    let mut options = vec![
        Arg::new("seed")
            .long("seed")
            .value_name("N")
            .value_parser(value_parser!(u64))
            .default_value(DEFAULT_SEED)
            .help("Seed of the random numbers: the same seed gives the same result"),
        Arg::new("record")
            .long("record")
            .value_name("LEVEL")
            .value_parser(value_parser!(Recording))
            .default_value("full")
            .help("How much to keep: full, sampled=N (every N-th invocation) or summary"),
    ];
    options.push(
        Arg::new("horizon")
            .long("horizon")
            .value_name("TIME")
            .value_parser(horizon_of)
            .help("Date at which the simulation is over, such as 2h, whatever is left to happen"),
    );
    options.extend(output_options());
    options.push(checks::option());
    options.extend([
        Arg::new("log")
            .long("log")
            .action(ArgAction::SetTrue)
            .help("Print what the processes logged, before the summary"),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .conflicts_with("log")
            .help("Print nothing but errors, and show no progress"),
    ]);
    options
}

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

/// The value of `--seed`.
pub fn seed(matches: &ArgMatches) -> Seed {
    Seed(matches.get_one("seed").copied().unwrap_or_default())
}

/// The value of `--horizon`.
pub fn horizon(matches: &ArgMatches) -> Option<SimTime> {
    matches.get_one("horizon").copied()
}

/// Reads a date after the start.
fn horizon_of(text: &str) -> Result<SimTime, String> {
    match text.parse() {
        Ok(SimTime::ZERO) => Err("nothing happens before the start; give a later date".to_owned()),
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
