//! The views beside the charts of activity, loads and starts.

use coldstart::results::check::Check;
use coldstart::results::{PolicyTimeline, Recording, Report};
use serde_json::Value;

use crate::devtools::Browser;
use crate::{assert_no_complaints, basic, open, pictures, providers, run, text};

/// The text of the file that a table's button downloads.
pub(crate) fn downloaded(browser: &mut Browser, table: &str) -> String {
    let file = browser.value(&format!(
        "new Promise((done) => {{
           const make = URL.createObjectURL;
           URL.createObjectURL = (blob) => {{ blob.text().then(done); return make(blob); }};
           document.querySelector('#{table} .csv button').click();
         }})"
    ));
    file.as_str().expect("a text").to_owned()
}

fn rows(file: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let line = |line: &csv::StringRecord| line.iter().map(str::to_owned).collect();
    let head = line(reader.headers().expect("a head"));
    let rows = reader.records().map(|row| line(&row.expect("a row")));
    (head, rows.collect())
}

fn checked(mut report: Report, checks: &[&str]) -> Report {
    report.checks = checks
        .iter()
        .map(|check| check.parse::<Check>().expect("a check").verdict(&report))
        .collect();
    report
}

/// Chooses the option of an index.
fn choose(browser: &mut Browser, section: &str, index: usize) {
    browser.value(&format!(
        "{{ const chosen = document.querySelector('#{section} select'); chosen.value = '{index}'; chosen.dispatchEvent(new Event('change')); 0; }}"
    ));
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn requests_percentiles_and_histograms_are_those_of_the_run() {
    let mut report = checked(
        providers(1_000, Recording::Full),
        &["p99 < 1ms", "failure_rate <= 50%"],
    );
    report.timeline.policies.push(PolicyTimeline {
        service: "near_cloud".into(),
        policy: "scheduler".to_owned(),
        series: "attempts that wait".to_owned(),
        unit: String::new(),
        peak: 2.0,
        values: vec![1.0; report.timeline.intervals as usize],
    });
    let mut browser = open("views", &report);
    let sum = |browser: &mut Browser, values: &str| {
        browser.number(&format!("{values}.reduce((sum, one) => sum + one, 0)")) as u64
    };
    let all = "data.over_time.choices[0]";
    assert_eq!(
        sum(&mut browser, &format!("{all}.requests")),
        report.summary.invocations
    );
    assert_eq!(
        sum(&mut browser, &format!("{all}.succeeded")),
        report.summary.succeeded
    );
    let choices = browser.number("document.querySelectorAll('#over-time select option').length");
    assert_eq!(choices, 5.0, "all, two services, a function on each");
    let shown = text(&mut browser, "#over-time");
    assert!(shown.contains("each point:"), "{shown}");
    assert!(shown.contains("None failed"), "{shown}");

    let completed = report
        .overall
        .response
        .as_ref()
        .expect("some completed")
        .count;
    let histogram = "data.histograms[0]";
    let counted = sum(&mut browser, &format!("{histogram}.cold"));
    assert_eq!(
        counted + sum(&mut browser, &format!("{histogram}.hot")),
        completed
    );
    choose(&mut browser, "histogram", 1);
    let label =
        browser.value("document.querySelector('#histogram [role=img]').getAttribute('aria-label')");
    assert_eq!(label, "Histogram of response times of handle on far_cloud");

    let outcomes = text(&mut browser, "#checks tbody");
    assert!(outcomes.contains("p99 < 1ms✗ failedit is"), "{outcomes}");
    assert!(
        outcomes.contains("failure_rate <= 50%✓ passedit is 0 %"),
        "{outcomes}"
    );
    assert!(text(&mut browser, "#policies").contains("attempts that wait"));
    let places = browser.number("document.querySelectorAll('#resources .tools option').length");
    assert!(places >= 24.0, "two services and 22 nodes: {places}");

    let (head, lines) = rows(&downloaded(&mut browser, "percentiles"));
    assert_eq!(
        head[..4],
        ["function", "service", "invocations", "mean [s]"]
    );
    assert_eq!(lines.len(), 5, "all, two services, a function on each");
    let overall = report.overall.response.as_ref().expect("some completed");
    let number = |text: &str| text.parse::<f64>().expect("a number");
    assert_eq!(
        number(&lines[0][8]),
        overall.p99.as_secs_f64(),
        "all digits"
    );
    assert_eq!(lines[0][2], completed.to_string());
    choose(&mut browser, "percentiles", 2);
    let (_, lines) = rows(&downloaded(&mut browser, "percentiles"));
    let hot = report.overall.response_hot.as_ref().expect("some were hot");
    assert_eq!(lines[0][2], hot.count.to_string());
    pictures(&mut browser, "views");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn causes_are_told_for_each_function_and_tables_can_be_downloaded_whatever_names_they_have() {
    let hostile = "a, \"b\"\nc";
    let mut report = run(&basic::Basic::default(), Recording::Full);
    assert!(report.summary.failed > 0, "some fail");
    report.functions[0].function = hostile.into();
    let mut browser = open("causes", &report);
    let (head, lines) = rows(&downloaded(&mut browser, "causes"));
    assert_eq!(
        head,
        [
            "function",
            "service",
            "cause",
            "invocations",
            "of the function's"
        ]
    );
    let counted: u64 = lines
        .iter()
        .map(|line| line[3].parse::<u64>().expect("a count"))
        .sum();
    assert_eq!(counted, report.summary.failed);
    assert_eq!(lines[0][0], hostile);
    let (_, lines) = rows(&downloaded(&mut browser, "functions"));
    assert_eq!(lines[0][0], hostile);
    let tables = browser.number("document.querySelectorAll('main table').length - document.querySelectorAll('.u-legend').length");
    let buttons = browser.number("document.querySelectorAll('main .csv button').length");
    assert_eq!(buttons, tables, "each table has its button");
    pictures(&mut browser, "causes");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn without_rows_the_page_says_what_is_not_known() {
    let report = providers(2_000, Recording::Summary);
    let mut browser = open("views-summary", &report);
    let shown = text(&mut browser, "#over-time");
    assert!(
        shown.contains("Not recorded: this needs invocations one by one"),
        "{shown}"
    );
    let notes = text(&mut browser, "#notes");
    assert!(
        notes.contains("need invocations that are recorded one by one"),
        "{notes}"
    );
    let requests =
        browser.number("data.over_time.choices[0].requests.reduce((sum, one) => sum + one, 0)");
    assert_eq!(requests as u64, report.summary.invocations);
    let counted = browser.number("[...data.histograms[0].cold, ...data.histograms[0].hot].reduce((sum, one) => sum + one, 0)");
    let completed = report
        .overall
        .response
        .as_ref()
        .expect("some completed")
        .count;
    assert_eq!(counted as u64, completed);
    assert_eq!(
        browser.value("document.getElementById('checks')"),
        Value::Null
    );
    assert_no_complaints(&mut browser);
}
