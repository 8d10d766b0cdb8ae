//! What was found as one web page, for people, in the style of the pages about runs: nothing is loaded, and its script computes
//! nothing.
//!
//! * `axis`: where the values of a factor stand on an axis; `points`: what is shown of points and of comparisons; `made`: the single
//!   runs, and how each is made again;
//! * `page/`: the markup, the style and the scripts.

mod axis;
mod made;
mod points;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::result::StudyResult;
use super::run_pages::RunPages;
use crate::experiment::vary::shown;
use crate::results::export::html::Frame;
use crate::results::export::html::counted::grouped;
use axis::Axis;
use made::MadeRun;
use points::{ComparisonLine, FigureLine, PointLine};

/// How many points are shown.
const MOST_POINTS: usize = 2_000;

const FRAME: Frame<'_> = Frame {
    title: "coldstart study",
    first: ("figures", "Skip to the charts"),
    main: include_str!("page/study.html"),
    styles: &[include_str!("page/study.css")],
    scripts: &[
        include_str!("page/intervals.js"),
        include_str!("page/figures.js"),
        include_str!("page/heat.js"),
        include_str!("page/points.js"),
        include_str!("page/made.js"),
        include_str!("page/main.js"),
    ],
};

/// What the page knows.
#[derive(Debug, Serialize)]
struct Page<'a> {
    version: &'a str,
    study: &'a str,
    /// Names and values, as texts.
    facts: Vec<(String, String)>,
    headline: Headline,
    /// How many runs failed, and the first of them.
    failure: Option<String>,
    /// Which points are not as precise as they were to be.
    imprecise: Option<String>,
    axes: Vec<Axis<'a>>,
    figures: Vec<FigureLine<'a>>,
    points: Vec<PointLine>,
    /// The factor that is compared: its number.
    compared: Option<usize>,
    comparisons: Vec<ComparisonLine>,
    has_warm_up: bool,
    /// For each point that is shown, its runs.
    runs: Vec<Vec<MadeRun<'a>>>,
    /// The way to the folder with the pages of runs, if there is one.
    pages: Option<String>,
    /// What is left out, in sentences.
    notes: Vec<String>,
}

/// The figures at the top.
#[derive(Debug, Serialize)]
struct Headline {
    points: usize,
    runs: usize,
    failed: usize,
    /// The least and the greatest number of replications of a point.
    replications: [usize; 2],
    confidence: f64,
    /// How precise which figure was to be, and at how many points it is.
    precision: Option<(String, usize)>,
    /// The rule, and how much was left out as a mean \[s\].
    warm_up: Option<(String, f64)>,
}

impl StudyResult {
    /// Writes what was found as one web page.
    ///
    /// Equal results give equal pages. With a folder of pages about single runs, and the folder in which this page will lie, there are links
    /// to those that are there. Of very many points or runs the first are shown, and the page says so.
    ///
    /// # Errors
    ///
    /// If the page cannot be written.
    pub fn write_page(
        &self,
        pages: Option<(&RunPages, &Path)>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        FRAME.write(&Page::new(self, pages), out)
    }
}

impl<'a> Page<'a> {
    fn new(result: &'a StudyResult, pages: Option<(&RunPages, &Path)>) -> Self {
        let plan = &result.plan;
        let shown = &result.points[..result.points.len().min(MOST_POINTS)];
        let runs = made::runs(result, shown.len(), pages.map(|(pages, _)| pages));
        Self {
            version: &plan.version,
            study: &plan.study,
            facts: facts(result),
            headline: Headline::new(result),
            failure: result.failure(),
            imprecise: result.imprecise(),
            axes: plan.factors.iter().map(Axis::new).collect(),
            figures: points::figures(plan),
            points: points::points(result, shown),
            compared: plan
                .factors
                .iter()
                .position(|factor| Some(&factor.name) == plan.compare.as_ref()),
            comparisons: points::comparisons(result, shown.len()),
            has_warm_up: plan.warm_up != Default::default(),
            notes: notes(result, shown.len(), runs.iter().map(Vec::len).sum()),
            runs,
            pages: pages.and_then(|(pages, folder)| pages.link_from(folder)),
        }
    }
}

/// The parameters that are the same in all runs, and how they were run.
fn facts(result: &StudyResult) -> Vec<(String, String)> {
    let plan = &result.plan;
    let fixed = plan.fixed.iter();
    let mut facts: Vec<(String, String)> = fixed
        .map(|(name, value)| (name.clone(), shown(value)))
        .collect();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    fact("seed", plan.seed.to_string());
    fact("recording", plan.recording.to_string());
    if let Some(date) = plan.horizon {
        fact("runs end at", date.to_string());
    }
    facts
}

impl Headline {
    fn new(result: &StudyResult) -> Self {
        let plan = &result.plan;
        let replications = result.points.iter().map(|point| point.replications);
        let (points, cut) = (result.points.len(), result.points.iter());
        let cut: f64 = cut.map(|point| point.warm_up_s).sum();
        let precise = result.points.iter().filter(|point| point.is_precise);
        Self {
            points,
            runs: result.rows.len(),
            failed: result.points.iter().map(|point| point.failed).sum(),
            replications: [
                replications.clone().min().unwrap_or_default(),
                replications.max().unwrap_or_default(),
            ],
            confidence: plan.confidence,
            precision: plan.precision.as_ref().map(|precision| {
                let figure = plan
                    .precise_figure()
                    .map(|figure| &plan.figures[figure].name);
                let told = match (&precision.figure, figure) {
                    (None, Some(figure)) => format!("{precision} of {figure}"),
                    _ => precision.to_string(),
                };
                (told, precise.count())
            }),
            warm_up: (plan.warm_up != Default::default())
                .then(|| (plan.warm_up.to_string(), cut / points.max(1) as f64)),
        }
    }
}

/// What is left out, in sentences.
fn notes(result: &StudyResult, points: usize, runs: usize) -> Vec<String> {
    let (all, all_runs) = (result.points.len(), result.rows.len());
    let first = |what: &str, shown: usize, all: usize| {
        let (shown, all) = (grouped(shown as u64), grouped(all as u64));
        format!(
            "Of {all} {what}, the first {shown} are on this page; the tables of --csv and --parquet have all of them."
        )
    };
    let mut notes = Vec::new();
    if !result.is_complete() {
        notes.push("The study is not complete: some of its runs are still to be made.".to_owned());
    }
    if points < all {
        notes.push(first("points", points, all));
    }
    if runs < all_runs {
        notes.push(first("runs", runs, all_runs));
    }
    notes
}
