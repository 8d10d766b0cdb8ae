//! Outcomes as tables: for a terminal, for a chapter of the book, and for programs.

use std::fmt::Write;

use serde::Serialize;

use super::judge::{Figure, Finding, Rule, Verdict};
use super::outcome::{End, Outcome};

/// How many figures numbers have that come out; what is known is shown as it is known.
const FIGURES: usize = 4;

/// The outcomes for a terminal: each anchor with what it found below, and how many hold.
#[must_use]
pub fn text(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let anchor = &outcome.anchor;
        let _ = writeln!(text, "{:<4} {}", anchor.id(), anchor.model);
        let _ = writeln!(text, "     source: {}", anchor.source);
        match &outcome.end {
            End::Judged(findings) => text += &columns(findings),
            End::Broken(message) => _ = writeln!(text, "     FAILS: {message}"),
            End::NotRun { needs, command } => {
                let _ = writeln!(text, "     not run: needs {needs}: {command}");
            }
        }
        text.push('\n');
    }
    text + &count(outcomes) + "\n"
}

/// The findings of an anchor, a line each, with what is known, what came out, its interval and the verdict below each other.
fn columns(findings: &[Finding]) -> String {
    let rows = findings.iter().map(|finding| {
        let interval = finding.interval.map(interval).unwrap_or_default();
        [
            finding.what.clone(),
            expected(finding),
            shown(&finding.ours),
            interval,
        ]
    });
    let rows: Vec<[String; 4]> = rows.collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or_default()
    };
    let widths: [usize; 4] = std::array::from_fn(width);
    let mut text = String::new();
    for (row, finding) in rows.iter().zip(findings) {
        text += "    ";
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            let _ = write!(text, " {cell:<width$} ");
        }
        let _ = writeln!(text, " {}", finding.verdict);
    }
    text
}

/// The outcomes as a table of Markdown: a row for each thing that is known, the first one of each anchor with what is set up.
#[must_use]
pub fn markdown(outcomes: &[Outcome]) -> String {
    let mut text = "| id | model | source | what | expected | ours | interval | verdict |\n\
                    |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for outcome in outcomes {
        let anchor = &outcome.anchor;
        let (mut model, mut source) = (anchor.model, anchor.source);
        let mut row = |cells: [&str; 5]| {
            let cells = cells.map(|cell| cell.replace('|', "\\|")).join(" | ");
            let _ = writeln!(text, "| {} | {model} | {source} | {cells} |", anchor.id());
            (model, source) = ("", "");
        };
        match &outcome.end {
            End::Judged(findings) => {
                for finding in findings {
                    row([
                        &finding.what,
                        &expected(finding),
                        &shown(&finding.ours),
                        &finding.interval.map(interval).unwrap_or_default(),
                        &finding.verdict.to_string(),
                    ]);
                }
            }
            End::Broken(message) => row(["", "", message, "", &Verdict::Fails.to_string()]),
            End::NotRun { needs, command } => {
                let told = format!("not run: needs {needs}: `{command}`");
                row(["", "", "", "", &told]);
            }
        }
    }
    text
}

/// How many hold, fail and were not run, in words.
fn count(outcomes: &[Outcome]) -> String {
    let [hold, failed, not_run] = tally(outcomes);
    let verb = if hold == 1 { "holds" } else { "hold" };
    let all = outcomes.len();
    format!("{hold} of {all} {verb}, {failed} failed, {not_run} not run")
}

/// How many hold, fail and were not run.
fn tally(outcomes: &[Outcome]) -> [usize; 3] {
    let verdicts = [Some(true), Some(false), None];
    verdicts.map(|verdict| outcomes.iter().filter(|one| one.holds() == verdict).count())
}

/// What is known, with the sign of its rule.
fn expected(finding: &Finding) -> String {
    let expected = match &finding.expected {
        Figure::Number(number) => known(*number),
        Figure::Text(text) => text.clone(),
    };
    match finding.rule {
        Rule::Within | Rule::Equal => expected,
        Rule::Below => format!("< {expected}"),
        Rule::Above => format!("> {expected}"),
    }
}

