//! Charts: curves that are seen from their minimum on, axes with titles and units, one time range.

use coldstart::prelude::*;
use coldstart::results::{Recording, Report};
use serde::Deserialize;

use crate::devtools::Browser;
use crate::shop::Shop;
use crate::{assert_no_complaints, folder, open, pictures, run, text};

/// A text on a canvas: where it is, in pixels of that canvas.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Drawn {
    pub(crate) text: String,
    canvas: usize,
    from: f64,
    to: f64,
    y: f64,
    is_upright: bool,
}

/// All texts that the charts in an element (`""` for all) write on their canvases when they are drawn again.
pub(crate) fn drawn(browser: &mut Browser, within: &str) -> Vec<Drawn> {
    let script = r#"(async () => {
        const texts = [];
        const canvases = [...document.querySelectorAll('WITHIN canvas')];
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            const place = this.getTransform().transformPoint(new DOMPoint(x, y));
            const width = this.measureText(text).width;
            const before = { center: width / 2, right: width, end: width }[this.textAlign] ?? 0;
            const canvas = canvases.indexOf(this.canvas);
            if (canvas >= 0 && text !== "") texts.push({ text, canvas, from: place.x - before, to: place.x - before + width, y: place.y, is_upright: this.getTransform().b === 0 });
            return write.apply(this, arguments);
        };
        document.getElementById('theme').click();
        await new Promise((done) => setTimeout(done, 100));
        CanvasRenderingContext2D.prototype.fillText = write;
        document.getElementById('theme').click();
        await new Promise((done) => setTimeout(done, 100));
        return texts;
    })()"#;
    let texts = browser.value(&script.replace("WITHIN", within));
    serde_json::from_value(texts).expect("texts")
}

/// How many pixels of a chart's canvas have about the colour of a series, and where: left, right, top and bottom \[px\].
#[derive(Debug, Deserialize)]
struct Ink {
    pixels: u64,
    left: f64,
    right: f64,
    bottom: f64,
    /// The area of the values: left, right and bottom.
    area: [f64; 3],
}

fn ink(browser: &mut Browser, within: &str, colour: &str) -> Ink {
    let script = r#"(() => {
        const made = [...plots].find((one) => one.root.closest('WITHIN'));
        const canvas = made.ctx.canvas;
        const wanted = [1, 3, 5].map((at) => parseInt(theme.colour('COLOUR').slice(at, at + 2), 16));
        const { data: found, width, height } = made.ctx.getImageData(0, 0, canvas.width, canvas.height);
        const seen = { pixels: 0, left: Infinity, right: -1, bottom: -1, area: [made.bbox.left, made.bbox.left + made.bbox.width, made.bbox.top + made.bbox.height] };
        for (let at = 0; at < width * height; at += 1) {
            const off = wanted.reduce((sum, value, index) => sum + Math.abs(value - found[4 * at + index]), 0);
            if (off > 120 || found[4 * at + 3] < 160) continue;
            seen.pixels += 1;
            seen.left = Math.min(seen.left, at % width);
            seen.right = Math.max(seen.right, at % width);
            seen.bottom = Math.max(seen.bottom, Math.floor(at / width));
        }
        return seen;
    })()"#;
    let ink = browser.value(&script.replace("WITHIN", within).replace("COLOUR", colour));
    serde_json::from_value(ink).unwrap_or_else(|_| panic!("`{within}` shows no {colour}"))
}

/// A curve over the whole width of its chart.
fn assert_whole(ink: &Ink) {
    let [left, right, bottom] = ink.area;
    // The series above may have dashes at both ends.
    assert!(ink.left <= left + 12.0, "from the beginning on: {ink:?}");
    assert!(ink.right >= right - 12.0, "to the end: {ink:?}");
    assert!(ink.bottom <= bottom + 2.0, "inside of its area: {ink:?}");
}

