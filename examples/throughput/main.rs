//! How fast it runs: workloads of a known shape, each measured from the first event to the last.
//!
//! ```text
//!   B, D, E   controllers --Poisson--> functions --FirstFit--> nodes          a queue with cold starts
//!   C         controllers --Poisson--> functions --LeastLoaded--> nodes       bodies that share the cores of their node
//!   W         one controller --regular--> one function --Fcfs--> nodes        the reference's service, images are transferred
//!   L         one controller --all at once--> one node                        how much memory an invocation takes
//!   S         sleepers, sleepers, sleepers                                    coroutines and the event queue
//!   T         one origin == backbone ==< an edge link for each reader         rates that change with every start and end
//! ```
//!
//! `cargo run --release --example throughput -- B` prints one line; `--json` prints it as an object. Look for: the time of
//! an invocation, which depends neither on how many nodes there are nor on how many invocations came before.

mod live;
mod measure;
mod measurement;
mod queues;
mod service;
mod sleepers;
mod transfers;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use coldstart::results::Recording;
use measure::Measurement;
use queues::{Body, Policy, Settings};
use transfers::Edges;

fn command() -> Command {
    let number = |name: &'static str, default: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .default_value(default)
            .value_parser(value_parser!(u64).range(1..=u64::from(u32::MAX)))
            .help(help)
    };
    let recorded = |name: &'static str, span: &'static str, about: &'static str| {
        Command::new(name)
            .about(about)
            .arg(number("span", span, "Seconds in which invocations arrive"))
            .arg(
                Arg::new("record")
                    .long("record")
                    .value_name("LEVEL")
                    .value_parser(value_parser!(Recording))
                    .help(
                        "Make a report of this level, as part of the time; counts alone otherwise",
                    ),
            )
    };
    let queue = |name: &'static str, span: &'static str, about: &'static str| {
        recorded(name, span, about)
            .arg(
                Arg::new("scheduler")
                    .long("scheduler")
                    .default_value("first-fit")
                    .value_parser(["first-fit", "fcfs"])
                    .help("The scheduling policy"),
            )
            .arg(
                Arg::new("data")
                    .long("data")
                    .action(ArgAction::SetTrue)
                    .help("Functions whose bodies are data: they last for a while, and no code of theirs runs"),
            )
    };
    Command::new("throughput")
        .about("Measures how fast simulations run")
        .subcommand_required(true)
        .arg(
            Arg::new("json")
                .long("json")
                .global(true)
                .action(ArgAction::SetTrue)
                .help("Print an object"),
        )
        .subcommand(
            queue(
                "B",
                "1000",
                "100 functions at 10/s each on 100 nodes of 4 cores",
            )
            .arg(number(
                "functions",
                "100",
                "Functions; the nodes stay as they are",
            ))
            .arg(number("cores", "4", "Cores of each node")),
        )
        .subcommand(recorded(
            "C",
            "1000",
            "The functions of B, which compute on shared cores of the least loaded of 100 nodes",
        ))
        .subcommand(queue(
            "D",
            "3600",
            "1,000 functions at 1/s each on 100 nodes of 16 cores",
        ))
        .subcommand(queue("E", "1000000", "One function at 0.9/s on one node"))
        .subcommand(
            Command::new("W")
                .about("The reference's service at half its capacity")
                .arg(number("nodes", "100", "Nodes of 4 cores"))
                .arg(number("invocations", "10000", "Invocations"))
                .arg(number("bandwidth", "10000", "Of each disk and link [MB/s]"))
                .arg(
                    Arg::new("cold")
                        .long("cold")
                        .action(ArgAction::SetTrue)
                        .help("Keep no idle container"),
                ),
        )
        .subcommand(
            Command::new("S")
                .about("Coroutines that sleep 10 times each")
                .arg(number("alive", "1000", "Coroutines alive at a time"))
                .arg(number("resumes", "10000000", "Sleeps in all")),
        )
        .subcommand(
            Command::new("L")
                .about("Invocations that are all under way at a time")
                .arg(number("alive", "1000000", "Invocations"))
                .arg(
                    Arg::new("waiting")
                        .long("waiting")
                        .action(ArgAction::SetTrue)
                        .help("Run one at a time; the others wait"),
                ),
        )
        .subcommand(
            Command::new("T")
                .about("Transfers that share a backbone")
                .arg(number("transfers", "100", "Transfers at a time"))
                .arg(
                    Arg::new("different")
                        .long("different")
                        .action(ArgAction::SetTrue)
                        .help("Give each an edge link that is like no other"),
                ),
        )
}

fn measure(name: &str, options: &ArgMatches) -> Measurement {
    let number = |name: &str| *options.get_one::<u64>(name).expect("it has a default");
    let recorded = |options: &ArgMatches| options.try_get_one("record").ok()?.copied();
    let recording: Option<Recording> = recorded(options);
    let settings = || Settings {
        policy: match options.get_one::<String>("scheduler").map(String::as_str) {
            Some("fcfs") => Policy::Fcfs,
            _ => Policy::FirstFit,
        },
        body: match options.get_flag("data") {
            true => Body::Lasts,
            false => Body::Sleeps,
        },
        recording,
    };
    match name {
        "B" => queues::b(
            number("span"),
            number("functions"),
            number("cores") as u32,
            settings(),
        ),
        "C" => queues::c(number("span"), recording),
        "D" => queues::d(number("span"), settings()),
        "E" => queues::e(number("span"), settings()),
        "W" => service::w(
            number("nodes"),
            number("invocations"),
            number("bandwidth"),
            options.get_flag("cold"),
        ),
        "L" => live::l(number("alive"), options.get_flag("waiting")),
        "S" => sleepers::s(number("alive"), number("resumes")),
        _ => {
            let edges = if options.get_flag("different") {
                Edges::Different
            } else {
                Edges::Alike
            };
            transfers::t(number("transfers"), edges)
        }
    }
}

fn main() -> ExitCode {
    let options = command().get_matches();
    let (name, own) = options.subcommand().expect("clap demands one");
    let measurement = measure(name, own);
    let text = if own.get_flag("json") {
        measurement.json().to_string()
    } else {
        measurement.to_string()
    };
    match writeln!(io::stdout(), "{text}") {
        // A reader that goes away has read enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
