//! `coldstart capacity`: how much it takes to keep what is promised, and its bill.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use coldstart::cli::document::{self, Document};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::whole_number::whole_number;
use coldstart::cli::{Failed, HALTED, console, options, progress};
use coldstart::experiment::capacity::{Answer, Capacity, Tried};
use coldstart::experiment::objective::{Across, Objective};
use coldstart::experiment::replication::{self, Replications};
use coldstart::experiment::vary::Vary;
use coldstart::results::check::Check;
use coldstart::scenario;

use super::{file, path};

/// What the help ends with.
const AFTER: &str = "\
A quantity is `nodes`, KEY of NAME (`memory of resize`, `cores of worker1`), or the way to a value of the file (`hosts[2].cores`).
Its values are LOW..HIGH, LOW..HIGH by STEP, or a list: `nodes=1..64`, `memory of resize=128MB..1024MB by 128MB`, `nodes=1,2,4,8`.
Exit code: 0 if a value does; 1 if none does; 2 on bad input, or if something cannot be written.";

pub(super) fn command() -> Command {
    Command::new("capacity")
        .about("Finds the smallest value of a quantity with which a scenario keeps what is promised, and its bill")
        .arg(file("file", "SCENARIO", "The scenario: a .json or .toml file"))
        .arg(
            Arg::new("slo")
                .long("slo")
                .value_name("CHECK")
                .required(true)
                .action(ArgAction::Append)
                .value_parser(|text: &str| text.parse::<Objective>())
                .help("What is promised, such as \"p99<500ms\" or \"cold<1%\"; may be given several times"),
        )
        .arg(
            Arg::new("vary")
                .long("vary")
                .value_name("QUANTITY=VALUES")
                .required(true)
                .value_parser(|text: &str| text.parse::<Vary>())
                .help("The quantity, and its values in ascending order, such as nodes=1..64"),
        )
        .args(search_options())
        .after_help(format!(
            "{AFTER}\n\nA promise is METRIC[ of FUNCTION[ on SERVICE]], one of <, <=, > and >=, and a value; `cold` is the \
             cold_start_rate, and `failed` may be a percentage.\n{}",
            Check::help().trim_end()
        ))
}

/// How it is searched, and what is written.
fn search_options() -> [Arg; 7] {
    let seed = options::run_options()
        .into_iter()
        .find(|option| option.get_id() == "seed");
    let record = options::run_options()
        .into_iter()
        .find(|option| option.get_id() == "record");
    [
        seed.expect("runs have a seed").help("First seed, unless the scenario has its own: the same seeds for each value"),
        Arg::new("replications")
            .long("replications")
            .value_name("N")
            .default_value("1")
            .value_parser(whole_number(1..=replication::MOST))
            .allow_negative_numbers(true)
            .help("How often each value is run, with seeds that follow each other"),
        Arg::new("across")
            .long("across")
            .value_name("HOW")
            .default_value("worst")
            .value_parser(|text: &str| text.parse::<Across>())
            .help("What counts of the replications: worst (each keeps the promise) or mean (of their figures)"),
        Arg::new("every")
            .long("every")
            .action(ArgAction::SetTrue)
            .help("Try all values instead of bisecting them"),
        record.expect("runs are recorded").help(
            "How much of each run to keep: full, sampled=N or summary, with which quantiles are up to 1 % too high",
        ),
        Arg::new("json")
            .long("json")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Write the answer, and what was tried, to this file as JSON (-: standard output)"),
        document::option(),
    ]
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "file");
    let scenario = scenario::load::load(file).map_err(Failed::bad_input)?;
    let given = "clap requires it, or has a default";
    let capacity = Capacity {
        scenario,
        vary: matches.get_one::<Vary>("vary").expect(given).clone(),
        objectives: matches.get_many("slo").expect(given).cloned().collect(),
        replications: Replications {
            seed: options::seed(matches),
            count: *matches.get_one("replications").expect(given),
        },
        across: *matches.get_one("across").expect(given),
        recording: options::recording(matches),
        every: matches.get_flag("every"),
    };
    let json = matches
        .get_one("json")
        .map(|path: &PathBuf| (Format::Json, path.clone()));
    let outputs = Outputs::new(json).reading(file);
    let channel = outputs.check().map_err(Failed::bad_input)?;
    let line = progress::line();
    let told = |tried: &Tried| {
        let does = if tried.holds { "does" } else { "does not do" };
        line.set_message(format!(
            "{} = {} {does}",
            capacity.vary.quantity(),
            tried.value
        ));
        line.tick();
    };
    let found = capacity.search_with(told);
    line.finish_and_clear();
    let answer = found.map_err(Failed::bad_input)?;
    outputs
        .write_page(&|out| {
            let document = Document::new(matches, &answer).version(Answer::FORMAT_VERSION);
            serde_json::to_writer_pretty(&mut *out, &document)?;
            out.write_all(b"\n")
        })
        .map_err(Failed::bad_input)?;
    console::print_with(channel, |out| writeln!(out, "{answer}"))?;
    match answer.answer {
        Some(_) => Ok(()),
        // It has been told.
        None => Err(Failed {
            message: String::new(),
            code: HALTED,
        }),
    }
}
