//! `coldstart trace convert` and `coldstart trace sample`: traces as files in our own format.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::cli::console::Channel;
use coldstart::cli::one_file::OneFile;
use coldstart::cli::{Failed, console, options};
#[cfg(feature = "parquet")]
use coldstart::workload::trace::write_parquet;
use coldstart::workload::trace::{Trace, write_csv};
use indicatif::HumanCount;

use super::asked;

pub(super) fn convert() -> Command {
    Command::new("convert")
        .about("Writes a trace in coldstart's own format")
        .args(asked::arguments())
        .args(outputs())
        .arg(options::quiet())
}

pub(super) fn sample() -> Command {
    Command::new("sample")
        .about("Writes a part of a trace in coldstart's own format: some functions, some invocations, some time")
        .args(asked::arguments())
        .args(asked::part())
        .args(outputs())
        .arg(options::quiet())
}

/// Where a trace is written; one of the two must be given.
pub(super) fn outputs() -> Vec<Arg> {
    let output = |name: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
    };
    let parquet = match cfg!(feature = "parquet") {
        true => "Write it as a Parquet file (-: standard output)",
        false => {
            "Write it as a Parquet file, which this program is built without: build it with `--features parquet`"
        }
    };
    vec![
        output("csv")
            .required_unless_present("parquet")
            .help("Write it as comma-separated values (-: standard output)"),
        output("parquet").help(parquet),
    ]
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let read: &PathBuf = super::super::path(matches, "trace");
    let outputs = Outputs::new(matches, &[read])?;
    let (trace, ..) = asked::open(matches)?;
    outputs.write(matches, &trace)
}

/// The files that a trace is written to.
pub(super) struct Outputs {
    csv: Option<OneFile>,
    parquet: Option<OneFile>,
    channel: Channel,
}

impl Outputs {
    /// Finds out that they can be written, before anything is read.
    pub(super) fn new(matches: &ArgMatches, read: &[&Path]) -> Result<Self, Failed> {
        let paths = ["csv", "parquet"].map(|name| matches.get_one::<PathBuf>(name));
        if paths[1].is_some() && cfg!(not(feature = "parquet")) {
            return Err(Failed::bad_input(
                "--parquet: this program is built without Parquet files; build it with `--features parquet`",
            ));
        }
        if let [Some(csv), Some(parquet)] = paths
            && csv == parquet
        {
            return Err(Failed::bad_input(
                "--parquet: --csv writes to the same place; choose another one, nothing was written",
            ));
        }
        let open = |option, path: Option<&PathBuf>| {
            path.map(|path| OneFile::new(option, path, read))
                .transpose()
        };
        let csv = open("csv", paths[0])?;
        let parquet = open("parquet", paths[1])?;
        let mut files = csv.iter().chain(&parquet);
        let channel = match files.any(|file| file.channel() == Channel::Error) {
            true => Channel::Error,
            false => Channel::Output,
        };
        Ok(Self {
            csv,
            parquet,
            channel,
        })
    }

    /// Writes the same rows to all of them.
    pub(super) fn write(&self, matches: &ArgMatches, trace: &Trace) -> Result<(), Failed> {
        let rows = || trace.rows(&mut asked::stream(matches, "rows"));
        let mut count = 0;
        if let Some(file) = &self.csv {
            count = file.write(|out| write_csv(trace, rows(), out))?;
        }
        if let Some(file) = &self.parquet {
            count = file.write(|out| write_parquet(trace, rows(), out))?;
        }
        if matches.get_flag("quiet") {
            return Ok(());
        }
        let functions = HumanCount(trace.functions().len() as u64);
        let mut text = format!(
            "{} invocations of {functions} functions\n",
            HumanCount(count)
        );
        for (defect, count) in trace.mended().iter() {
            text.push_str(&format!(
                "mended: {} {}\n",
                HumanCount(count),
                defect.description()
            ));
        }
        console::print_with(self.channel, |out| out.write_all(text.as_bytes()))
    }
}

/// Without the feature this is not reached: [`Outputs::new`] has refused the option.
#[cfg(not(feature = "parquet"))]
fn write_parquet(
    _: &Trace,
    _: coldstart::workload::trace::Rows,
    _: &mut dyn std::io::Write,
) -> std::io::Result<u64> {
    Err(std::io::ErrorKind::Unsupported.into())
}
