//! What is asked of a trace, from the command line.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use coldstart::cli::whole_number::whole_number;
use coldstart::cli::{Failed, options};
use coldstart::kernel::Stream;
use coldstart::units::SimTime;
use coldstart::workload::trace::{Format, Selection, Spread, Trace, TraceOptions};

use super::super::{file, path};

/// The trace, its format, and how its minutes are spread.
pub(super) fn arguments() -> Vec<Arg> {
    vec![
        file("trace", "TRACE", "The trace: a file, or a folder"),
        Arg::new("format")
            .long("format")
            .value_name("FORMAT")
            .value_parser(value_parser!(Format))
            .help("Its format, if it is not to be found out"),
        Arg::new("spread")
            .long("spread")
            .value_name("HOW")
            .value_parser(value_parser!(Spread))
            .default_value("uniform")
            .help("Where the invocations of a minute are: uniform, poisson, even or start"),
        seed(),
    ]
}

pub(super) fn seed() -> Arg {
    let seed = options::run_options().into_iter();
    let mut seed = seed.filter(|option| option.get_id() == "seed");
    seed.next().expect("runs have a seed")
}

/// Which part of the trace.
pub(super) fn part() -> Vec<Arg> {
    let date = |name: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("TIME")
            .value_parser(date)
            .allow_hyphen_values(true)
    };
    vec![
        Arg::new("functions")
            .long("functions")
            .value_name("N")
            .value_parser(whole_number(1..=u32::MAX))
            .allow_hyphen_values(true)
            .help("How many functions to take, instead of all"),
        Arg::new("by")
            .long("by")
            .value_name("HOW")
            .value_parser(["strata", "top", "first"])
            .default_value("strata")
            .requires("functions")
            .help(
                "Which: one of each stratum of load, those with the most invocations, or the first",
            ),
        Arg::new("rate")
            .long("rate")
            .value_name("PART")
            .value_parser(value_parser!(f64))
            .allow_hyphen_values(true)
            .default_value("1")
            .help("The part of the invocations to keep, such as 0.1"),
        date("from")
            .help("What is before this date is left out, such as 18h; it becomes the start"),
        date("until").help("What is at this date or after it is left out, such as 20h"),
    ]
}

/// Reads a date of a trace.
fn date(text: &str) -> Result<SimTime, String> {
    let is_number = text.replace('_', "").parse().is_ok_and(f64::is_finite);
    match text.parse::<SimTime>() {
        Ok(date) if !is_number || date == SimTime::ZERO => Ok(date),
        Ok(_) => Err(format!(
            "`{text}` has no unit; write a time such as {text}s"
        )),
        Err(error) => Err(error.to_string()),
    }
}

/// What is to be taken of it; options that a subcommand does not have are left at their defaults.
pub(super) fn options(matches: &ArgMatches) -> TraceOptions {
    let mut options = TraceOptions::default();
    if let Some(spread) = one(matches, "spread") {
        options.spread = spread;
    }
    if let Some(rate) = one(matches, "rate") {
        options.rate = rate;
    }
    if let Some(from) = one(matches, "from") {
        options.from = from;
    }
    if let Some(until) = one(matches, "until") {
        options.until = until;
    }
    if let Some(count) = one::<u32>(matches, "functions") {
        let count = count as usize;
        options.functions = match one::<String>(matches, "by").as_deref() {
            Some("top") => Selection::Top(count),
            Some("first") => Selection::First(count),
            _ => Selection::Stratified(count),
        };
    }
    options
}

fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Option<T> {
    matches.try_get_one(name).ok().flatten().cloned()
}

/// The trace that is asked for, its format, and where it is.
pub(super) fn open(matches: &ArgMatches) -> Result<(Trace, Format, &PathBuf), Failed> {
    let place = path(matches, "trace");
    let format = match one(matches, "format") {
        Some(format) => format,
        None => Format::detect(place).map_err(Failed::bad_input)?,
    };
    let trace = read(
        format,
        place,
        &options(matches),
        &mut stream(matches, "functions"),
    )?;
    Ok((trace, format, place))
}

fn read(
    format: Format,
    path: &Path,
    options: &TraceOptions,
    random: &mut Stream,
) -> Result<Trace, Failed> {
    let read = Trace::open(format, path, options, random);
    read.map_err(|error| match ["rate", "until"].contains(&error.file()) {
        true => Failed::bad_input(format!("--{error}")),
        false => Failed::bad_input(error),
    })
}

/// A stream of the seed that is asked for.
pub(super) fn stream(matches: &ArgMatches, name: &str) -> Stream {
    options::seed(matches).stream(0, name)
}
