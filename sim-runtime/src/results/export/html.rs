//! The report as one web page, for people.
//!
//! The page needs nothing beside itself: style, scripts and figures are in it, and it may not load anything. What would
//! make it too large to open is summed up here, before it is written.
//!
//! * `page`: what the page knows;
//! * `beside`: what was observed, beside what was simulated; `headline`: the figures at the top; `gantt`: invocations one by one; `starts`: cold starts over time; `loads`: how
//!   busy services, nodes and links are; `tables`: the rows of tables; `views`:
//!   what else there is to look at, and two runs side by side;
//! * `page/`: the markup, the style and the scripts, which compute nothing, with [uPlot](https://github.com/leeoniya/uPlot) for lines.

mod beside;
pub(crate) mod counted;
mod faults;
mod gantt;
mod headline;
mod loads;
mod page;
mod starts;
mod tables;
#[cfg(test)]
mod tests;
mod views;

use std::io::{self, Write};

use serde::Serialize;

use crate::results::observed::Observed;
use crate::results::schema::report::Report;
use page::Page;
use views::comparison::Comparison;

/// The markup that all pages have, with a line `<!-- NAME -->` for each part that is put in.
const FRAME: &str = include_str!("html/page/frame.html");

/// The page of a run.
const RUN: Frame<'_> = Frame {
    title: "coldstart report",
    first: ("activity", "Skip to the charts"),
    main: include_str!("html/page/page.html"),
    styles: &[],
    scripts: &[include_str!("html/page/main.js")],
};

/// The page of a comparison.
const COMPARISON: Frame<'_> = Frame {
    title: "coldstart comparison",
    first: ("figures", "Skip to the figures"),
    main: include_str!("html/page/views/comparison.html"),
    styles: &[],
    scripts: &[include_str!("html/page/views/comparison_main.js")],
};

const STYLES: [&str; 3] = [
    include_str!("html/page/vendor/uPlot.min.css"),
    include_str!("html/page/style.css"),
    include_str!("html/page/views/views.css"),
];

/// Draws lines.
const LIBRARY: &str = include_str!("html/page/vendor/uPlot.iife.min.js");

/// The licence of the library, which must go with it.
const LICENCE: &str = include_str!("html/page/vendor/uPlot.LICENSE");

/// In the order in which they run.
const SCRIPTS: [&str; 13] = [
    include_str!("html/page/format.js"),
    include_str!("html/page/theme.js"),
    include_str!("html/page/element.js"),
    include_str!("html/page/tooltip.js"),
    include_str!("html/page/range.js"),
    include_str!("html/page/axis.js"),
    include_str!("html/page/header.js"),
    include_str!("html/page/rows.js"),
    include_str!("html/page/invocation.js"),
    include_str!("html/page/gantt.js"),
    include_str!("html/page/density.js"),
    include_str!("html/page/charts.js"),
    include_str!("html/page/tables.js"),
];

/// The views beside the charts; they define functions only, and may come first.
const VIEWS: [&str; 10] = [
    include_str!("html/page/views/csv.js"),
    include_str!("html/page/views/section.js"),
    include_str!("html/page/views/checks.js"),
    include_str!("html/page/views/over_time.js"),
    include_str!("html/page/views/histogram.js"),
    include_str!("html/page/views/percentiles.js"),
    include_str!("html/page/views/resources.js"),
    include_str!("html/page/views/workflows.js"),
    include_str!("html/page/views/comparison.js"),
    include_str!("html/page/views/observed.js"),
];

/// What a page has that others have not.
pub(crate) struct Frame<'a> {
    /// What it is called before its script has run.
    pub(crate) title: &'a str,
    /// The section that one can skip to, and how that is offered.
    pub(crate) first: (&'a str, &'a str),
    /// What is in its main part.
    pub(crate) main: &'a str,
    /// Its own styles.
    pub(crate) styles: &'a [&'a str],
    /// Its own scripts; the last one draws it.
    pub(crate) scripts: &'a [&'a str],
}

/// Writes a report as one web page.
///
/// Equal reports give equal pages. A page has at most a few megabytes, whatever the number of invocations: beyond 5,000
/// of them it shows how busy each node was over time, and says so.
///
/// # Errors
///
/// If the page cannot be written.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    RUN.write(&Page::new(report, None), out)
}

/// As [`write()`], with observed invocations beside those of the run: response times, and the share of cold starts over time.
///
/// # Errors
///
/// If the page cannot be written.
pub fn write_beside(report: &Report, observed: &Observed, out: &mut dyn Write) -> io::Result<()> {
    RUN.write(&Page::new(report, Some(observed)), out)
}

/// Writes two reports as one web page, side by side, with what the reader calls each.
///
/// Functions are matched by service and name, or by name alone if each run has it once.
///
/// # Errors
///
/// If the page cannot be written.
pub fn write_comparison(runs: [(&str, &Report); 2], out: &mut dyn Write) -> io::Result<()> {
    COMPARISON.write(&Comparison::new(runs), out)
}

impl Frame<'_> {
    /// Writes the page with what it knows.
    pub(crate) fn write(&self, known: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        let data = data(known)?;
        for part in FRAME.split_inclusive('\n') {
            match part.trim() {
                "<!-- title -->" => line(out, &format!("<title>{}</title>", self.title))?,
                "<!-- skip -->" => {
                    let (section, label) = self.first;
                    line(
                        out,
                        &format!("<a class=\"skip\" href=\"#{section}\">{label}</a>"),
                    )?;
                }
                "<!-- heading -->" => {
                    let title = self.title;
                    line(
                        out,
                        &format!("  <h1 id=\"simulation\" dir=\"auto\">{title}</h1>"),
                    )?;
                }
                "<!-- main -->" => line(out, self.main)?,
                "<!-- style -->" => lines(out, STYLES.iter().chain(self.styles))?,
                "<!-- data -->" => line(out, &data)?,
                "<!-- library -->" => {
                    line(out, &format!("/*\n{LICENCE}*/"))?;
                    line(out, LIBRARY)?;
                }
                "<!-- script -->" => {
                    lines(out, VIEWS.iter().chain(&SCRIPTS).chain(self.scripts))?;
                }
                _ => out.write_all(part.as_bytes())?,
            }
        }
        out.flush()
    }
}

/// What the page knows, as JSON that is safe inside a script element.
///
/// In JSON, `<` can stand in strings only; escaped there, no name can end the element.
fn data(known: &impl Serialize) -> io::Result<String> {
    let json = serde_json::to_string(known)?;
    Ok(json.replace('<', "\\u003c"))
}

fn lines<'a>(out: &mut dyn Write, mut texts: impl Iterator<Item = &'a &'a str>) -> io::Result<()> {
    texts.try_for_each(|text| line(out, text))
}

fn line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(text.trim_end().as_bytes())?;
    out.write_all(b"\n")
}
