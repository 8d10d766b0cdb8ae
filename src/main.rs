//! The `coldstart` command: runs scenario files, and shows and compares stored results.

mod subcommands;

use std::process::ExitCode;

use clap::Command;
use coldstart::cli;

fn main() -> ExitCode {
    let subcommands = subcommands::all();
    let matches = command(subcommands.iter().map(|(command, _)| command.clone())).get_matches();
    let chosen = matches.subcommand().and_then(|(name, matches)| {
        let (_, run) = subcommands
            .iter()
            .find(|(command, _)| command.get_name() == name)?;
        Some(run(matches))
    });
    cli::finish(chosen.expect("clap requires one of the subcommands"))
}

fn command(subcommands: impl Iterator<Item = Command>) -> Command {
    Command::new("coldstart")
        .about("Simulates serverless platforms")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(subcommands)
}
