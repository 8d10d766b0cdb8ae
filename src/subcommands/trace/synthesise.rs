//! `coldstart trace synthesise`: a load like Azure's.

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::whole_number::whole_number;
use coldstart::cli::{Failed, options};
use coldstart::units::SimDuration;
use coldstart::workload::trace::{Synthesis, Trace, TraceOptions};

use super::asked;
use super::files::{self, Outputs};

pub(super) fn command() -> Command {
    Command::new("synthesise")
        .about("Makes a load like Azure's from what has been published of it, in coldstart's own format")
        .arg(
            Arg::new("functions")
                .long("functions")
                .value_name("N")
                .value_parser(whole_number(1..=u32::MAX))
                .allow_hyphen_values(true)
                .default_value("100")
                .help("How many functions"),
        )
        .arg(
            Arg::new("length")
                .long("length")
                .value_name("TIME")
                .value_parser(length)
                .allow_hyphen_values(true)
                .default_value("24h")
                .help("How long it is"),
        )
        .arg(
            Arg::new("rate")
                .long("rate")
                .value_name("R")
                .value_parser(value_parser!(f64))
                .allow_hyphen_values(true)
                .default_value("1")
                .help("Invocations in a second, of all functions together, on the average of a day"),
        )
        .arg(asked::seed())
        .args(files::outputs())
        .arg(options::quiet())
}

fn length(text: &str) -> Result<SimDuration, String> {
    if text.replace('_', "").parse().is_ok_and(f64::is_finite) {
        return Err(format!(
            "`{text}` has no unit; write a time such as {text}h"
        ));
    }
    text.parse::<SimDuration>()
        .map_err(|error| error.to_string())
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let outputs = Outputs::new(matches, &[])?;
    let functions: u32 = *matches.get_one("functions").expect("it has a default");
    let length: SimDuration = *matches.get_one("length").expect("it has a default");
    let rate: f64 = *matches.get_one("rate").expect("it has a default");
    let random = &mut asked::stream(matches, "functions");
    let refused = |error| Failed::bad_input(format!("--{error}"));
    let mut load = Synthesis::new(functions, length, rate, random).map_err(refused)?;
    let options = TraceOptions::default();
    let trace = Trace::read(&mut load, &options, random).map_err(Failed::bad_input)?;
    outputs.write(matches, &trace)
}
