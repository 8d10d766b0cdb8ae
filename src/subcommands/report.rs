//! `coldstart report`: shows a stored result in other forms.

use clap::{ArgMatches, Command};
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, console, options};
use coldstart::results::stored;
use coldstart::units::spelling::visible;

use super::stored::open;
use super::{file, path};

pub(super) fn command() -> Command {
    Command::new("report")
        .about("Renders a page, or other forms, from a result that --json has stored")
        .after_help("Without an option, the page is written beside the result, as RESULT.html.")
        .arg(file("result", "RESULT", "The result: a .json file"))
        .args(options::output_options())
        .arg(options::quiet())
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), Failed> {
    let file = path(matches, "result");
    let report = stored::read(&mut open(file)?).map_err(Failed::bad_input)?;
    let mut shown = None;
    let mut outputs = options::outputs(matches);
    if outputs.is_empty() {
        let page = file.with_extension("html");
        shown = (!matches.get_flag("quiet")).then(|| page.display().to_string());
        outputs = Outputs::new([(Format::Report, page)]);
    }
    let written = outputs.reading(file).write(&report, &report);
    written.map_err(Failed::bad_input)?;
    shown.map_or(Ok(()), |page| {
        console::print(&format!("{}\n", visible(&page)))
    })
}
