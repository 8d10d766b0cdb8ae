//! `coldstart completions`: what a shell needs to complete the command line.

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;
use coldstart::cli::{Failed, console};

pub(super) fn command() -> Command {
    Command::new("completions")
        .about("Prints the completions of this command for a shell")
        .after_help(
            "For bash: coldstart completions bash > ~/.local/share/bash-completion/completions/coldstart",
        )
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help("The shell"),
        )
}

pub(super) fn run(matches: &ArgMatches, mut whole: Command) -> Result<(), Failed> {
    let shell: Shell = *matches.get_one("shell").expect("clap requires the shell");
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut whole, "coldstart", &mut script);
    console::print(&String::from_utf8_lossy(&script))
}
