//! The page of a report, as a reader meets it: opened in a browser without a window.
//!
//! Each test writes its page, and pictures of it in light and dark, to `target/html-report/`.

mod charts;
mod comparison;
mod devtools;
mod gantt;
mod layout;
mod shop;
mod study;
mod views;

use std::fs;
use std::path::{Path, PathBuf};

use coldstart::prelude::*;
use coldstart::results::{self, Options, Recording, Report, export::html};
use devtools::Browser;
use serde_json::Value;

#[path = "../../examples/basic.rs"]
#[allow(dead_code, missing_docs, unreachable_pub)]
mod basic;
#[path = "../../examples/two_providers.rs"]
#[allow(dead_code, missing_docs, unreachable_pub)]
mod two_providers;

/// How large a page may be \[B\].
const LARGEST: u64 = 5_000_000;

const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

fn run(declaration: &impl Declaration, recording: Recording) -> Report {
    results::run_with(declaration, Options::new(Seed(42)).recording(recording))
        .expect("the example runs")
}

/// So many invocations, half of them on each of two providers.
fn providers(invocations: u64, recording: Recording) -> Report {
    let declaration = two_providers::TwoProviders {
        requests: invocations / 2,
        ..Default::default()
    };
    run(&declaration, recording)
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../html-report");
    fs::create_dir_all(&folder).expect("the folder is made");
    folder.canonicalize().expect("the folder is there")
}

/// Writes the page of a report and opens it.
fn open(name: &str, report: &Report) -> Browser {
    let mut page = Vec::new();
    html::write(report, &mut page).expect("memory takes all");
    opened(name, &page)
}

/// Writes a page of this name, which is not too large, and opens it.
fn opened(name: &str, page: &[u8]) -> Browser {
    let file = folder().join(format!("{name}.html"));
    fs::write(&file, page).expect("the page is written");
    println!("{name}: {} bytes", page.len());
    assert!((page.len() as u64) < LARGEST, "{} bytes", page.len());
    let mut browser = Browser::start();
    browser.prefer("light");
    browser.open(&file);
    browser
}

/// Pictures of the page in light and dark, taken by way of its button.
fn pictures(browser: &mut Browser, name: &str) {
    browser.picture(&folder().join(format!("{name}-light.png")));
    browser.value("document.getElementById('theme').click()");
    assert_eq!(
        browser.value("document.documentElement.dataset.theme"),
        "dark"
    );
    browser.picture(&folder().join(format!("{name}-dark.png")));
}

