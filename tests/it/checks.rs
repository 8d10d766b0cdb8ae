//! Thresholds on command lines, and what becomes of a result that does not keep to them.

use std::fs;
use std::process::Output;

use coldstart::results::check::Check;
use serde_json::Value;

use crate::support::chapters::assert_table;
use crate::support::command::{Folder, coldstart, text};
use crate::support::files::reference;

/// Runs ten invocations of the reference with some options.
fn run(options: &[&str]) -> Output {
    let scenario = reference("basic_10_3");
    let scenario = scenario.to_string_lossy();
    coldstart(&[&["run", &*scenario], options].concat())
}

#[test]
fn a_run_fails_if_a_check_does_and_says_what_was_measured() {
    let passed = run(&[
        "--check",
        "invocations >= 10",
        "--check",
        "failure_rate <= 40%",
    ]);
    assert!(passed.status.success(), "{}", text(&passed.stderr));
    let summary = text(&passed.stdout);
    assert!(
        summary.contains("passed       invocations >= 10    it is 10\n"),
        "{summary}"
    );
    assert!(
        summary.contains("passed       failure_rate <= 40%  it is 40 %\n"),
        "{summary}"
    );

    let failed = run(&[
        "-q",
        "--check",
        "invocations < 10",
        "--check",
        "invocations <= 10",
    ]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(text(&failed.stdout), "", "quiet prints no summary");
    let error = text(&failed.stderr);
    assert!(
        error.contains("1 of 2 checks failed: invocations < 10: it is 10"),
        "{error}"
    );
}

#[test]
fn a_check_that_cannot_be_decided_fails() {
    let output = run(&["--check", "cost < 1"]);
    assert_eq!(output.status.code(), Some(1));
    let summary = text(&output.stdout);
    assert!(
        summary.contains("FAILED       cost < 1  undecided: no service has a tariff"),
        "{summary}"
    );
}

#[test]
fn a_check_that_cannot_be_read_ends_before_the_run() {
    for (check, message) in [
        ("p98 < 1s", "there is no metric `p98`"),
        ("p99 < 5", "5"),
        ("p99", "a check is a metric"),
        ("p99 of nobody < 1s", "there is no function `nobody`"),
        (
            "p99 of my_function on nowhere < 1s",
            "there is no function `my_function on nowhere`; did you mean `my_function on service`?",
        ),
        ("energy < 5", "`5` has no unit"),
    ] {
        let folder = Folder::new();
        let result = folder.path("out.json");
        let output = run(&["--check", check, "--json", &result.to_string_lossy()]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{check}: {error}");
        assert!(error.contains(message), "{check}: {error}");
        assert!(!result.exists(), "{check}: a result was written");
    }
}

#[test]
fn verdicts_are_stored_and_shown_and_stored_results_are_checked() {
    let folder = Folder::new();
    let (result, page) = (folder.path("out.json"), folder.path("out.html"));
    let (result, page) = (result.to_string_lossy(), page.to_string_lossy());
    let output = run(&["--json", &result, "--check", "final_date < 1ns"]);
    assert_eq!(output.status.code(), Some(1));
    let stored =
        fs::read_to_string(&*result).expect("the result is written, whatever the checks say");
    let stored: Value = serde_json::from_str(&stored).expect("JSON");
    assert_eq!(stored["report"]["checks"][0]["passed"], false);

    let shown = coldstart(&["report", &result, "--report", &page]);
    assert!(
        shown.status.success(),
        "only what is asked now decides: {}",
        text(&shown.stderr)
    );
    let text_of_page = fs::read_to_string(&*page).expect("a page");
    assert!(text_of_page.contains("\"check\":\"final_date \\u003c 1ns\",\"passed\":false"));

    let checked = coldstart(&[
        "report",
        &result,
        "--report",
        &page,
        "--check",
        "invocations > 0",
    ]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let failed = coldstart(&[
        "report",
        &result,
        "--report",
        &page,
        "--check",
        "invocations > 10",
    ]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(text(&failed.stderr).contains("1 of 1 checks failed: invocations > 10: it is 10"));
    let unknown = coldstart(&[
        "report",
        &result,
        "--report",
        &page,
        "--check",
        "p99 of nobody < 1s",
    ]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn two_results_make_one_page_and_three_are_too_many() {
    let folder = Folder::new();
    let stored = |name: &str, seed: &str| {
        let file = folder.path(name).to_string_lossy().into_owned();
        let output = run(&["--seed", seed, "--json", &file]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        file
    };
    let (one, other) = (stored("one.json", "1"), stored("other.json", "2"));
    let output = coldstart(&["report", &one, &other]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = folder.path("one-and-other.html");
    assert_eq!(text(&output.stdout).trim(), page.to_string_lossy());
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("coldstart comparison"));

    let three = coldstart(&["report", &one, &other, &one]);
    assert_eq!(three.status.code(), Some(2));
    assert!(
        text(&three.stderr).contains("two"),
        "{}",
        text(&three.stderr)
    );
    let csv = folder.path("tables");
    let tables = coldstart(&["report", &one, &other, "--csv", &csv.to_string_lossy()]);
    assert_eq!(tables.status.code(), Some(2));
    assert!(
        text(&tables.stderr).contains("--csv"),
        "{}",
        text(&tables.stderr)
    );
    let checks = coldstart(&["report", &one, &other, "--check", "invocations > 0"]);
    assert_eq!(checks.status.code(), Some(2));
}

#[test]
fn the_book_has_the_metrics() {
    let marks = ("metrics of checks", "end of metrics");
    assert_table("reference/results.md", marks, &Check::markdown());
}
