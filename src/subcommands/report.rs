//! `coldstart report`: shows a stored result in other forms.

use clap::{ArgMatches, Command};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, options};
use coldstart::results::stored;

use super::stored::open;
use super::{file, path};

pub(super) fn command() -> Command {
    Command::new("report")
        .about("Renders a page, or other forms, from a result that --json has stored")
        .after_help("Without an option, the page is written beside the result, as RESULT.html.")
        .arg(file("result", "RESULT", "The result: a .json file"))
        .args(options::output_options())
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "result");
    let report = stored::read(&mut open(file)?).map_err(Failed::bad_input)?;
    let mut outputs = options::outputs(matches);
    if outputs.is_empty() {
        let page = file.with_extension("html");
        println!("{}", page.display());
        outputs = Outputs::new([(Format::Report, page)]);
    }
    outputs.write(&report, &report).map_err(Failed::bad_input)
}
