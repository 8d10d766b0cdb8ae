//! The subcommands, a file each.

mod arguments;
mod calibrate;
mod capacity;
mod comparison;
mod completions;
mod diff;
mod man;
mod report;
mod run;
mod schema;
mod stored;
mod sweep;
mod trace;
mod validate;

use clap::{ArgMatches, Command};
use coldstart::cli::{Failed, color};

use arguments::{file, path};

/// What a subcommand does.
#[derive(Clone, Copy)]
enum Run {
    /// With its command line.
    Own(fn(&ArgMatches) -> Result<(), Failed>),
    /// With its command line and the whole command, which it is about.
    Whole(fn(&ArgMatches, Command) -> Result<(), Failed>),
}

/// The subcommands, in the order in which the help shows them.
fn all() -> [(Command, Run); 11] {
    [
        (run::command(), Run::Own(run::run)),
        (report::command(), Run::Own(report::run)),
        (diff::command(), Run::Own(diff::run)),
        (trace::command(), Run::Own(trace::run)),
        (schema::command(), Run::Own(schema::run)),
        (completions::command(), Run::Whole(completions::run)),
        (man::command(), Run::Whole(man::run)),
        (capacity::command(), Run::Own(capacity::run)),
        (sweep::command(), Run::Own(sweep::run)),
        (calibrate::command(), Run::Own(calibrate::run)),
        (validate::command(), Run::Own(validate::run)),
    ]
}

/// The command with all its subcommands.
pub(super) fn whole() -> Command {
    Command::new("coldstart")
        .about("Simulates serverless platforms")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(color::option().global(true))
        .subcommands(all().into_iter().map(|(command, _)| command))
}

/// Runs the subcommand that was chosen.
pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let (name, matches) = matches
        .subcommand()
        .expect("clap requires one of the subcommands");
    let (_, run) = all()
        .into_iter()
        .find(|(command, _)| command.get_name() == name)
        .expect("clap knows the subcommands from the same list");
    match run {
        Run::Own(run) => run(matches),
        Run::Whole(run) => run(matches, whole()),
    }
}
