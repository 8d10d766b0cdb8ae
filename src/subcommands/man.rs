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
                .num_args(0..)
                .help("The subcommand whose page it is, such as `run` or `trace info`, instead of that of the whole command"),
        )
}

pub(super) fn run(matches: &ArgMatches, whole: Command) -> Result<(), Failed> {
    let mut whole = without_help(whole);
    // Subcommands learn their full names, and the options that all have.
    whole.build();
    let source = format!("coldstart {}", env!("CARGO_PKG_VERSION"));
    let names = matches.get_many::<String>("subcommand");
    let mut about = &whole;
    for name in names.into_iter().flatten() {
        about = subcommand(about, name)?;
    }
    let page = Man::new(about.clone())
        .source(source)
        .manual("Serverless simulations");
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Failed::bad_input(format!("the page cannot be made: {error}")))?;
    console::print(&String::from_utf8_lossy(&text))
}

/// A command whose pages do not refer to one of `help`, which says what the others say.
fn without_help(command: Command) -> Command {
    command
        .disable_help_subcommand(true)
        .mut_subcommands(without_help)
}

fn subcommand<'a>(of: &'a Command, name: &str) -> Result<&'a Command, Failed> {
    of.find_subcommand(name).ok_or_else(|| {
        let names: Vec<&str> = of.get_subcommands().map(Command::get_name).collect();
        let choices = choices(name, "subcommands", &names);
        Failed::bad_input(format!("unknown subcommand `{}`{choices}", visible(name)))
    })
}