fn shop(orders: u64) -> Report {
    let shop = Shop {
        orders,
        ..Default::default()
    };
    run(&shop, Recording::Full)
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn curves_of_one_value_of_equal_values_and_of_zeros_are_seen() {
    let cores = "#loads-charts > div:nth-child(1)";
    for (name, change) in [
        ("unchanged", None),
        ("equal", Some(1.0)),
        ("zeros", Some(0.0)),
    ] {
        let mut report = shop(20);
        if let Some(value) = change {
            for service in &mut report.timeline.services {
                service.busy_cores.fill(value);
            }
        }
        let mut browser = open(&format!("curves-{name}"), &report);
        let seen = ink(&mut browser, cores, "series-1");
        assert_whole(&seen);
        assert!(seen.pixels > 150, "{name}: {seen:?}");
        assert_no_complaints(&mut browser);
    }
    let mut report = shop(20);
    report.timeline.intervals = 1;
    report.timeline.interval = report.final_date.since(SimTime::ZERO);
    for service in &mut report.timeline.services {
        service.busy_cores.truncate(1);
        service.memory.truncate(1);
        service.cold_starts.clear();
    }
    report.timeline.nodes.clear();
    report.timeline.links.clear();
    let mut browser = open("curves-one-interval", &report);
    assert_whole(&ink(&mut browser, cores, "series-1"));
    assert_no_complaints(&mut browser);
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn a_distribution_rises_from_its_minimum() {
    for (name, orders) in [("one-value", 1), ("several-values", 40)] {
        let report = shop(orders);
        let mut browser = open(name, &report);
        let seen = ink(&mut browser, "#latency-chart", "series-1");
        let least = report.invocations.iter();
        let least = least
            .filter(|row| row.reused_container == Some(false))
            .filter_map(|row| row.response())
            .min();
        let least = least.expect("a cold start").as_secs_f64();
        let at = browser.number(&format!(
            "[...plots].find((one) => one.root.closest('#latency-chart')).valToPos({least}, 'x', true)"
        ));
        assert!((seen.left - at).abs() <= 3.0, "{name}: {at} {seen:?}");
        assert!(
            (seen.area[2] - seen.bottom).abs() <= 6.0,
            "{name}: from zero on: {seen:?}"
        );
        assert!(
            seen.right >= seen.area[1] - 4.0,
            "{name}: all of them to the end: {seen:?}"
        );
        assert_no_complaints(&mut browser);
    }
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn an_empty_run_and_one_invocation_have_a_page() {
    let mut browser = open("none", &shop(0));
    assert_eq!(text(&mut browser, "#figure-invocations"), "0");
    pictures(&mut browser, "none");
    assert_no_complaints(&mut browser);
    let mut browser = open("one", &shop(1));
    assert_eq!(text(&mut browser, "#figure-invocations"), "1");
    assert_whole(&ink(
        &mut browser,
        "#loads-charts > div:nth-child(1)",
        "series-1",
    ));
    pictures(&mut browser, "one");
    assert_no_complaints(&mut browser);
}

/// No text of a canvas lies on another, and each is on its canvas.
fn assert_apart(texts: &[Drawn]) {
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            let beside = one.canvas != other.canvas
                || !one.is_upright
                || !other.is_upright
                || (one.y - other.y).abs() >= 9.0
                || one.to <= other.from
                || other.to <= one.from;
            assert!(beside || one.text == other.text, "{one:?} {other:?}");
        }
    }
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn three_hundred_days_are_told_in_days_and_labels_keep_apart() {
    let shop = Shop {
        orders: 300,
        pause: SimDuration::from_secs(86_400),
        ..Default::default()
    };
    let report = run(&shop, Recording::Full);
    let mut browser = open("days-300", &report);
    for width in [1366, 700, 360] {
        browser.window(width, 768);
        for section in ["#activity", "#latency", "#starts", "#loads"] {
            let texts = drawn(&mut browser, section);
            assert!(!texts.is_empty(), "{section} at {width}");
            assert_apart(&texts);
        }
        let titles = drawn(&mut browser, "#loads-charts");
        let says = |label: &str| titles.iter().any(|text| text.text == label);
        assert!(says("time [d]") && says("share of cores [%]"), "{titles:?}");
        assert_eq!(
            text(&mut browser, "#activity-chart .axis-title"),
            "time [d]"
        );
    }
    let interval = report.timeline.interval.as_secs_f64() / 86_400.0;
    let said = text(&mut browser, "#loads-charts .chart-head span");
    let said = said.strip_prefix("each point: ").expect("the interval");
    let (number, unit) = said.split_once(' ').expect("a unit");
    let number: f64 = number.parse().expect("a number");
    let days = match unit {
        "d" => number,
        "h" => number / 24.0,
        _ => panic!("an interval of {interval} d is said to be {said}"),
    };
    assert!((days - interval).abs() < 0.01 * interval, "{said}");
    browser.window(1366, 768);
    pictures(&mut browser, "days-300");
    // Other lengths have other units.
    for (length, room, title) in [
        (5e-6, 900, "time [µs]"),
        (0.2, 300, "time [ms]"),
        (300.0, 900, "time [s]"),
        (3.0 * 3600.0, 900, "time [min]"),
        (100.0 * 3600.0, 250, "time [h]"),
    ] {
        let axis = browser.value(&format!("timeAxis(0, {length}, {room})"));
        assert_eq!(axis["title"], title);
        let labels = axis["labels"].as_array().expect("labels").len();
        assert!((2..=20).contains(&labels), "{length}: {axis}");
    }
    // Far from the beginning, dates are counted from a round one.
    let axis = browser.value("timeAxis(25920000.001, 25920000.003, 600)");
    let title = axis["title"].as_str().expect("a title");
    assert!(
        title.starts_with("time after ") && title.ends_with("[ms]"),
        "{title}"
    );
    assert_no_complaints(&mut browser);
}

/// The range of each chart over time \[s\].
fn ranges(browser: &mut Browser) -> Vec<(f64, f64)> {
    let ranges = "[document.querySelector('#activity-chart .gantt').dataset].map(({ from, to }) => [Number(from), Number(to)])\
        .concat([...plots].filter((one) => !one.root.closest('#latency-chart, #histogram')).map((one) => [one.scales.x.min, one.scales.x.max]))";
    serde_json::from_value(browser.value(ranges)).expect("ranges")
}

fn assert_one_range(browser: &mut Browser) -> (f64, f64) {
    browser.frames();
    let ranges = ranges(browser);
    assert!(ranges.len() >= 4, "{ranges:?}");
    assert!(ranges.iter().all(|range| *range == ranges[0]), "{ranges:?}");
    ranges[0]
}

#[test]
#[ignore = "needs chromium: cargo test --test browser -- --ignored"]
fn all_charts_share_one_range_and_the_address_keeps_it() {
    let report = shop(40);
    let mut browser = open("range", &report);
    let whole = assert_one_range(&mut browser);
    browser.value("document.querySelector('[title=\"Zoom in\"]').click()");
    let zoomed = assert_one_range(&mut browser);
    assert!(zoomed.0 > whole.0 && zoomed.1 < whole.1, "{zoomed:?}");
    // A part of a chart of lines that is marked is what all charts show.
    let area = "[...plots].find((one) => one.root.closest('#loads-charts')).over";
    browser.value(&format!("{area}.scrollIntoView({{ block: 'center' }})"));
    let side = |browser: &mut Browser, side: &str| {
        browser.number(&format!("{area}.getBoundingClientRect().{side}"))
    };
    let (left, top, width) = (
        side(&mut browser, "left"),
        side(&mut browser, "top"),
        side(&mut browser, "width"),
    );
    browser.mouse("mouseMoved", left + width * 0.25, top + 40.0, 0.0);
    browser.mouse("mousePressed", left + width * 0.25, top + 40.0, 0.0);
    browser.mouse("mouseMoved", left + width * 0.5, top + 40.0, 0.0);
    browser.mouse("mouseReleased", left + width * 0.5, top + 40.0, 0.0);
    let marked = assert_one_range(&mut browser);
    let length = zoomed.1 - zoomed.0;
    assert!(
        (marked.0 - zoomed.0 - length * 0.25).abs() < length * 0.02,
        "{marked:?}"
    );
    assert!(
        (marked.1 - zoomed.0 - length * 0.5).abs() < length * 0.02,
        "{marked:?}"
    );

    browser.value("new Promise((done) => setTimeout(done, 400))");
    let address = browser.value("location.hash");
    let address = address.as_str().expect("a text");
    assert!(address.starts_with("#t="), "{address}");
    browser.value("document.querySelector('#sections a[href=\"#loads\"]').click()");
    let named = browser.value("location.hash");
    let named = named.as_str().expect("a text").to_owned();
    assert_eq!(named, address.replace('#', "#loads&"));
    // Whoever opens this address sees the same.
    let file = folder().join("range.html");
    browser.open_at(&file, &named);
    let again = assert_one_range(&mut browser);
    assert!((again.0 - marked.0).abs() < 1e-6 && (again.1 - marked.1).abs() < 1e-6);
    browser.value("document.querySelector('[title=\"Show the whole run\"]').click()");
    assert_eq!(assert_one_range(&mut browser), whole);
    browser.value("new Promise((done) => setTimeout(done, 400))");
    assert_eq!(browser.value("location.hash"), "#loads");
    // An address that says nothing sensible shows the whole run.
    for nonsense in ["#%E0%A4%A", "#t=7,3", "#t=a,b&t", "#nowhere&t="] {
        browser.open_at(&file, nonsense);
        assert_eq!(assert_one_range(&mut browser), whole, "{nonsense}");
    }
    assert_no_complaints(&mut browser);
}
