//! The single runs, and how each is made again.

use serde::Serialize;

use super::MOST_RUNS;
use crate::experiment::study::result::StudyResult;
use crate::experiment::study::row::Row;
use crate::experiment::study::run_pages::RunPages;

/// A run.
#[derive(Debug, Serialize)]
pub(super) struct MadeRun<'a> {
    replication: u64,
    values: &'a [Option<f64>],
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
    /// The command that makes it again.
    command: String,
    /// The name of its page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

/// The runs of the first points, a list each; no more than a page has room for.
pub(super) fn runs<'a>(
    result: &'a StudyResult,
    points: usize,
    pages: Option<&RunPages>,
) -> Vec<Vec<MadeRun<'a>>> {
    let mut runs: Vec<Vec<MadeRun<'a>>> = (0..points).map(|_| Vec::new()).collect();
    let mut command = (usize::MAX, String::new());
    for row in result.rows.iter().take(MOST_RUNS) {
        // Rows come in order of point.
        if row.point >= points {
            break;
        }
        if command.0 != row.point {
            command = (row.point, in_shell(&result.plan.repeated(row.point)));
        }
        runs[row.point].push(run(row, &command.1, pages));
    }
    runs
}

fn run<'a>(row: &'a Row, command: &str, pages: Option<&RunPages>) -> MadeRun<'a> {
    let pages = pages.filter(|pages| pages.has(row.unit()));
    MadeRun {
        replication: row.replication,
        values: &row.values,
        failure: row.failure.as_deref(),
        command: format!("{command} --replication {}", row.replication),
        page: pages.map(|_| RunPages::name(row.unit())),
    }
}

/// Words as they are written in a shell.
fn in_shell(words: &[String]) -> String {
    let quoted = words.iter().map(|word| match shlex::try_quote(word) {
        Ok(quoted) => quoted.into_owned(),
        // No program can be given one with a zero byte in it.
        Err(_) => word.replace('\0', ""),
    });
    quoted.collect::<Vec<String>>().join(" ")
}
