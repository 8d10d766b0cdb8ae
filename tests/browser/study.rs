//! The page of a study.

use std::fs;
use std::path::Path;

use coldstart::experiment::study::result::Point;
use coldstart::experiment::study::{Execution, RunPages, Studied, Study, StudyResult};

use crate::devtools::Browser;
use crate::layout::assert_fits_and_is_accessible;
use crate::views::downloaded;
use crate::{HOSTILE, assert_no_complaints, folder, opened, pictures, text, two_providers};

fn study() -> Study {
    two_providers::TwoProviders::study()
        .vary("rate", [2.0, 4.0, 8.0])
        .vary("requests", [50_u64, 100])
        .replications(4)
        .measure("mean")
        .measure("cold_start_rate")
        .compare("requests")
        .program(["two providers"])
}

fn open(name: &str, result: &StudyResult, pages: Option<&RunPages>) -> Browser {
    let mut page = Vec::new();
    let here = folder();
    let pages = pages.map(|pages| (pages, &*here));
    result
        .write_page(pages, &mut page)
        .expect("memory takes all");
    opened(name, &page)
}

fn with_pages(study: &Study, folder: &Path) -> StudyResult {
    let execution = Execution {
        pages: Some(folder),
        ..Execution::default()
    };
    study.run_with(execution).expect("the study runs")
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_page_of_a_study_shows_its_points_and_leads_to_each_run() {
    let runs = folder().join("study runs");
    let result = with_pages(&study(), &runs);
    let pages = RunPages::in_folder(&runs).expect("the folder is there");
    let mut browser = open("study", &result, Some(&pages));
    assert_eq!(text(&mut browser, "h1"), "TwoProviders");
    assert_eq!(text(&mut browser, "#figure-points"), "6");
    assert_eq!(text(&mut browser, "#figure-runs"), "24");

    let charts = "document.querySelectorAll('#figures-charts .uplot').length";
    assert_eq!(browser.number(charts), 2.0);
    let legend = text(&mut browser, "#figures-charts .u-legend");
    assert!(
        legend.contains("requests = 50") && legend.contains("requests = 100"),
        "{legend}"
    );
    // Points that do not differ at all are drawn on a line in the middle.
    let ends = |end: u32| {
        format!("intervalRange([{{ values: [{{ mean: 0, half_width: 0 }}] }}], 's', true)[{end}]")
    };
    assert_eq!(browser.number(&ends(0)), -1.0);
    assert_eq!(browser.number(&ends(1)), 1.0);
    let differences = text(&mut browser, "#differences-charts .u-legend");
    assert!(!differences.contains("requests = 50"), "{differences}");
    let cells = "document.querySelectorAll('#heat-table tbody td').length";
    assert_eq!(browser.number(cells), 6.0);

    // The file has the means to the last digit.
    let file = downloaded(&mut browser, "points");
    let mut lines = csv::Reader::from_reader(file.as_bytes());
    let header = lines.headers().expect("titles").clone();
    let column = header.iter().position(|title| title == "mean [s]");
    let column = column.expect("a mean");
    let means: Vec<f64> = lines
        .records()
        .map(|row| row.expect("a row")[column].parse().expect("a number"))
        .collect();
    let expected = |point: &Point| point.figures[0].expect("responses").mean;
    assert_eq!(
        means,
        result.points.iter().map(expected).collect::<Vec<_>>()
    );

    browser.value("document.querySelectorAll('#points-table tbody button')[5].click()");
    let command = text(&mut browser, "#runs-table tbody tr:last-child code");
    assert_eq!(
        command,
        "'two providers' --seed 42 --rate 8 --requests 100 --replication 3"
    );
    let link = "document.querySelector('#runs-table tbody tr:last-child a').getAttribute('href')";
    assert_eq!(
        browser.value(link),
        "study%20runs/point-000005-replication-000003.html"
    );
    pictures(&mut browser, "study");
    assert_no_complaints(&mut browser);
    let file = runs.join("point-000005-replication-000003.html");
    let page = fs::read_to_string(file).expect("the page of the run");
    assert!(page.contains("<title>coldstart report</title>"));
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_page_of_a_study_fits_a_telephone_and_axe_core_finds_nothing() {
    let result = study().run().expect("the study runs");
    let mut browser = open("study-phone", &result, None);
    assert_fits_and_is_accessible(&mut browser, "study-phone");
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn names_of_a_study_are_texts_and_what_is_missing_is_said() {
    let mut result = two_providers::TwoProviders::study()
        .replications(1)
        .measure_own(HOSTILE, "", |_, _| None)
        .program([HOSTILE])
        .run()
        .expect("the study runs");
    result.plan.study = HOSTILE.to_owned();
    let mut browser = open("study-hostile", &result, None);
    assert_eq!(text(&mut browser, "h1"), HOSTILE);
    let charts = text(&mut browser, "#figures-charts");
    assert!(charts.contains("Nothing is varied"), "{charts}");
    let sections =
        "['differences', 'heat'].filter((id) => document.getElementById(id) != null).length";
    assert_eq!(browser.number(sections), 0.0);
    let command = text(&mut browser, "#runs-table code");
    assert!(command.contains("--replication 0"), "{command}");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn an_axis_on_which_all_shares_are_zero_shows_no_share_below_zero() {
    let result = two_providers::TwoProviders::study()
        .vary("rate", [2.0, 4.0])
        .replications(2)
        .measure("failure_rate")
        .compare("rate")
        .run()
        .expect("the study runs");
    let figures = result.points.iter().flat_map(|point| &point.figures);
    assert!(figures.flatten().all(|figure| figure.mean == 0.0));
    let mut browser = open("study-zeros", &result, None);
    let mut range = |is_difference: bool| {
        let zeros = "[{ values: [{ mean: 0, half_width: 0 }] }]";
        browser.value(&format!("intervalRange({zeros}, 'share', {is_difference})"))
    };
    assert_eq!(range(false), serde_json::json!([0, 0.01]));
    assert_eq!(range(true), serde_json::json!([-0.01, 0.01]));
    assert_no_complaints(&mut browser);
}
