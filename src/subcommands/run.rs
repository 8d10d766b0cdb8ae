//! `coldstart run`: runs a scenario file.

use clap::{Arg, ArgAction, ArgMatches, Command};
use coldstart::cli::{Failed, RunCommand, checks, console, options};
use coldstart::experiment::vary::Setting;
use coldstart::scenario;
use coldstart::scenario::run::{SERVICE, Stored, told};
use coldstart::units::spelling::{cut, visible};

use super::{file, path};

pub(super) fn command() -> Command {
    Command::new("run")
        .about("Runs a scenario file (JSON or TOML) and prints a summary")
        .arg(file("file", "FILE", "The scenario: a .json or .toml file"))
        .arg(
            Arg::new("set")
                .long("set")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .value_parser(|text: &str| text.parse::<Setting>())
                .help("Set something that the file says, by the names of `coldstart sweep`: nodes=4, scheduler=fcfs, \"memory of resize=1GB\"; may be given several times"),
        )
        .args(options::run_options())
        .after_help(options::after_run())
        .mut_arg("seed", |seed| {
            seed.help("Seed of the random numbers, unless the scenario has its own")
        })
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "file");
    let mut scenario = scenario::load::load(file).map_err(Failed::bad_input)?;
    let settings: Vec<&Setting> = matches.get_many("set").into_iter().flatten().collect();
    for (index, setting) in settings.iter().enumerate() {
        if settings[..index].iter().any(|one| one.is_of_same(setting)) {
            let name = visible(&cut(setting.name())).into_owned();
            return Err(Failed::bad_input(format!(
                "--set: `{name}` is set twice; say it once, or vary it with `coldstart sweep`"
            )));
        }
        let set = setting.of(&scenario);
        scenario = set.map_err(|error| Failed::bad_input(format!("--set: {error}")))?;
    }
    let command = RunCommand::new(matches, Some(file))?;
    let declared = scenario::declare::declare(&scenario, options::seed(matches));
    checks::know(matches, || {
        // With those of traces, which only the declaration knows.
        let names = declared.sim.function_names();
        let deployed = declared.sim.function_names();
        let deployed = deployed.map(|name| format!("{name} on {SERVICE}"));
        names.map(str::to_owned).chain(deployed).collect()
    })?;
    let name = file.display().to_string();
    let mut run = scenario::run::run_declared(&scenario, declared, command.options())
        .map_err(|error| Failed::bad_input(told(&name, &error)))?;
    checks::judge(matches, &mut run.report);
    if !matches.get_flag("quiet") {
        for note in run.notes() {
            console::note(&format!("{}: {note}", visible(&name)));
        }
    }
    command.report(&run.report, &Stored::of(&run), run.failure())
}