/// A number as it is known, but with seven figures at most: some are computed.
fn known(number: f64) -> String {
    let rounded = format!("{number:.6e}").parse().unwrap_or(number);
    format!("{rounded}")
}

fn shown(figure: &Figure) -> String {
    match figure {
        Figure::Number(number) => rounded(*number, FIGURES),
        Figure::Text(text) => text.clone(),
    }
}

/// An interval, with as many decimals as tell its ends apart.
fn interval([low, high]: [f64; 2]) -> String {
    let decimals = |figures: i32| {
        let size = low.abs().max(high.abs()).log10().floor();
        let width = (high - low).log10().floor().min(size);
        (f64::from(figures) - 1.0 - width).max(0.0) as usize
    };
    if high > low {
        let decimals = decimals(2);
        format!("{low:.decimals$} to {high:.decimals$}")
    } else {
        rounded(low, FIGURES)
    }
}

/// A number with so many figures, or as a whole number if it has more of them.
fn rounded(number: f64, figures: usize) -> String {
    if number == 0.0 || !number.is_finite() {
        return format!("{number}");
    }
    let before = number.abs().log10().floor() as i64 + 1;
    let decimals = (figures as i64 - before).max(0) as usize;
    format!("{number:.decimals$}")
}

/// What `coldstart validate --json` writes.
#[derive(Debug, Serialize)]
pub struct Found {
    /// How many anchors hold.
    pub hold: usize,
    /// How many do not.
    pub failed: usize,
    /// How many were not run.
    pub not_run: usize,
    /// What came of each.
    pub anchors: Vec<Row>,
}

/// What came of an anchor.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its id, such as `V6`.
    pub id: String,
    /// The name of its test.
    pub name: &'static str,
    /// What is set up.
    pub model: &'static str,
    /// Who knows the answer.
    pub source: &'static str,
    /// `holds`, `fails` or `not-run`.
    pub verdict: &'static str,
    /// What was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Why it broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What it needs that was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<&'static str>,
    /// How it is run then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

impl Found {
    /// The version of the format.
    pub const FORMAT_VERSION: u32 = 1;

    /// What these outcomes say.
    #[must_use]
    pub fn of(outcomes: &[Outcome]) -> Self {
        let [hold, failed, not_run] = tally(outcomes);
        Self {
            hold,
            failed,
            not_run,
            anchors: outcomes.iter().map(Row::of).collect(),
        }
    }
}

impl Row {
    fn of(outcome: &Outcome) -> Self {
        let anchor = &outcome.anchor;
        let mut row = Self {
            id: anchor.id(),
            name: anchor.name,
            model: anchor.model,
            source: anchor.source,
            verdict: match outcome.holds() {
                Some(true) => "holds",
                Some(false) => "fails",
                None => "not-run",
            },
            findings: Vec::new(),
            message: None,
            needs: None,
            command: None,
        };
        match &outcome.end {
            End::Judged(findings) => row.findings.clone_from(findings),
            End::Broken(message) => row.message = Some(message.clone()),
            End::NotRun { needs, command } => {
                row.needs = Some(needs);
                row.command = Some(command.clone());
            }
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_figures() {
        let numbers = [0.012_345_6, 9.876_54, 1_200.4, 123_456.7, 0.0];
        let shown = numbers.map(|number| rounded(number, FIGURES));
        assert_eq!(shown, ["0.01235", "9.877", "1200", "123457", "0"]);
    }

    #[test]
    fn what_is_known_is_shown_as_it_is_known() {
        let numbers = [0.018_385, 8.970_432_939_493, 0.000_009_922_4, 1_000.0];
        let shown = numbers.map(known);
        assert_eq!(shown, ["0.018385", "8.970433", "0.0000099224", "1000"]);
    }

    #[test]
    fn the_ends_of_an_interval_are_told_apart() {
        assert_eq!(interval([0.4938, 0.5121]), "0.494 to 0.512");
        assert_eq!(interval([0.999_999, 1.000_001]), "0.9999990 to 1.0000010");
        assert_eq!(interval([1_150.2, 1_250.7]), "1150 to 1251");
    }
}
