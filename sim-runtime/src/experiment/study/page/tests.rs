//! What the page of a study knows.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::experiment::statistics::warm_up::WarmUp;
use crate::experiment::study::tests::shop::{Shop, small, with_threads};
use crate::experiment::study::{Execution, RunPages, Studied, StudyResult, Told, merge};
use crate::prelude::*;

fn page(result: &StudyResult, pages: Option<(&RunPages, &Path)>) -> String {
    let mut page = Vec::new();
    result.write_page(pages, &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">\n").unwrap();
    let (data, _) = rest.split_once("\n</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn a_page_needs_nothing_beside_itself_and_is_the_same_whoever_runs() {
    let one = page(&small().run_with(with_threads(1)).unwrap(), None);
    let four = page(&small().run_with(with_threads(4)).unwrap(), None);
    assert_eq!(one, four);
    assert!(one.contains("<title>coldstart study</title>"));
    assert!(
        !one.contains("src=") && !one.contains("<!-- "),
        "nothing is loaded or left open"
    );
}

#[test]
fn a_page_has_all_points_comparisons_and_runs() {
    let result = small().program(["shop"]).run().unwrap();
    let data = data(&page(&result, None));
    assert_eq!(data["axes"][0]["labels"], json!(["1", "2"]));
    assert_eq!(data["axes"][1]["places"], json!([0.3, 0.6]));
    assert_eq!(data["points"].as_array().map(Vec::len), Some(4));
    let mean = result.points[2].figures[0].unwrap();
    let shown = &data["points"][2]["figures"][0];
    assert_eq!(shown["mean"], json!(mean.mean));
    assert_eq!(shown["half_width"], json!(mean.half_width));
    let shades = (0..4).map(|point| {
        data["points"][point]["figures"][0]["shade"]
            .as_f64()
            .unwrap()
    });
    let shades: Vec<f64> = shades.collect();
    assert!(shades.contains(&0.0) && shades.contains(&1.0), "{shades:?}");
    assert_eq!(data["compared"], json!(0));
    assert_eq!(data["comparisons"][1]["at"], json!([1, 1]));
    let run = &data["runs"][3][2];
    assert_eq!(
        run["command"],
        "shop --seed 42 --nodes 2 --rate 0.6 --replication 2"
    );
    assert_eq!(run["values"][0], json!(result.rows[14].values[0]));
    assert_eq!(data["notes"], json!([]));
    assert_eq!(data["pages"], Value::Null);
}

#[test]
fn warm_up_and_precision_are_said() {
    let date = SimTime::ZERO + secs(5);
    let study = Shop::study().vary("rate", [0.4, 0.7]).measure("mean");
    let study = study.warm_up(WarmUp::Until(date)).precision("5%").most(11);
    let data = data(&page(&study.run().unwrap(), None));
    assert_eq!(data["headline"]["precision"][0], "5 % of mean");
    assert_eq!(data["headline"]["warm_up"][1], json!(5.0));
    let told = data["imprecise"].as_str().expect("eleven are not enough");
    assert!(told.contains("was not reached"), "{told}");
}

#[test]
fn the_reports_of_runs_are_pages_beside_it_and_missing_ones_are_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (out, runs) = (folder.path().join("out"), folder.path().join("runs"));
    let run = || {
        let mut made = 0;
        let execution = Execution {
            out: Some(&out),
            pages: Some(&runs),
            told: Box::new(|told| made += usize::from(matches!(told, Told::Row(_)))),
            ..Execution::default()
        };
        let result = small().run_with(execution).unwrap();
        (result, made)
    };
    let (result, made) = run();
    assert_eq!(made, 16);
    let name = "point-000003-replication-000002.html";
    let first = fs::read(runs.join(name)).unwrap();
    assert!(!first.is_empty());
    fs::remove_file(runs.join(name)).unwrap();
    let pages = RunPages::in_folder(&runs).unwrap();
    let told = |result: &StudyResult| data(&page(result, Some((&pages, folder.path()))));
    let without = told(&result);
    assert_eq!(without["pages"], "runs/");
    assert_eq!(without["runs"][3][2].get("page"), None);
    assert_eq!(
        without["runs"][3][1]["page"],
        "point-000003-replication-000001.html"
    );
    let (again, made) = run();
    assert_eq!(made, 1, "rows are there, and the page is not");
    assert_eq!(fs::read(runs.join(name)).unwrap(), first);
    assert_eq!(told(&again)["runs"][3][2]["page"], name);
    assert_eq!(told(&merge(&out).unwrap()), told(&again));
}

#[test]
fn pages_that_cannot_be_written_are_told_before_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let execution = Execution {
        pages: Some(&file),
        told: Box::new(|_| panic!("nothing is run")),
        ..Execution::default()
    };
    let error = small().run_with(execution).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot write the pages of runs into "),
        "{error}"
    );
    assert!(error.ends_with("; choose another folder"), "{error}");
}
