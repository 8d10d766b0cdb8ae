//! The single runs, and how each is made again.

use serde::Serialize;

use crate::experiment::study::result::StudyResult;
use crate::experiment::study::row::Row;
use crate::experiment::study::run_pages::RunPages;

/// How many single runs are shown.
const MOST_RUNS: usize = 10_000;

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
        _ if is_plain(word) => word.clone(),
        Ok(quoted) => quoted.into_owned(),
        // No program can be given one with a zero byte in it.
        Err(_) => word.replace('\0', ""),
    });
    quoted.collect::<Vec<String>>().join(" ")
}

/// Whether a word means itself in all shells: an equals sign inside of an option does, too.
fn is_plain(word: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.,:/=".contains(letter);
    word.starts_with(|first: char| first.is_ascii_alphanumeric()) && word.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_change_them() {
        let words = [
            "coldstart",
            "--set",
            "nodes=2",
            "memory of f=1GB",
            "it's",
            "",
            "$x",
        ];
        let told = in_shell(&words.map(str::to_owned));
        assert_eq!(
            told,
            r#"coldstart --set nodes=2 'memory of f=1GB' "it's" '' '$x'"#
        );
    }
}
