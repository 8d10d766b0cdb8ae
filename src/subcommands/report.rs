//! `coldstart report`: shows a stored result in other forms, or two of them side by side.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, checks, console, options};
use coldstart::results::stored;
use coldstart::units::spelling::visible;

use super::comparison;
use super::file;
use super::stored::open;

/// What the help ends with.
const AFTER: &str = "\
Without an option, the page is written beside the result, as RESULT.html; of two, beside the first, as FIRST-and-SECOND.html.
Exit code: 0; 1 if a check fails; 2 on bad input, or if something cannot be written.";

pub(super) fn command() -> Command {
    Command::new("report")
        .about("Renders a page, or other forms, from a result that --json has stored; of two results, a page with both")
        .after_help(format!("{AFTER}\n\n{}", checks::help()))
        .arg(
            file("result", "RESULT", "The result: a .json file; or two, to compare them")
                .num_args(1..),
        )
        .args(options::output_options())
        .arg(options::observed_option())
        .arg(checks::option())
        .arg(options::quiet())
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let files: Vec<&PathBuf> = matches.get_many("result").into_iter().flatten().collect();
    match files[..] {
        [file] => show(matches, file),
        [one, other] => comparison::compare(matches, [one, other]),
        _ => Err(Failed::bad_input(format!(
            "a page compares two results, and {} are given; name one or two",
            files.len()
        ))),
    }
}

fn show(matches: &ArgMatches, file: &PathBuf) -> Result<(), Failed> {
    let mut report = stored::read(&mut open(file)?).map_err(Failed::bad_input)?;
    checks::know(matches, || {
        let functions = report.functions.iter();
        let names = functions.clone().map(|one| one.function.to_string());
        let deployed = functions.map(|one| format!("{} on {}", one.function, one.service));
        names.chain(deployed).collect()
    })?;
    checks::judge(matches, &mut report);
    let mut shown = String::new();
    let mut outputs = options::outputs(matches);
    if outputs.is_empty() {
        let page = file.with_extension("html");
        shown = format!("{}\n", visible(&page.display().to_string()));
        outputs = Outputs::new([(Format::Report, page)]);
    }
    if checks::are_asked(matches) {
        shown.push_str(&checks::told(&report));
    }
    let mut outputs = outputs.reading(file);
    if let Some((observed, read)) = options::observed(matches)? {
        if !outputs.has_page() {
            return Err(Failed::bad_input(
                "--observed is drawn in a page; add --report FILE",
            ));
        }
        outputs = outputs.reading(read).beside(Some(observed));
    }
    let channel = outputs.check().map_err(Failed::bad_input)?;
    outputs.write(&report, &report).map_err(Failed::bad_input)?;
    let printed = match matches.get_flag("quiet") {
        true => Ok(()),
        false => console::print_with(channel, |out| out.write_all(shown.as_bytes())),
    };
    Failed::of_all([printed, checks::outcome(matches, &report)])
}