fn assert_no_complaints(browser: &mut Browser) {
    let complaints = browser.complaints();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

/// The text of an element, with plain figures: what separates thousands is left out.
fn text(browser: &mut Browser, selector: &str) -> String {
    let text = browser.value(&format!("document.querySelector('{selector}').textContent"));
    let text = text.as_str().expect("a text").to_owned();
    text.replace('\u{202f}', "")
}

fn assert_figures(browser: &mut Browser, report: &Report) {
    let summary = &report.summary;
    for (figure, value) in [
        ("invocations", summary.invocations),
        ("succeeded", summary.succeeded),
        ("failed", summary.failed),
    ] {
        assert_eq!(
            text(browser, &format!("#figure-{figure}")),
            value.to_string()
        );
    }
    let starts = text(browser, "#figure-cold + dd");
    let expected = format!("{} cold, {} hot", summary.cold_starts, summary.hot_starts);
    assert_eq!(starts, expected);
    let rate = summary.cold_rate().expect("there are starts") * 100.0;
    let shown = text(browser, "#figure-cold");
    let shown: f64 = shown.trim_end_matches(" %").parse().expect("a percentage");
    assert!((shown - rate).abs() <= 0.05, "{shown} {rate}");
    // What the script works with is what the report says, to the last digit.
    let data = browser.value("JSON.parse(document.getElementById('data').textContent).summary");
    let data: results::Summary = serde_json::from_value(data).expect("a summary");
    assert_eq!(data, *summary);
    let rows = browser.number("document.querySelectorAll('#functions-table tbody tr').length");
    assert_eq!(rows as usize, report.functions.len());
    let rows = browser.number("document.querySelectorAll('#nodes-table tbody tr').length");
    assert_eq!(rows as usize, report.nodes.len());
    let causes = browser.number(
        "[...document.querySelectorAll('#starts-table tbody td:nth-child(2)')]\
         .reduce((sum, cell) => sum + Number(cell.textContent.replace(/\\D/g, '')), 0)",
    );
    assert_eq!(causes as u64, summary.cold_starts);
}

/// The visible range of the chart of activity \[s\].
fn range(browser: &mut Browser) -> (f64, f64) {
    let chart = "document.querySelector('#activity-chart .gantt').dataset";
    let from = browser.number(&format!("Number({chart}.from)"));
    (from, browser.number(&format!("Number({chart}.to)")))
}

fn length(browser: &mut Browser) -> f64 {
    let (from, to) = range(browser);
    to - from
}

/// A point of the chart of activity, in the window: a share of its width, and pixels from its top.
fn point(browser: &mut Browser, across: f64, down: f64) -> (f64, f64) {
    let canvas = "document.querySelector('#activity-chart .pane canvas')";
    browser.value(&format!("{canvas}.scrollIntoView({{ block: 'center' }})"));
    let side = |browser: &mut Browser, side: &str| {
        browser.number(&format!("{canvas}.getBoundingClientRect().{side}"))
    };
    let (left, width) = (side(browser, "left"), side(browser, "width"));
    let top = side(browser, "top");
    (left + width * across, top + down)
}

/// Zooms by button, key, wheel and back, and drags.
fn assert_zoom(browser: &mut Browser) {
    let whole = length(browser);
    browser.value("document.querySelector('[title=\"Zoom in\"]').click()");
    let zoomed = length(browser);
    assert!(zoomed < whole, "the button zooms: {zoomed} {whole}");
    let (x, y) = point(browser, 0.6, 20.0);
    browser.mouse("mouseMoved", x, y, 0.0);
    browser.mouse("mousePressed", x, y, 0.0);
    browser.mouse("mouseReleased", x, y, 0.0);
    browser.mouse("mouseWheel", x, y, -120.0);
    let wheeled = length(browser);
    assert!(wheeled < zoomed, "the wheel zooms: {wheeled} {zoomed}");
    browser.key("+");
    let keyed = length(browser);
    assert!(keyed < wheeled, "the key zooms: {keyed} {wheeled}");
    let (from, _) = range(browser);
    browser.mouse("mousePressed", x, y, 0.0);
    browser.mouse("mouseMoved", x - 60.0, y, 0.0);
    browser.mouse("mouseReleased", x - 60.0, y, 0.0);
    let (dragged, _) = range(browser);
    assert!(
        dragged > from,
        "dragging to the left goes on in time: {dragged} {from}"
    );
    assert!(
        (length(browser) - keyed).abs() < keyed * 1e-9,
        "dragging does not zoom"
    );
    browser.key("0");
    assert_eq!(length(browser), whole);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_page_of_the_basic_example_shows_its_figures_and_each_invocation() {
    let report = run(&basic::Basic::default(), Recording::Full);
    let mut browser = open("basic", &report);
    assert_figures(&mut browser, &report);
    assert_eq!(text(&mut browser, "h1"), "Basic");
    let rows = browser.number("document.querySelectorAll('#slowest-table tbody tr').length");
    assert_eq!(rows, 50.0);

    let (x, y) = point(&mut browser, 0.5, 60.0);
    browser.mouse("mouseMoved", x, y, 0.0);
    let shown = text(&mut browser, "#tooltip");
    let id = shown.strip_prefix("Invocation ").expect("an invocation");
    let id = id.split("function").next().expect("a number");
    let row = &report.invocations[id.parse::<usize>().expect("a number")];
    let node = report.nodes[0].node.clone();
    assert_eq!(
        row.node,
        Some(node),
        "the first lanes are those of the first node"
    );
    assert!(shown.contains("functionwork"), "{shown}");

    assert_zoom(&mut browser);
    browser.mouse("mouseMoved", 1.0, 1.0, 0.0);
    assert_eq!(
        browser.value("document.getElementById('tooltip').hidden"),
        true
    );
    pictures(&mut browser, "basic");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn the_page_of_many_invocations_shows_loads_and_says_so() {
    let report = providers(100_000, Recording::Full);
    let mut browser = open("many", &report);
    assert_figures(&mut browser, &report);
    let notes = text(&mut browser, "#notes");
    assert!(notes.contains("too many to be shown one by one"), "{notes}");
    let (x, y) = point(&mut browser, 0.5, 10.0);
    browser.mouse("mouseMoved", x, y, 0.0);
    let shown = text(&mut browser, "#tooltip");
    assert!(shown.starts_with("near_node[0]"), "{shown}");
    let busy = browser.number(
        "data.activity.bands.reduce((sum, band) => sum + band.busy.reduce((one, other) => one + other, 0), 0) * data.activity.width",
    );
    let expected: f64 = report
        .nodes
        .iter()
        .map(|node| node.busy.as_secs_f64())
        .sum();
    assert!(
        (busy - expected).abs() < expected * 1e-3,
        "{busy} {expected}"
    );
    assert_zoom(&mut browser);
    pictures(&mut browser, "many");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_page_without_rows_and_one_with_a_sample_show_what_there_is() {
    for recording in [
        Recording::Summary,
        Recording::sampled(10).expect("not zero"),
    ] {
        let report = providers(2_000, recording);
        let name = recording.to_string().replace('=', "-");
        let mut browser = open(&name, &report);
        assert_figures(&mut browser, &report);
        assert!(text(&mut browser, "#notes").contains(&recording.to_string()));
        pictures(&mut browser, &name);
        assert_no_complaints(&mut browser);
    }
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn names_are_shown_and_never_run() {
    let mut report = run(&basic::Basic::default(), Recording::Full);
    report.simulation = HOSTILE.to_owned();
    report.error = Some(HOSTILE.to_owned());
    for row in &mut report.invocations {
        row.function = HOSTILE.into();
        row.failure_cause = row.failure_cause.take().map(|_| HOSTILE.to_owned());
    }
    report.functions[0].function = HOSTILE.into();
    report.summary.failures = [(HOSTILE.to_owned(), 38)].into_iter().collect();
    let mut browser = open("hostile", &report);
    assert_eq!(text(&mut browser, "h1"), HOSTILE);
    assert!(text(&mut browser, "#error").contains(HOSTILE));
    assert_eq!(text(&mut browser, "#functions-table tbody td"), HOSTILE);
    let (x, y) = point(&mut browser, 0.5, 60.0);
    browser.mouse("mouseMoved", x, y, 0.0);
    assert!(text(&mut browser, "#tooltip").contains(HOSTILE));
    assert_eq!(browser.number("document.scripts.length"), 3.0);
    assert_eq!(browser.number("document.images.length"), 0.0);
    pictures(&mut browser, "hostile");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_table_is_sorted_by_a_click_and_the_theme_follows_the_reader() {
    let report = providers(1_000, Recording::Full);
    let mut browser = open("tables", &report);
    let first = "[...document.querySelectorAll('#nodes-table tbody tr')].map((row) => Number(row.children[4].textContent.replace(/\\D/g, '')))";
    browser.value("document.querySelectorAll('#nodes-table th button')[4].click()");
    let sorted = browser.value(first);
    let numbers: Vec<u64> = sorted
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(Value::as_u64)
        .collect();
    assert_eq!(numbers.len(), report.nodes.len());
    assert!(
        numbers.is_sorted_by(|one, other| one >= other),
        "{numbers:?}"
    );
    for scheme in ["dark", "light"] {
        browser.prefer(scheme);
        browser.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
        assert_eq!(
            browser.value("document.documentElement.dataset.theme"),
            scheme
        );
    }
    assert_no_complaints(&mut browser);
}
