//! `coldstart validate`, as its users meet it.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::support::command::{Folder, coldstart, text};
use crate::support::files::repository;

fn validate(arguments: &[&str]) -> Output {
    coldstart(&[&["validate"], arguments].concat())
}

/// What is printed if all holds.
fn printed(arguments: &[&str]) -> String {
    let output = validate(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn what_is_known_and_what_came_out_stand_beside_each_other() {
    let printed = printed(&["--only", "V31"]);
    let words: Vec<Vec<&str>> = printed
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(words[0][0], "V31");
    assert_eq!(words[1][0], "source:");
    // 3 * 50 / 30, and what is within the tolerance.
    assert_eq!(words[2][words[2].len() - 3..], ["5", "5", "holds"]);
    assert_eq!(words[3][words[3].len() - 3..], ["3", "3", "holds"]);
    assert!(
        printed.ends_with("\n1 of 1 holds, 0 failed, 0 not run\n"),
        "{printed}"
    );
}

#[test]
fn the_table_of_markdown_has_the_rows_of_the_book() {
    let printed = printed(&["--only", "v38,V12", "--only", "v14", "--markdown"]);
    let book = repository("book/src/explanation/known-answers.md");
    let book = fs::read_to_string(book).expect("the chapter");
    let ids = [
        "| V12 |",
        "| V14 |",
        "| V38 |",
        "| id |",
        "|---|---|---|---|---|---|---|---|",
    ];
    let rows = book
        .lines()
        .filter(|row| ids.iter().any(|id| row.starts_with(id)));
    assert_eq!(
        printed.lines().collect::<Vec<_>>(),
        rows.collect::<Vec<_>>()
    );
}

#[test]
fn what_cannot_be_run_is_told_with_the_way_to_run_it() {
    let printed = printed(&["--only", "V35"]);
    let told = "not run: needs the examples, which are in the repository: cargo test --test it v35_the_example_finds_the_same\n";
    assert!(printed.contains(told), "{printed}");
    assert!(
        printed.ends_with("3 of 4 hold, 0 failed, 1 not run\n"),
        "{printed}"
    );
}

#[test]
fn all_digits_go_into_a_file() {
    let folder = Folder::new();
    let file = folder.path("found.json");
    printed(&["--only", "V31,V35", "--json", &file.to_string_lossy()]);
    let found = fs::read_to_string(&file).expect("a file");
    let found: Value = serde_json::from_str(&found).expect("valid JSON");
    assert_eq!(found["format_version"], 1);
    assert_eq!(
        (&found["hold"], &found["failed"], &found["not_run"]),
        (&4.into(), &0.into(), &1.into())
    );
    let first = &found["anchors"][0];
    assert_eq!(first["id"], "V31");
    assert_eq!(
        first["name"],
        "v31_kubernetes_wants_in_proportion_to_the_utilisation"
    );
    assert_eq!(first["verdict"], "holds");
    assert_eq!(first["findings"][0]["rule"], "equal");
    let bill = &found["anchors"][1]["findings"][1];
    assert_eq!(
        (&bill["expected"], &bill["rule"]),
        (&1.0333.into(), &"within".into())
    );
    let interval: Vec<f64> = serde_json::from_value(bill["interval"].clone()).expect("an interval");
    assert!(
        interval[0] <= 1.0333 && 1.0333 <= interval[1],
        "{interval:?}"
    );
    assert_eq!(found["anchors"][4]["verdict"], "not-run");
    // On standard output it has the place of the table.
    let printed = printed(&["--only", "V31", "--json", "-"]);
    let found: Value = serde_json::from_str(&printed).expect("nothing but JSON");
    assert_eq!(found["hold"], 1);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |arguments: &[&str], told: &str| {
        let output = validate(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.contains(told), "{error}");
        assert!(output.stdout.is_empty());
    };
    refused(
        &["--only", "V3,V388"],
        "--only: there is no known answer `V388`; did you mean `V38`?",
    );
    refused(
        &["--only", "mm1"],
        "there is no known answer `mm1` (known answers: V1, V2,",
    );
    refused(&["--only", ""], "there is no known answer ``");
    refused(&["--onyl", "V3"], "--only");
    let folder = Folder::new();
    let empty = folder.path("").to_string_lossy().into_owned();
    refused(
        &["--only", "V10", "--traces", &empty],
        "there is no `azure2019-950` in it, which V10 needs",
    );
}
