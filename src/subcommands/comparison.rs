//! Two stored results as one page.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use coldstart::cli::output::{Format, Outputs};
use coldstart::cli::{Failed, checks, console, options};
use coldstart::results::{export::html, stored};
use coldstart::units::spelling::visible;

use super::stored::open;

/// Writes the page, beside the first result unless another place is given.
pub(super) fn compare(matches: &ArgMatches, files: [&PathBuf; 2]) -> Result<(), Failed> {
    for format in Format::ALL.iter().filter(|one| **one != Format::Report) {
        if matches.contains_id(format.option()) {
            let option = format.option();
            return Err(Failed::bad_input(format!(
                "--{option} is of one result; two make a page: leave --{option} out, or one of the results"
            )));
        }
    }
    if checks::are_asked(matches) {
        return Err(Failed::bad_input(
            "--check is of one result; leave it out, or one of the results",
        ));
    }
    if matches.contains_id("observed") {
        return Err(Failed::bad_input(
            "--observed is drawn beside one result; leave it out, or one of the results",
        ));
    }
    let mut outputs = options::outputs(matches);
    let mut shown = None;
    if outputs.is_empty() {
        let page =
            files[0].with_file_name(format!("{}-and-{}.html", stem(files[0]), stem(files[1])));
        shown = Some(page.display().to_string());
        outputs = Outputs::new([(Format::Report, page)]);
    }
    let [one, other] = files;
    let reports = [read(one)?, read(other)?];
    let names = files.map(|file| name(file));
    let outputs = outputs.reading(one).reading(other);
    let written = outputs.write_page(&|out| {
        let runs = [(&*names[0], &reports[0]), (&*names[1], &reports[1])];
        html::write_comparison(runs, out)
    });
    written.map_err(Failed::bad_input)?;
    match shown.filter(|_| !matches.get_flag("quiet")) {
        Some(page) => console::print(&format!("{}\n", visible(&page))),
        None => Ok(()),
    }
}

fn read(file: &Path) -> Result<coldstart::results::Report, Failed> {
    stored::read(&mut open(file)?).map_err(Failed::bad_input)
}

/// The name of a file without its folder and its extension.
fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or(file.as_os_str());
    stem.to_string_lossy().into_owned()
}

/// What the page calls a result.
fn name(file: &Path) -> String {
    file.display().to_string()
}
