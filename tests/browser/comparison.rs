//! Two runs side by side.

use coldstart::results::{Recording, Report, export::html};

use crate::devtools::Browser;
use crate::layout::assert_fits_and_is_accessible;
use crate::views::downloaded;
use crate::{assert_no_complaints, basic, opened, pictures, run, text, two_providers};

fn compare(name: &str, runs: [(&str, &Report); 2]) -> Browser {
    let mut page = Vec::new();
    html::write_comparison(runs, &mut page).expect("memory takes all");
    opened(name, &page)
}

/// The providers, with so many requests a second.
fn providers(rate: f64, requests: u64) -> Report {
    let declaration = two_providers::TwoProviders { rate, requests };
    run(&declaration, Recording::Full)
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn figures_functions_and_curves_of_both_runs_are_beside_each_other() {
    let (slow, fast) = (providers(2.0, 300), providers(6.0, 600));
    let mut browser = compare("comparison", [("slow.json", &slow), ("fast.json", &fast)]);
    assert_eq!(text(&mut browser, "h1"), "slow.json and fast.json");
    let file = downloaded(&mut browser, "figures");
    let mut lines = csv::Reader::from_reader(file.as_bytes());
    let lines: Vec<csv::StringRecord> = lines.records().map(|row| row.expect("a row")).collect();
    let figure = |name: &str| {
        let line = lines
            .iter()
            .find(|line| &line[0] == name)
            .expect("a figure");
        [1, 2, 3, 4].map(|at| line[at].parse::<f64>().expect("a number"))
    };
    assert_eq!(figure("invocations"), [600.0, 1200.0, 600.0, 1.0]);
    let [one, other, difference, relative] = figure("response, 99 % [s]");
    let p99 = |report: &Report| {
        let response = report.overall.response.as_ref().expect("some completed");
        response.p99.as_secs_f64()
    };
    assert_eq!((one, other), (p99(&slow), p99(&fast)));
    assert!((difference - (other - one)).abs() < 1e-12);
    assert!((relative - difference / one).abs() < 1e-12);
    let shown = text(&mut browser, "#figures-table");
    assert!(shown.contains("invocations6001200+600+100 %"), "{shown}");

    let functions = browser.number("document.querySelectorAll('#functions-table tbody tr').length");
    assert_eq!(functions, 2.0, "`handle` on each of two services");
    let parameters = text(&mut browser, "#setup-table");
    assert!(parameters.contains("rate26no"), "{parameters}");
    assert!(parameters.contains("seed4242yes"), "{parameters}");
    let legend = text(&mut browser, "#latency-chart .u-legend");
    assert!(
        legend.contains("A (600)") && legend.contains("B (1200)"),
        "{legend}"
    );
    let charts = browser.number("document.querySelectorAll('#over-time-charts .chart').length");
    assert_eq!(charts, 6.0);
    let requests =
        "data.over_time[0].runs.map((run) => run.requests.reduce((sum, one) => sum + one, 0))";
    assert_eq!(browser.value(requests), serde_json::json!([600, 1200]));
    pictures(&mut browser, "comparison");
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn different_simulations_are_said_to_be_so() {
    let (one, mut other) = (
        run(&basic::Basic::default(), Recording::Full),
        providers(2.0, 50),
    );
    other.simulation = "</script><script>alert(1)</script>".to_owned();
    let mut browser = compare(
        "comparison-of-others",
        [("basic.json", &one), ("other.json", &other)],
    );
    let notes = text(&mut browser, "#notes");
    assert!(notes.contains("These are different simulations"), "{notes}");
    let functions = text(&mut browser, "#functions-table");
    assert!(
        functions.contains("only A") && functions.contains("only B"),
        "{functions}"
    );
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_comparison_fits_a_telephone_and_axe_core_finds_nothing() {
    let (slow, fast) = (providers(2.0, 300), providers(6.0, 600));
    let runs = [("results/slow.json", &slow), ("results/fast.json", &fast)];
    let mut browser = compare("comparison-phone", runs);
    assert_fits_and_is_accessible(&mut browser, "comparison-phone");
}
