//! How the cost grows with the size of a simulation, where it once grew with the square.
//!
//! ```text
//!   burst    N invocations at once --> M nodes that have no image yet      rounds while images travel
//!   node     N invocations at once --> one node of as many cores           rounds while one image is loaded
//!   deploy   N functions on one service                                    declaration and registration
//!   summary  N functions, each invoked a few times                         what a summary keeps of a function
//!   files    N files with a name each, in private storages                 names that are of no use any more
//!   hosts    N hosts, each with a link and a route to the first            declaration by hand
//!   platform N hosts of a SimGrid file: a cluster, or one by one           import
//! ```
//!
//! `cargo run --release --example growth -- node --scheduler all` prints one line a scheduler. Look for: the time of an
//! operation, which should not depend on how many there are.

#[path = "../../examples/throughput/measurement.rs"]
#[allow(dead_code, reason = "the example uses more of it")]
mod measurement;
mod platforms;
mod worlds;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};
use coldstart::serverless::policy::registry;

use worlds::Growth;

/// What `--scheduler` takes for all of them, one after the other.
const ALL: &str = "all";

fn command() -> Command {
    let number = |name: &'static str, default: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .default_value(default)
            .value_parser(value_parser!(u64).range(1..=u64::from(u32::MAX)))
            .help(help)
    };
    let names = || {
        let known = registry::SCHEDULERS.iter().map(|entry| entry.name);
        known.chain([ALL]).collect::<Vec<_>>()
    };
    let scheduler = || {
        Arg::new("scheduler")
            .long("scheduler")
            .default_value("fcfs")
            .value_parser(names())
            .help("The scheduling policy")
    };
    Command::new("growth")
        .about("Measures how the cost of a simulation grows with its size")
        .subcommand_required(true)
        .subcommand(
            Command::new("burst")
                .about("Invocations at once on nodes that have no image yet")
                .arg(number("invocations", "30000", "Invocations"))
                .arg(number("nodes", "1000", "Nodes"))
                .arg(number("cores", "30", "Cores of each node"))
                .arg(scheduler()),
        )
        .subcommand(
            Command::new("node")
                .about("Invocations at once on one node that loads their image")
                .arg(number("invocations", "10000", "Invocations"))
                .arg(number("cores", "100000", "Cores of the node"))
                .arg(scheduler()),
        )
        .subcommand(
            Command::new("deploy")
                .about("Functions on one service")
                .arg(number("functions", "100000", "Functions")),
        )
        .subcommand(
            Command::new("summary")
                .about("Functions of which a summary is kept")
                .arg(number("functions", "10000", "Functions"))
                .arg(number("invocations", "20", "Invocations of each")),
        )
        .subcommand(
            Command::new("files")
                .about("Files with a name each, in private storages")
                .arg(number("files", "1000000", "Files")),
        )
        .subcommand(
            Command::new("hosts")
                .about("Hosts that are declared by hand, each with a link and a route")
                .arg(number("hosts", "100000", "Hosts")),
        )
        .subcommand(
            Command::new("platform")
                .about("Hosts of a SimGrid platform file")
                .arg(number("hosts", "100000", "Hosts"))
                .arg(
                    Arg::new("form")
                        .long("form")
                        .default_value("cluster")
                        .value_parser(["cluster", "listed"])
                        .help("One <cluster>, or a <host>, a <link> and a <route> for each"),
                ),
        )
}

/// Measures one size, for one scheduler or for all.
fn measure(name: &str, options: &ArgMatches) -> Vec<Growth> {
    let number = |name: &str| *options.get_one::<u64>(name).expect("it has a default");
    let for_each = |run: &dyn Fn(&str) -> Growth| {
        let chosen = options
            .get_one::<String>("scheduler")
            .expect("it has a default");
        let known = registry::SCHEDULERS.iter().map(|entry| entry.name);
        let wanted = known.filter(|name| chosen == ALL || chosen == name);
        wanted.map(run).collect()
    };
    match name {
        "burst" => for_each(&|scheduler| {
            let (invocations, nodes) = (number("invocations"), number("nodes"));
            worlds::burst(scheduler, invocations, nodes, number("cores"))
        }),
        "node" => for_each(&|scheduler| {
            worlds::burst(scheduler, number("invocations"), 1, number("cores"))
        }),
        "deploy" => vec![worlds::deploy(number("functions"))],
        "summary" => vec![worlds::summary(number("functions"), number("invocations"))],
        "hosts" => vec![platforms::by_hand(number("hosts"))],
        "platform" => {
            let form = options.get_one::<String>("form").expect("it has a default");
            vec![platforms::imported(number("hosts"), form == "cluster")]
        }
        _ => vec![worlds::files(number("files"))],
    }
}

fn main() -> ExitCode {
    let options = command().get_matches();
    let (name, own) = options.subcommand().expect("clap demands one");
    let mut out = io::stdout();
    for growth in measure(name, own) {
        match writeln!(out, "{growth}") {
            // A reader that goes away has read enough.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return ExitCode::FAILURE,
            _ => {}
        }
    }
    ExitCode::SUCCESS
}
