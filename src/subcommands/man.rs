//! `coldstart man`: the manual pages, made from what the help says.

use clap::{Arg, ArgMatches, Command};
use clap_mangen::Man;
use coldstart::cli::{Failed, console};
use coldstart::units::spelling::{choices, visible};

pub(super) fn command() -> Command {
    Command::new("man")
        .about("Prints a manual page, in the format of man")
        .after_help("To read one: coldstart man run | man -l -")
        .arg(
            Arg::new("subcommand")
                .value_name("SUBCOMMAND")
                .help("The subcommand whose page it is, instead of that of the whole command"),
        )
}

pub(super) fn run(matches: &ArgMatches, mut whole: Command) -> Result<(), Failed> {
    // Subcommands learn their full names, and the options that all have.
    whole.build();
    let source = format!("coldstart {}", env!("CARGO_PKG_VERSION"));
    let about = match matches.get_one::<String>("subcommand") {
        None => whole,
        Some(name) => subcommand(&whole, name)?,
    };
    let page = Man::new(about)
        .source(source)
        .manual("Serverless simulations");
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Failed::bad_input(format!("the page cannot be made: {error}")))?;
    console::print(&String::from_utf8_lossy(&text))
}

fn subcommand(whole: &Command, name: &str) -> Result<Command, Failed> {
    whole.find_subcommand(name).cloned().ok_or_else(|| {
        let names: Vec<&str> = whole.get_subcommands().map(Command::get_name).collect();
        let choices = choices(name, "subcommands", &names);
        Failed::bad_input(format!("unknown subcommand `{}`{choices}", visible(name)))
    })
}
